import type { DeploymentCondition } from 'kubernetes-types/apps/v1'
import { formatTime } from '../../base/time.ts'

/** Why a Deployment progresses, or does not (`deployment_util.go`). */
export type ProgressReason =
  | 'NewReplicaSetCreated'
  | 'FoundNewReplicaSet'
  | 'ReplicaSetUpdated'
  | 'NewReplicaSetAvailable'
  | 'ReplicaSetCreateError'
  | 'ProgressDeadlineExceeded'
  | 'DeploymentPaused'
  | 'DeploymentResumed'

/** The condition Progressing as of now. */
export function progressing(status: 'True' | 'False' | 'Unknown', reason: ProgressReason, message: string, nowMs: number): DeploymentCondition {
  return conditionOf('Progressing', status, reason, message, nowMs)
}

/** The condition Available as of now. */
export function availability(available: boolean, nowMs: number): DeploymentCondition {
  return available
    ? conditionOf('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', nowMs)
    : conditionOf('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', nowMs)
}

function conditionOf(type: string, status: string, reason: string, message: string, nowMs: number): DeploymentCondition {
  return { type, status, lastUpdateTime: formatTime(nowMs), lastTransitionTime: formatTime(nowMs), reason, message }
}

export function findCondition(conditions: readonly DeploymentCondition[] | undefined, type: string): DeploymentCondition | undefined {
  return conditions?.find((condition) => condition.type === type)
}

/**
 * The conditions with one set: at the end of the list, unless status and reason are already those, in which case all stays as it is, times and message too.
 * `lastTransitionTime` moves only with the status.
 */
export function withCondition(conditions: readonly DeploymentCondition[], condition: DeploymentCondition): readonly DeploymentCondition[] {
  const known = findCondition(conditions, condition.type)
  if (known?.status === condition.status && known.reason === condition.reason) return conditions
  return replaceCondition(conditions, condition)
}

/** As `withCondition`, even if status and reason are the same. */
export function replaceCondition(conditions: readonly DeploymentCondition[], condition: DeploymentCondition): readonly DeploymentCondition[] {
  const known = findCondition(conditions, condition.type)
  const since = known?.status === condition.status ? known.lastTransitionTime : undefined
  return [...withoutCondition(conditions, condition.type), since === undefined ? condition : { ...condition, lastTransitionTime: since }]
}

export function withoutCondition(conditions: readonly DeploymentCondition[], type: string): readonly DeploymentCondition[] {
  return conditions.filter((condition) => condition.type !== type)
}
