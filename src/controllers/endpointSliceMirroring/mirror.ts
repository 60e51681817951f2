/** How Endpoints that were made by hand look as EndpointSlices (`endpointslicemirroring/reconciler.go`). Pure. */
import type { EndpointAddress } from 'kubernetes-types/core/v1'
import type { Endpoint } from 'kubernetes-types/discovery/v1'
import { deepEqual } from '../../base/equality.ts'
import type { Endpoints, EndpointSlice } from '../../kinds/resources.ts'
import { repacked } from '../endpoints/subsets.ts'
import type { SliceDraft } from '../endpointSlice/draft.ts'
import { identityOf, sameState, type AddressType } from '../endpointSlice/endpoint.ts'
import { podPort, portSet, type PodPort } from '../endpointSlice/ports.ts'
import { MANAGED_BY, type SlicePlan } from '../endpointSlice/plan.ts'
import { SERVICE_NAME } from '../endpointSlice/tracker.ts'
import { TRIGGER_TIME } from '../endpointSlice/triggerTimes.ts'
import { controllerReference } from '../runtime/ownership.ts'

export const MIRRORING_MANAGER = 'endpointslicemirroring-controller.k8s.io'

/** How many addresses of a subset are mirrored at most (`--mirroring-max-endpoints-per-subset`). */
export const ADDRESSES_MOST = 1000

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

interface Group {
  readonly ports: readonly PodPort[]
  readonly addressType: AddressType
  readonly endpoints: Map<string, Endpoint>
}

export interface Mirror {
  readonly plan: SlicePlan
  /** How many addresses were left out because there are too many. */
  readonly skipped: number
}

/** What is to be written so that slices hold what the Endpoints hold: one slice for each set of ports and type of addresses. */
export function mirrorOf(endpoints: Endpoints, slices: readonly EndpointSlice[]): Mirror {
  const { groups, skipped } = groupsOf(endpoints)
  const plan = { create: [] as SliceDraft[], update: [] as SliceDraft[], delete: [] as EndpointSlice[], errors: [] }
  const keyOf = (slice: EndpointSlice): string => `${slice.addressType}-${portSet((slice.ports ?? []) as PodPort[]).key}`
  for (const [key, group] of groups) {
    const [first, ...others] = slices.filter((slice) => keyOf(slice) === key)
    plan.delete.push(...others)
    if (first && isRight(first, endpoints, group)) continue
    const draft = draftFor(endpoints, group, first?.metadata.name)
    if (first) plan.update.push(draft)
    else plan.create.push(draft)
  }
  plan.delete.push(...slices.filter((slice) => !groups.has(keyOf(slice))))
  return { plan: reusing(plan), skipped }
}

function groupsOf(endpoints: Endpoints): { groups: Map<string, Group>; skipped: number } {
  const groups = new Map<string, Group>()
  let skipped = 0
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of repacked(endpoints.subsets ?? [])) {
    const mirrored = portSet(ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => podPort(name, port, protocol, appProtocol)))
    const all = [...addresses.map((address) => endpointOf(address, true)), ...notReadyAddresses.map((address) => endpointOf(address, false))]
    skipped += Math.max(0, all.length - ADDRESSES_MOST)
    for (const endpoint of all.slice(0, ADDRESSES_MOST)) {
      const addressType: AddressType = endpoint.addresses[0]?.includes(':') ? 'IPv6' : 'IPv4'
      const key = `${addressType}-${mirrored.key}`
      const group: Group = groups.get(key) ?? { ports: mirrored.ports, addressType, endpoints: new Map() }
      groups.set(key, group)
      group.endpoints.set(identityOf(endpoint), endpoint)
    }
  }
  return { groups, skipped }
}

function endpointOf({ ip, targetRef, nodeName, hostname }: EndpointAddress, ready: boolean): Endpoint {
  return { addresses: [ip], conditions: { ready }, ...(hostname ? { hostname } : {}), ...(targetRef ? { targetRef } : {}), ...(nodeName === undefined ? {} : { nodeName }) }
}

function isRight(slice: EndpointSlice, endpoints: Endpoints, { endpoints: desired }: Group): boolean {
  const { [MANAGED_BY]: _, [SERVICE_NAME]: __, ...labels } = slice.metadata.labels ?? {}
  const present = slice.endpoints ?? []
  return (
    present.length === desired.size &&
    present.every((endpoint) => {
      const wanted = desired.get(identityOf(endpoint))
      return wanted !== undefined && sameState(wanted, endpoint)
    }) &&
    deepEqual(labels, endpoints.metadata.labels ?? {}) &&
    deepEqual(slice.metadata.annotations ?? {}, annotationsFor(endpoints)) &&
    (slice.metadata.ownerReferences?.some(({ kind, name, uid }) => kind === 'Endpoints' && name === endpoints.metadata.name && uid === endpoints.metadata.uid) ?? false)
  )
}

function draftFor(endpoints: Endpoints, { ports, addressType, endpoints: desired }: Group, name: string | undefined): SliceDraft {
  const annotations = annotationsFor(endpoints)
  return {
    metadata: {
      ...(name ? { name } : { generateName: `${endpoints.metadata.name}-` }),
      namespace: endpoints.metadata.namespace ?? '',
      labels: { ...endpoints.metadata.labels, [SERVICE_NAME]: endpoints.metadata.name, [MANAGED_BY]: MIRRORING_MANAGER },
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ownerReferences: [controllerReference(endpoints)],
    },
    addressType,
    endpoints: [...desired.values()],
    ports,
  }
}

function annotationsFor({ metadata }: Endpoints): Record<string, string> {
  const { [TRIGGER_TIME]: _, [LAST_APPLIED]: __, ...annotations } = metadata.annotations ?? {}
  return annotations
}

/** A slice to be deleted and one of its type to be made are one to be rewritten. */
function reusing(plan: SlicePlan): SlicePlan {
  const create: SliceDraft[] = []
  const update = [...plan.update]
  const remaining = [...plan.delete]
  for (const draft of plan.create) {
    const at = remaining.findIndex(({ addressType }) => addressType === draft.addressType)
    const [slice] = at < 0 ? [] : remaining.splice(at, 1)
    if (slice) update.push({ ...draft, metadata: { ...draft.metadata, name: slice.metadata.name } })
    else create.push(draft)
  }
  return { ...plan, create, update, delete: remaining }
}
