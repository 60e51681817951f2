import type { JobCondition } from 'kubernetes-types/batch/v1'
import { parseTime } from '../../base/time.ts'
import type { Job, Pod } from '../../kinds/resources.ts'
import { condition, conditionOf } from './conditions.ts'
import { judgeFailure, matchSuccess } from './policies.ts'
import { isFailed, type View } from './view.ts'

/**
 * By which condition a Job has come to its end, before its pods have: one that it has already, or a failure, or a success by its policy. Undefined while it goes on. That all
 * completions are reached is seen later, when pods have been made and deleted.
 */
export function verdictOf(view: View, startMs: number | undefined, nowMs: number): JobCondition | undefined {
  const { job, indexes } = view
  const { conditions } = job.status
  const met = conditionOf(conditions, 'SuccessCriteriaMet')
  if (met?.status === 'True') return met
  const target = conditionOf(conditions, 'FailureTarget')
  if (target?.status === 'True') return condition('Failed', 'True', target.reason ?? '', target.message ?? '', nowMs)
  const failure = failureOf(view, startMs, nowMs)
  if (failure) return condition('FailureTarget', 'True', ...failure, nowMs)
  const message = indexes && matchSuccess(job.spec.successPolicy, job.spec.completions ?? 0, indexes.succeeded)
  return message === undefined ? undefined : condition('SuccessCriteriaMet', 'True', 'SuccessPolicy', message, nowMs)
}

/** Reason and message. */
function failureOf({ job, pods, failed, indexes }: View, startMs: number | undefined, nowMs: number): [string, string] | undefined {
  const { podFailurePolicy, backoffLimit = 0, completions = 0, maxFailedIndexes } = job.spec
  for (const pod of podFailurePolicy ? pods : []) {
    const { message } = isFailed(job, pod) ? judgeFailure(podFailurePolicy, pod) : {}
    if (message !== undefined) return ['PodFailurePolicy', message]
  }
  if (failed > backoffLimit || restartsExceedLimit(job, pods)) return ['BackoffLimitExceeded', 'Job has reached the specified backoff limit']
  const deadlineMs = deadlineOf(job, startMs)
  if (deadlineMs !== undefined && nowMs >= deadlineMs) return ['DeadlineExceeded', 'Job was active longer than specified deadline']
  const failedIndexes = indexes?.failed?.size ?? 0
  if (maxFailedIndexes !== undefined && failedIndexes > maxFailedIndexes) return ['MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes']
  return failedIndexes > 0 && failedIndexes + (indexes?.succeeded.size ?? 0) >= completions ? ['FailedIndexes', 'Job has failed indexes'] : undefined
}

/** When a Job will have taken too long, milliseconds since the Unix epoch; undefined if it may take as long as it wants, or is suspended. */
export function deadlineOf({ spec }: Job, startMs: number | undefined): number | undefined {
  return spec.activeDeadlineSeconds === undefined || startMs === undefined || spec.suspend ? undefined : startMs + spec.activeDeadlineSeconds * 1000
}

/** Containers that are started again in their pods count against the limit too. */
function restartsExceedLimit({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false
  let restarts = 0
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += restartCount
  }
  return restarts > 0 && restarts >= (spec.backoffLimit ?? 0)
}

/** When a Job was started, milliseconds since the Unix epoch. */
export function startOf({ status }: Job): number | undefined {
  return status.startTime === undefined ? undefined : parseTime(status.startTime)
}
