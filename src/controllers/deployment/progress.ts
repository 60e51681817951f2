/** Whether a rollout gets on, and when to look again whether it has come to a standstill (`progress.go`). */
import type { DeploymentCondition, DeploymentStatus } from 'kubernetes-types/apps/v1'
import { parseTime } from '../../base/time.ts'
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { findCondition, progressing, replaceCondition, withCondition, withoutCondition } from './conditions.ts'
import { hasProgressed, isComplete, statusOf } from './status.ts'

/** A deadline of that many seconds is none. */
const NO_DEADLINE = 2 ** 31 - 1

/** The seconds in which a rollout must get on, undefined if it may take any time. */
export function deadlineOf({ spec }: Deployment): number | undefined {
  return spec.progressDeadlineSeconds === NO_DEADLINE ? undefined : spec.progressDeadlineSeconds
}

/** The condition that tells of a pause, or of its end, if it is yet to be written. A missed deadline stays told. */
export function pauseCondition(deployment: Deployment, nowMs: number): DeploymentCondition | undefined {
  if (deadlineOf(deployment) === undefined) return undefined
  const reason = findCondition(deployment.status.conditions, 'Progressing')?.reason
  if (reason === 'ProgressDeadlineExceeded') return undefined
  const told = reason === 'DeploymentPaused'
  if (deployment.spec.paused && !told) return progressing('Unknown', 'DeploymentPaused', 'Deployment is paused', nowMs)
  if (!deployment.spec.paused && told) return progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed', nowMs)
  return undefined
}

/** The status of a Deployment in a rollout: its counts, its progress, and what its ReplicaSets fail in. */
export function rolloutStatus(deployment: Deployment, newest: ReplicaSet | undefined, old: readonly ReplicaSet[], nowMs: number): DeploymentStatus {
  const counted = statusOf(deployment, newest, old, nowMs)
  const { conditions: _, collisionCount, ...counts } = counted
  const progressed = withProgress(deployment, newest, counted, nowMs)
  const failure = failureOf(newest, old)
  const conditions = failure ? withCondition(progressed, failure) : withoutCondition(progressed, 'ReplicaFailure')
  return { ...counts, ...(conditions.length > 0 ? { conditions: [...conditions] } : {}), ...(collisionCount === undefined ? {} : { collisionCount }) }
}

function withProgress(deployment: Deployment, newest: ReplicaSet | undefined, status: DeploymentStatus, nowMs: number): readonly DeploymentCondition[] {
  const { conditions = [] } = status
  const deadline = deadlineOf(deployment)
  if (deadline === undefined) return withoutCondition(conditions, 'Progressing')
  const known = findCondition(conditions, 'Progressing')
  if (known?.reason === 'NewReplicaSetAvailable' && status.replicas === status.updatedReplicas) return conditions
  const subject = newest ? `ReplicaSet "${newest.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  if (isComplete(deployment, status)) return withCondition(conditions, progressing('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`, nowMs))
  if (hasProgressed(deployment.status, status)) return replaceCondition(conditions, progressing('True', 'ReplicaSetUpdated', `${subject} is progressing.`, nowMs))
  if (isOverdue(known, deadline, nowMs)) return withCondition(conditions, progressing('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`, nowMs))
  return conditions
}

function isOverdue(condition: DeploymentCondition | undefined, deadline: number, nowMs: number): boolean {
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false
  return condition.reason === 'ProgressDeadlineExceeded' || overdueAtMs(condition, deadline) < nowMs
}

/** The moment up to which a rollout must have got on since it last did. */
function overdueAtMs({ lastUpdateTime = '' }: DeploymentCondition, deadline: number): number {
  return parseTime(lastUpdateTime) + deadline * 1000
}

/** The failure of the newest ReplicaSet, else of the oldest one that fails. */
function failureOf(newest: ReplicaSet | undefined, old: readonly ReplicaSet[]): DeploymentCondition | undefined {
  for (const { status } of newest ? [newest, ...old] : old) {
    const condition = status.conditions?.find(({ type }) => type === 'ReplicaFailure')
    if (condition) {
      const { type, status, lastTransitionTime = '', reason = '', message = '' } = condition
      return { type, status, lastUpdateTime: lastTransitionTime, lastTransitionTime, reason, message }
    }
  }
  return undefined
}

/** When to look again at a rollout in which nothing moves: `soon`, after so many milliseconds, or not at all. */
export function recheck(deployment: Deployment, nowMs: number): 'soon' | number | undefined {
  const deadline = deadlineOf(deployment)
  const condition = findCondition(deployment.status.conditions, 'Progressing')
  if (deadline === undefined || !condition || condition.reason === 'ProgressDeadlineExceeded' || isComplete(deployment, deployment.status)) return undefined
  const leftMs = overdueAtMs(condition, deadline) - nowMs
  // A second more than that, because times are written in whole seconds.
  return leftMs < 1000 ? 'soon' : leftMs + 1000
}
