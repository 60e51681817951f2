import type { JobCondition } from 'kubernetes-types/batch/v1'
import { formatTime } from '../../base/time.ts'
import type { Job } from '../../kinds/resources.ts'

export type JobConditionType = 'Suspended' | 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet'

export function condition(type: JobConditionType, status: 'True' | 'False', reason: string, message: string, nowMs: number): JobCondition {
  return { type, status, lastProbeTime: formatTime(nowMs), lastTransitionTime: formatTime(nowMs), reason, message }
}

export function conditionOf(conditions: readonly JobCondition[] | undefined, type: JobConditionType): JobCondition | undefined {
  return conditions?.find((candidate) => candidate.type === type)
}

/** The conditions with this one in its place, or at the end; the same list if it says nothing new. What was never true is not written down as false. */
export function withCondition(conditions: readonly JobCondition[], next: JobCondition): readonly JobCondition[] {
  const known = conditionOf(conditions, next.type as JobConditionType)
  if (!known) return next.status === 'False' ? conditions : [...conditions, next]
  if (known.status === next.status && known.reason === next.reason && known.message === next.message) return conditions
  return conditions.map((candidate) => (candidate === known ? next : candidate))
}

/** By which condition a Job is finished for good. */
export function finishedBy({ status }: Pick<Job, 'status'>): JobCondition | undefined {
  return status.conditions?.find(({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True')
}
