import type { ServicePort } from 'kubernetes-types/core/v1'
import { md5 } from '../../base/md5.ts'
import type { Pod } from '../../kinds/resources.ts'

/** A port of a Service as one pod has it. */
export interface PodPort {
  readonly name: string
  readonly port: number
  readonly protocol: string
  readonly appProtocol?: string
}

/** The ports of a Service on one pod; one that the pod has no number for is left out. */
export function portsOn(pod: Pod, ports: readonly ServicePort[]): PodPort[] {
  const out: PodPort[] = []
  for (const port of ports) {
    const number = numberOn(pod, port)
    if (number === undefined) continue
    out.push({ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }) })
  }
  return out
}

/** `podutil.FindPort`: a number stands for itself; a name is looked up in the containers, then in the sidecars. */
function numberOn({ spec }: Pod, { targetPort, port, protocol = 'TCP' }: ServicePort): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  for (const container of [...spec.containers, ...sidecars]) {
    const found = container.ports?.find((candidate) => candidate.name === targetPort && (candidate.protocol ?? 'TCP') === protocol)
    if (found) return found.containerPort
  }
  return undefined
}

/** The order in which an EndpointSlice lists ports: that of the MD5 sums of their Go values (`portsInOrder`). */
export function inSliceOrder<T extends PodPort>(ports: readonly T[]): T[] {
  return inOrderOf(ports, ({ name, protocol, port, appProtocol }) => `(v1.EndpointPort){Name:(*string)${name} Protocol:(*v1.Protocol)${protocol} Port:(*int32)${port} AppProtocol:(*string)${appProtocol ?? '<nil>'}}`)
}

/** The same for Endpoints (`portsByHash`), whose Go type is another one. */
export function inEndpointsOrder<T extends PodPort>(ports: readonly T[]): T[] {
  return inOrderOf(ports, ({ name, protocol, port, appProtocol }) => `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol ?? '<nil>'}}`)
}

function inOrderOf<T>(ports: readonly T[], dump: (port: T) => string): T[] {
  if (ports.length < 2) return [...ports]
  const sums = new Map(ports.map((port) => [port, md5(dump(port))]))
  return [...ports].sort((a, b) => ((sums.get(a) as string) < (sums.get(b) as string) ? -1 : 1))
}

/** The same text for the same set of ports, in whatever order. */
export function portKey(ports: readonly PodPort[]): string {
  return inSliceOrder(ports)
    .map(({ name, protocol, port, appProtocol }) => [name, protocol, port, appProtocol ?? ''].join('/'))
    .join()
}
