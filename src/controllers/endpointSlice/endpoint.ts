import type { Endpoint } from 'kubernetes-types/discovery/v1'
import { deepEqual } from '../../base/equality.ts'
import type { Node, Pod, Service } from '../../kinds/resources.ts'
import { isReady } from '../runtime/pods.ts'
import { hostnameUnder } from './membership.ts'

export type AddressType = 'IPv4' | 'IPv6'

/** A pod as an endpoint of a Service (`podToEndpoint`); it has no addresses if the pod has none of that type. */
export function endpointOf(pod: Pod, node: Node | undefined, service: Service, addressType: AddressType): Endpoint {
  const serving = isReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone']
  const hostname = hostnameUnder(service, pod)
  return {
    addresses: (pod.status.podIPs ?? []).map(({ ip }) => ip ?? '').filter((ip) => ip.includes(':') === (addressType === 'IPv6')),
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  }
}

/** What tells endpoints apart; two of the same identity are one whose state has changed. */
export function identityOf({ addresses, hostname = '', targetRef }: Endpoint): string {
  return [[...addresses].sort().join(), hostname, targetRef?.namespace ?? '', targetRef?.name ?? ''].join('\0')
}

/** Whether two endpoints of one identity are in the same state. Hints do not count: they are set afterwards. */
export function sameState(a: Endpoint, b: Endpoint): boolean {
  const state = ({ nodeName, zone, conditions, targetRef }: Endpoint) => [nodeName, zone, conditions?.ready, conditions?.serving, conditions?.terminating, targetRef?.kind, targetRef?.uid]
  return deepEqual(state(a), state(b))
}

/** The address types that a Service has endpoints of. */
export function addressTypesOf({ spec }: Service): AddressType[] {
  const families = (spec.ipFamilies ?? []).filter((family): family is AddressType => family === 'IPv4' || family === 'IPv6')
  if (families.length > 0) return families
  if (spec.clusterIP && spec.clusterIP !== 'None') return [spec.clusterIP.includes(':') ? 'IPv6' : 'IPv4']
  return ['IPv4', 'IPv6']
}
