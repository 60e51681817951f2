/** A value of a JSON document. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json | undefined
}

interface Condition {
  type: string
  status?: string
  reason?: string
}

interface ContainerStatus {
  name: string
  state?: Record<string, { reason?: string; exitCode?: number }>
  ready?: boolean
  restartCount?: number
}

interface Taint {
  key: string
  effect: string
}

interface Endpoint {
  conditions?: { ready?: boolean; terminating?: boolean }
}

/** The fields that states are made of. An object from the middle of its life may lack any of them. */
interface Observed {
  metadata: { deletionTimestamp?: string; generation?: number }
  spec?: { nodeName?: string; replicas?: number; unschedulable?: boolean; taints?: Taint[] }
  status?: {
    phase?: string
    reason?: string
    conditions?: Condition[]
    initContainerStatuses?: ContainerStatus[]
    containerStatuses?: ContainerStatus[]
    [count: `${string}${'Replicas' | 'Scheduled' | 'Ready'}`]: number | undefined
    active?: number
    succeeded?: number
    failed?: number
  }
  endpoints?: Endpoint[] | null
}

type Describe = (object: Observed) => Json

function condition(object: Observed, type: string): Condition | undefined {
  return object.status?.conditions?.find((candidate) => candidate.type === type)
}

function conditionStatus(object: Observed, type: string): string | null {
  const found = condition(object, type)
  return found ? (found.status ?? '?') : null
}

function isTerminating(object: Observed): boolean {
  return Boolean(object.metadata.deletionTimestamp)
}

function describeContainer(container: ContainerStatus): Json {
  const [state, detail] = Object.entries(container.state ?? {})[0] ?? ['none', {}]
  return [container.name, state, detail.reason ?? '', detail.exitCode ?? '', container.ready ?? null, Math.min(container.restartCount ?? 0, 99)]
}

const describePod: Describe = (pod) => [
  pod.status?.phase ?? null,
  pod.status?.reason ?? '',
  Boolean(pod.spec?.nodeName),
  conditionStatus(pod, 'Ready'),
  isTerminating(pod),
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].map(describeContainer),
]

const describeNode: Describe = (node) => [
  conditionStatus(node, 'Ready'),
  Boolean(node.spec?.unschedulable),
  (node.spec?.taints ?? []).map((taint) => `${taint.key} ${taint.effect}`).sort(),
]

const describeEndpointSlice: Describe = (slice) => {
  const endpoints = slice.endpoints ?? []
  return [endpoints.filter((endpoint) => endpoint.conditions?.ready).length, endpoints.filter((endpoint) => endpoint.conditions?.terminating).length]
}

const describePhase: Describe = (object) => [object.status?.phase ?? null, isTerminating(object)]

/** The resources whose sequences of states are compared, and what a person would call the state of such an object. */
const descriptions: Readonly<Record<string, Describe>> = {
  pods: describePod,
  replicasets: ({ spec }) => [spec?.replicas ?? null],
  deployments: (deployment) => [
    deployment.spec?.replicas ?? null,
    deployment.metadata.generation ?? null,
    conditionStatus(deployment, 'Available'),
    condition(deployment, 'Progressing')?.reason ?? null,
  ],
  statefulsets: ({ spec, status }) => [spec?.replicas ?? null, status?.readyReplicas ?? 0, status?.updatedReplicas ?? 0],
  daemonsets: ({ status }) => [status?.desiredNumberScheduled ?? 0, status?.updatedNumberScheduled ?? 0, status?.numberReady ?? 0],
  jobs: (job) => [
    job.status?.active ?? 0,
    job.status?.succeeded ?? 0,
    job.status?.failed ?? 0,
    ...['Complete', 'Failed', 'Suspended'].map((type) => conditionStatus(job, type)),
  ],
  nodes: describeNode,
  endpointslices: describeEndpointSlice,
  persistentvolumeclaims: describePhase,
  persistentvolumes: describePhase,
  namespaces: describePhase,
}

/** The state of an object as text, so that states can be compared; undefined for resources whose states are not compared. */
export function stateOf(resource: string, object: JsonObject): string | undefined {
  const describe = descriptions[resource]
  return describe && JSON.stringify(describe(object as unknown as Observed))
}
