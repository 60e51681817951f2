import type { ServicePort } from 'kubernetes-types/core/v1'
import { md5 } from '../../base/md5.ts'
import type { Pod, Service } from '../../kinds/resources.ts'

/** A port of a Service as one pod has it. */
export interface PodPort {
  readonly name: string
  readonly port: number
  readonly protocol: string
  readonly appProtocol?: string
}

const known = new Map<string, PodPort>()

/** The one object that stands for this port, so that equal ports are the same: there are few of them, and many pods have each. */
export function podPort(name: string, port: number, protocol: string, appProtocol?: string): PodPort {
  const key = [name, protocol, port, appProtocol ?? ''].join('/')
  const found = known.get(key) ?? { name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }
  known.set(key, found)
  return found
}

/** The ports of a Service on one pod; one that the pod has no number for is left out. */
export function portsOn(pod: Pod, ports: readonly ServicePort[]): PodPort[] {
  const out: PodPort[] = []
  for (const port of ports) {
    const number = numberOn(pod, port)
    if (number === undefined) continue
    out.push(podPort(port.name ?? '', number, port.protocol ?? 'TCP', port.appProtocol))
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
  const keyed = ports.map((port) => ({ port, sum: md5(dump(port)) }))
  return keyed.sort((a, b) => (a.sum < b.sum ? -1 : 1)).map(({ port }) => port)
}

/** A set of ports in the order of a slice, and a text that is the same for the same set. */
export interface PortSet {
  readonly ports: readonly PodPort[]
  readonly key: string
}

export function portSet(ports: readonly PodPort[]): PortSet {
  const sorted = inSliceOrder(ports)
  return { ports: sorted, key: sorted.map(({ name, protocol, port, appProtocol }) => [name, protocol, port, appProtocol ?? ''].join('/')).join() }
}

const portSets = new WeakMap<Pod, WeakMap<Service, PortSet>>()

/** The ports of a Service on a pod as a set, found once for each version of the two. */
export function portSetOn(pod: Pod, service: Service): PortSet {
  const ofPod = portSets.get(pod) ?? new WeakMap<Service, PortSet>()
  portSets.set(pod, ofPod)
  const found = ofPod.get(service) ?? portSet(portsOn(pod, service.spec.ports ?? []))
  ofPod.set(service, found)
  return found
}
