/** Which endpoints of a Service a request may go to: kube-proxy's traffic policies, and zones (`pkg/proxy/topology.go`, `iptables/proxier.go`). */
import { isInRange } from './ranges.ts'
import type { Backend, ServicePort } from './serviceTable.ts'

/** Whose request it is, and the machine whose kube-proxy handles it. */
export interface Caller {
  /** Name of the machine that the request comes to: the sender's own, or the one whose node port is asked; '' if no particular one. */
  readonly proxy: string
  readonly outside: boolean
  readonly address: string
  /** Zone of the machine `proxy`; '' if it has none. */
  readonly zone: string
}

/** Endpoints with the same chance each; 'reject' where the connection is refused, 'drop' where nothing answers. */
export function candidates(service: ServicePort, { proxy, outside, address, zone }: Caller): readonly Backend[] | 'reject' | 'drop' {
  if (outside && service.sourceRanges.length > 0 && !service.sourceRanges.some((range) => isInRange(address, range))) return 'drop'
  const all = service.ready.length > 0 ? service.ready : service.ending
  if (all.length === 0) return 'reject'
  // What comes from inside to an external address is handled as if it came to the cluster IP of a Service without a local policy.
  const local = service.local && proxy !== '' && (service.reach === 'internal' || outside)
  if (!local) return forZone(all, zone)
  const here = service.ready.filter(({ node }) => node === proxy)
  const usable = here.length > 0 ? here : service.ending.filter(({ node }) => node === proxy)
  return usable.length > 0 ? usable : 'drop'
}

/** Hints hold if every endpoint has one and one of them is for this zone. */
function forZone(backends: readonly Backend[], zone: string): readonly Backend[] {
  if (zone === '' || !(backends[0]?.zones.length ?? 0)) return backends
  if (backends.some(({ zones }) => zones.length === 0)) return backends
  const near = backends.filter(({ zones }) => zones.includes(zone))
  return near.length > 0 ? near : backends
}
