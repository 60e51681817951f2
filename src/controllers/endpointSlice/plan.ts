/** What is to be written so that the slices of a Service hold its endpoints (`k8s.io/endpointslice/reconciler.go`). Pure: from what there is to what there should be. */
import type { Endpoint } from 'kubernetes-types/discovery/v1'
import { deepEqual } from '../../base/equality.ts'
import type { EndpointSlice, Node, Pod, Service } from '../../kinds/resources.ts'
import { controllerReference } from '../runtime/ownership.ts'
import { draftOf, type SliceDraft } from './draft.ts'
import { addressTypesOf, endpointOf, identityOf, sameState, type AddressType } from './endpoint.ts'
import { withHints } from './hints.ts'
import { hasClusterAddress, isEndpoint } from './membership.ts'
import { portSet, portSetOn, type PodPort } from './ports.ts'
import { SERVICE_NAME } from './tracker.ts'

export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
export const MANAGER = 'endpointslice-controller.k8s.io'
const HEADLESS = 'service.kubernetes.io/headless'
const RESERVED = new Set([SERVICE_NAME, MANAGED_BY, HEADLESS])

/** How many endpoints a slice holds at most. */
const ENDPOINTS_MOST = 100

export interface SlicePlan {
  readonly create: SliceDraft[]
  readonly update: SliceDraft[]
  readonly delete: EndpointSlice[]
  /** Pods that could not be taken in. */
  readonly errors: readonly string[]
}

export interface Situation {
  readonly service: Service
  /** The pods that it selects. */
  readonly pods: readonly Pod[]
  /** Its slices that this controller manages. */
  readonly slices: readonly EndpointSlice[]
  node(name: string): Node | undefined
}

/** One plan for each address type, and one for slices of a type that the Service no longer has. */
export function planFor(situation: Situation): SlicePlan[] {
  const types = addressTypesOf(situation.service)
  const plans = types.map((type) => planForType(situation, type))
  const obsolete = situation.slices.filter(({ addressType }) => !types.includes(addressType as AddressType))
  return obsolete.length > 0 ? [...plans, { create: [], update: [], delete: obsolete, errors: [] }] : plans
}

interface Group {
  readonly ports: readonly PodPort[]
  readonly endpoints: Map<string, Endpoint>
  readonly slices: EndpointSlice[]
}

function planForType({ service, pods, slices, node }: Situation, addressType: AddressType): SlicePlan {
  const existing = slices.filter((slice) => slice.addressType === addressType)
  const plan = { create: [] as SliceDraft[], update: [] as SliceDraft[], delete: [] as EndpointSlice[], errors: [] as string[] }
  const desired = new Map<string, Group>()
  for (const pod of pods) {
    if (!isEndpoint(pod, true)) continue
    const { ports, key } = portSetOn(pod, service)
    const group: Group = desired.get(key) ?? { ports, endpoints: new Map(), slices: [] }
    desired.set(key, group)
    const machine = node(pod.spec.nodeName ?? '')
    if (!machine && !service.spec.publishNotReadyAddresses) {
      plan.errors.push(`skipping Pod ${pod.metadata.name} for Service ${service.metadata.namespace}/${service.metadata.name}: Node ${pod.spec.nodeName ?? ''} Not Found`)
      continue
    }
    const endpoint = endpointOf(pod, machine, service, addressType)
    if (endpoint.addresses.length > 0) group.endpoints.set(identityOf(endpoint), endpoint)
  }
  const owned = existing.filter((slice) => isOwned(slice, service))
  plan.delete.push(...existing.filter((slice) => !owned.includes(slice)))
  for (const slice of owned) {
    const group = desired.get(keyOfPorts(slice))
    if (group) group.slices.push(slice)
  }
  for (const group of desired.values()) planForPorts(service, addressType, group, plan)
  for (const slice of owned) if (!desired.has(keyOfPorts(slice))) plan.delete.push(slice)
  addPlaceholder(service, addressType, existing, plan)
  const unchanged = owned.filter((slice) => !plan.delete.includes(slice) && !plan.update.some(({ metadata }) => metadata.name === slice.metadata.name))
  return reusing(service, { ...withHints(service, plan.create, plan.update, unchanged), delete: plan.delete, errors: plan.errors })
}

/** Keeps what is still right, changes what has changed, then fills changed slices, one unchanged slice, or new ones with what is left. */
function planForPorts(service: Service, addressType: AddressType, { ports, endpoints, slices }: Group, plan: { create: SliceDraft[]; update: SliceDraft[]; delete: EndpointSlice[] }): void {
  const left = new Map(endpoints)
  const changed: SliceDraft[] = []
  const unchanged: EndpointSlice[] = []
  for (const slice of slices) {
    const labels = labelsFor(service)
    const before = slice.endpoints ?? []
    const after: Endpoint[] = []
    for (const endpoint of before) {
      const identity = identityOf(endpoint)
      const now = left.get(identity)
      if (!now) continue
      left.delete(identity)
      after.push(now)
    }
    const differs = after.length !== before.length || after.some((endpoint, i) => !sameState(endpoint, before[i] as Endpoint))
    if (differs && after.length === 0) plan.delete.push(slice)
    else if (differs) changed.push({ ...draftOf(slice), metadata: { ...slice.metadata, labels }, endpoints: after })
    else if (!deepEqual(withoutReserved(slice.metadata.labels), withoutReserved(service.metadata.labels))) changed.push({ ...draftOf(slice), metadata: { ...slice.metadata, labels } })
    else unchanged.push(slice)
  }
  for (const slice of [...changed].sort((a, b) => b.endpoints.length - a.endpoints.length)) fill(slice, left)
  while (left.size > 0) {
    const room = left.size < ENDPOINTS_MOST ? fullestWithRoom(unchanged, left.size) : undefined
    if (room) unchanged.splice(unchanged.indexOf(room), 1)
    const draft = room ? draftOf(room) : newSlice(service, addressType, ports)
    fill(draft, left)
    if (room) changed.push(draft)
    else plan.create.push(draft)
  }
  plan.update.push(...changed)
}

function fill(slice: SliceDraft, left: Map<string, Endpoint>): void {
  for (const [identity, endpoint] of left) {
    if (slice.endpoints.length >= ENDPOINTS_MOST) return
    slice.endpoints.push(endpoint)
    left.delete(identity)
  }
}

/** The slice that will be closest to full when it has taken so many more. */
function fullestWithRoom(slices: readonly EndpointSlice[], count: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined
  let least = ENDPOINTS_MOST
  for (const slice of slices) {
    const room = ENDPOINTS_MOST - count - (slice.endpoints?.length ?? 0)
    if (room < 0 || room >= least) continue
    best = slice
    least = room
  }
  return best
}

/** A Service without endpoints has one slice without endpoints and ports. */
function addPlaceholder(service: Service, addressType: AddressType, existing: readonly EndpointSlice[], plan: { create: SliceDraft[]; delete: EndpointSlice[] }): void {
  if (existing.length !== plan.delete.length || plan.create.length > 0) return
  const placeholder = newSlice(service, addressType, [])
  const [only] = plan.delete
  if (only && plan.delete.length === 1 && isPlaceholder(only, placeholder)) plan.delete.length = 0
  else plan.create.push(placeholder)
}

function isPlaceholder(slice: EndpointSlice, placeholder: SliceDraft): boolean {
  if ((slice.endpoints?.length ?? 0) > 0 || (slice.ports?.length ?? 0) > 0) return false
  return deepEqual(slice.metadata.labels, placeholder.metadata.labels) && deepEqual(slice.metadata.ownerReferences, placeholder.metadata.ownerReferences)
}

/** A slice to be deleted and one to be made are one to be rewritten, in all its parts. */
function reusing(service: Service, plan: SlicePlan): SlicePlan {
  const create = [...plan.create]
  const update = [...plan.update]
  const remaining: EndpointSlice[] = []
  for (const slice of plan.delete) {
    const last = create.at(-1)
    if (last && slice.addressType === last.addressType && isOwned(slice, service)) {
      create.pop()
      update.push({ ...last, metadata: { ...last.metadata, name: slice.metadata.name } })
    } else remaining.push(slice)
  }
  return { ...plan, create, update, delete: remaining }
}

function newSlice(service: Service, addressType: AddressType, ports: readonly PodPort[]): SliceDraft {
  return {
    metadata: { generateName: `${service.metadata.name}-`, namespace: service.metadata.namespace ?? '', labels: labelsFor(service), ownerReferences: [controllerReference(service)] },
    addressType,
    endpoints: [],
    ports,
  }
}

/** The labels of the Service, and those by which the slice is found. */
function labelsFor(service: Service): Record<string, string> {
  return { ...withoutReserved(service.metadata.labels), ...(hasClusterAddress(service) ? {} : { [HEADLESS]: '' }), [SERVICE_NAME]: service.metadata.name, [MANAGED_BY]: MANAGER }
}

function withoutReserved(labels: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !RESERVED.has(key)))
}

/** The text for the set of ports that a slice has. */
function keyOfPorts({ ports }: EndpointSlice): string {
  return portSet((ports ?? []) as PodPort[]).key
}

function isOwned(slice: EndpointSlice, service: Service): boolean {
  return slice.metadata.ownerReferences?.some(({ uid, kind, apiVersion }) => uid === service.metadata.uid && kind === 'Service' && apiVersion === 'v1') ?? false
}
