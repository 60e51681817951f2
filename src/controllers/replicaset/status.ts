import { selectorOfMap } from '../../base/selectors.ts'
import { formatTime } from '../../base/time.ts'
import type { ReplicaSetCondition, ReplicaSetStatus } from 'kubernetes-types/apps/v1'
import type { Pod, ReplicaSet, ReplicationController } from '../../kinds/resources.ts'
import { isAvailable, isReady } from '../runtime/pods.ts'

/** What went wrong in this sync, if anything. */
export interface Failure {
  readonly reason: 'FailedCreate' | 'FailedDelete'
  readonly message: string
}

/** The status that a ReplicaSet with these active pods has (`replica_set_utils.go calculateStatus`). */
export function statusOf(set: ReplicaSet | ReplicationController, pods: readonly Pod[], failure: Failure | undefined, nowMs: number): ReplicaSetStatus {
  const template = selectorOfMap(set.spec.template?.metadata?.labels)
  const ready = pods.filter(isReady)
  const counts = {
    replicas: pods.length,
    fullyLabeledReplicas: pods.filter((pod) => template.matches(pod.metadata.labels)).length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)).length,
  }
  const conditions = conditionsOf(set, failure, nowMs)
  return {
    replicas: counts.replicas,
    ...(counts.fullyLabeledReplicas ? { fullyLabeledReplicas: counts.fullyLabeledReplicas } : {}),
    ...(counts.readyReplicas ? { readyReplicas: counts.readyReplicas } : {}),
    ...(counts.availableReplicas ? { availableReplicas: counts.availableReplicas } : {}),
    ...(set.status.observedGeneration === undefined ? {} : { observedGeneration: set.status.observedGeneration }),
    ...(conditions.length > 0 ? { conditions } : {}),
  }
}

/** The condition ReplicaFailure keeps its first message as long as it lasts. */
function conditionsOf(set: ReplicaSet | ReplicationController, failure: Failure | undefined, nowMs: number): ReplicaSetCondition[] {
  const known = set.status.conditions ?? []
  const has = known.some(({ type }) => type === 'ReplicaFailure')
  if (failure && !has) return [...known, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: formatTime(nowMs), reason: failure.reason, message: failure.message }]
  return failure ? [...known] : known.filter(({ type }) => type !== 'ReplicaFailure')
}
