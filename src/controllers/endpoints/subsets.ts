/** The subsets of an Endpoints object (`endpoints_controller.go`, `pkg/api/v1/endpoints/util.go`). */
import type { EndpointAddress, EndpointPort, EndpointSubset } from 'kubernetes-types/core/v1'
import type { Pod, Service } from '../../kinds/resources.ts'
import { addressTypesOf } from '../endpointSlice/endpoint.ts'
import { hostnameUnder, isEndpoint } from '../endpointSlice/membership.ts'
import { inEndpointsOrder, podPort, portSetOn, type PodPort } from '../endpointSlice/ports.ts'
import { isReady } from '../runtime/pods.ts'

/** How many addresses an Endpoints object holds at most. */
const ADDRESSES_MOST = 1000

/** An address that has a port, or that has none at all. */
interface Offer {
  readonly port: PodPort | undefined
  readonly address: EndpointAddress
  readonly ready: boolean
}

/** What a Service with these pods offers: for each set of ports the addresses that have exactly them, sorted. */
export function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const offers: Offer[] = []
  const all = service.spec.publishNotReadyAddresses === true
  for (const pod of pods) {
    const address = isEndpoint(pod, all) ? addressOf(service, pod) : undefined
    if (address) for (const port of portsToOffer(service, pod)) offers.push({ port, address, ready: all || isReady(pod) })
  }
  return packed(offers)
}

/** The same subsets in the canonical form (`RepackSubsets`). */
export function repacked(subsets: readonly EndpointSubset[]): EndpointSubset[] {
  return packed(
    subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports }) => {
      const list = (ports ?? []).length > 0 ? (ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => podPort(name, port, protocol, appProtocol)) : [undefined]
      return list.flatMap((port) => [...addresses.map((address) => ({ port, address, ready: true })), ...notReadyAddresses.map((address) => ({ port, address, ready: false }))])
    }),
  )
}

function packed(offers: readonly Offer[]): EndpointSubset[] {
  const byPort = new Map<PodPort | undefined, Map<string, Offer>>()
  for (const offer of offers) {
    const { port, address } = offer
    const found = byPort.get(port) ?? new Map<string, Offer>()
    byPort.set(port, found)
    const identity = `${address.ip}/${address.targetRef?.uid ?? ''}`
    // Not ready counts more than ready when an address has one port twice.
    if (found.get(identity)?.ready !== false) found.set(identity, offer)
  }
  const groups = new Map<string, { ports: PodPort[]; offers: Offer[] }>()
  for (const [port, found] of byPort) {
    const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
    const key = sorted.map(([identity, { ready }]) => `${identity}/${ready}`).join()
    const group = groups.get(key) ?? { ports: [], offers: sorted.map(([, offer]) => offer) }
    groups.set(key, group)
    if (port) group.ports.push(port)
  }
  return [...groups.values()].map(subsetOf)
}

/** A headless Service may have no ports at all; its addresses count nevertheless. */
function portsToOffer(service: Service, pod: Pod): readonly (PodPort | undefined)[] {
  const { spec } = service
  if ((spec.ports ?? []).length > 0) return portSetOn(pod, service).ports
  return spec.clusterIP === 'None' ? [undefined] : []
}

function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const [family] = addressTypesOf(service)
  const ip = pod.status.podIPs?.find((candidate) => candidate.ip?.includes(':') === (family === 'IPv6'))?.ip
  if (!ip) return undefined
  const hostname = hostnameUnder(service, pod)
  return {
    ip,
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid },
  }
}

function subsetOf({ ports, offers }: { ports: readonly PodPort[]; offers: readonly Offer[] }): EndpointSubset {
  const addresses = offers.filter(({ ready }) => ready).map(({ address }) => address)
  const notReadyAddresses = offers.filter(({ ready }) => !ready).map(({ address }) => address)
  return {
    ...(addresses.length > 0 ? { addresses } : {}),
    ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
    ...(ports.length > 0 ? { ports: inEndpointsOrder(ports).map(portOf) } : {}),
  }
}

function portOf({ name, port, protocol, appProtocol }: PodPort): EndpointPort {
  return { ...(name === '' ? {} : { name }), port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }
}

export function hasTooMany(subsets: readonly EndpointSubset[]): boolean {
  return count(subsets, 'addresses') + count(subsets, 'notReadyAddresses') > ADDRESSES_MOST
}

/** The subsets with no more addresses than there may be: each gives up its share, unready ones first. */
export function truncated(subsets: readonly EndpointSubset[]): EndpointSubset[] {
  if (!hasTooMany(subsets)) return [...subsets]
  const ready = count(subsets, 'addresses')
  const cutsReady = ready > ADDRESSES_MOST
  const list = cutsReady ? 'addresses' : 'notReadyAddresses'
  const total = count(subsets, list)
  const most = cutsReady ? ADDRESSES_MOST : ADDRESSES_MOST - ready
  let left = most
  return subsets.map((subset) => {
    const own = subset[list] ?? []
    const kept = own.slice(0, Math.min(left, Math.ceil((own.length / total) * most)))
    left -= kept.length
    const { notReadyAddresses, ...rest } = subset
    if (cutsReady) return { ...rest, addresses: kept }
    return kept.length > 0 ? { ...rest, notReadyAddresses: kept } : notReadyAddresses ? rest : subset
  })
}

function count(subsets: readonly EndpointSubset[], list: 'addresses' | 'notReadyAddresses'): number {
  return subsets.reduce((sum, subset) => sum + (subset[list]?.length ?? 0), 0)
}
