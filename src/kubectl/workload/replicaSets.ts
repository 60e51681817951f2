import type { Deployment, ReplicaSet } from 'kubernetes-types/apps/v1'
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import { deepEqual } from '../../base/equality.ts'

const HASH_LABEL = 'pod-template-hash'

/** A deployment's ReplicaSets: the one of its present template, and the others, oldest first. */
export interface DeploymentReplicaSets {
  readonly current: ReplicaSet | undefined
  readonly old: readonly ReplicaSet[]
}

/** Tells the ReplicaSets apart that match a deployment's selector, leaving out those that it does not control. */
export function replicaSetsOf(deployment: Deployment, matching: readonly ReplicaSet[]): DeploymentReplicaSets {
  const owned = matching.filter(({ metadata }) => metadata?.ownerReferences?.some(({ controller, uid }) => controller && uid === deployment.metadata?.uid))
  const age = ({ metadata }: ReplicaSet) => `${metadata?.creationTimestamp} ${metadata?.name}`
  const oldestFirst = [...owned].sort((left, right) => (age(left) < age(right) ? -1 : 1))
  const template = comparableTemplate(deployment.spec?.template)
  const current = oldestFirst.find(({ spec }) => deepEqual(comparableTemplate(spec?.template), template))
  return { current, old: oldestFirst.filter((each) => each !== current) }
}

/** A template as it stands in the workload: ReplicaSets add the label with its hash. */
export function withoutHashLabel(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [HASH_LABEL]: _, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels } }
}

/** What two templates are compared by: without the hash label, and without what Go takes for absent. */
export function comparableTemplate(template: PodTemplateSpec | undefined): unknown {
  return withoutNothing(withoutHashLabel(template))
}

function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined && !(Array.isArray(each) && each.length === 0))
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNothing(each)]))
}
