/** How the status of a job may change: what has ended stays ended, and its parts agree (`ValidateJobStatusUpdate`, with JobManagedBy on). */
import { deepEqual } from '../../base/equality.ts'
import { parseTime } from '../../base/time.ts'
import type { JobStatus } from 'kubernetes-types/batch/v1'
import type { Problems } from './errors.ts'
import { goObject } from './goObject.ts'
import { GoText } from './goValue.ts'
import { readIndexes } from './jobPolicies.ts'
import type { JobFields } from './jobSpec.ts'

type Status = JobStatus & { readonly failedIndexes?: string; readonly terminating?: number }
type Conditions = readonly { readonly type: string; readonly status: string }[] | undefined

interface JobParts {
  readonly spec: JobFields
  readonly status?: Status
}

/** Whether a condition holds. */
export function isTrue(conditions: Conditions, type: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false
}

export function checkJobStatus(next: JobParts, old: JobParts, problems: Problems): void {
  const { spec, status = {} } = next
  const before = old.status ?? {}
  const changed = (...fields: readonly (keyof Status)[]): boolean => fields.some((field) => !deepEqual(status[field], before[field]))
  const turned = (...types: readonly string[]): boolean => types.some((type) => isTrue(status.conditions, type) !== isTrue(before.conditions, type))
  checkNumbers(status, problems)
  checkConditions(spec, status, turned, problems)
  checkTimes(status, before, spec.suspend ?? false, changed, turned, problems)
  if (isFinished(status)) checkFinished(status, changed, turned('Complete', 'Failed'), problems)
  checkIndexes(spec, status, changed, problems)
  if (changed('ready', 'active') && (status.ready ?? 0) > (status.active ?? 0)) problems.invalid('status.ready', status.ready, 'cannot set more ready pods than active')
  for (const type of ['Failed', 'Complete', 'FailureTarget']) if (isTrue(before.conditions, type) && !isTrue(status.conditions, type)) problems.invalidWhole('status.conditions', `cannot disable the terminal ${type}=True condition`)
  if ((status.failed ?? 0) < (before.failed ?? 0)) problems.invalid('status.failed', status.failed ?? 0, 'cannot decrease the failed counter')
  // An indexed job whose two numbers go together may be scaled down.
  const scalable = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism
  if (!scalable && (status.succeeded ?? 0) < (before.succeeded ?? 0)) problems.invalid('status.succeeded', status.succeeded ?? 0, 'cannot decrease the succeeded counter')
  if (isTrue(before.conditions, 'SuccessCriteriaMet') && !isTrue(status.conditions, 'SuccessCriteriaMet')) problems.invalidWhole('status.conditions', 'cannot disable the SuccessCriteriaMet=True condition')
  if (isTrue(before.conditions, 'Complete') && turned('SuccessCriteriaMet') && isTrue(status.conditions, 'SuccessCriteriaMet')) problems.invalidWhole('status.conditions', 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions')
}

function isFinished({ conditions }: Status): boolean {
  return isTrue(conditions, 'Complete') || isTrue(conditions, 'Failed')
}

function checkNumbers(status: Status, problems: Problems): void {
  for (const field of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const) problems.nonNegative(`status.${field}`, status[field])
  const seen = new Set<string>()
  for (const list of ['succeeded', 'failed'] as const)
    status.uncountedTerminatedPods?.[list]?.forEach((uid, index) => {
      const path = `status.uncountedTerminatedPods.${list}[${index}]`
      if (uid === '') problems.invalid(path, uid, 'must not be empty')
      else if (seen.has(uid)) problems.duplicate(path, uid)
      seen.add(uid)
    })
}

type Turned = (...types: readonly string[]) => boolean
type Changed = (...fields: readonly (keyof Status)[]) => boolean

function checkConditions(spec: JobFields, status: Status, turned: Turned, problems: Problems): void {
  const is = (type: string): boolean => isTrue(status.conditions, type)
  const refuse = (detail: string): void => problems.invalidWhole('status.conditions', detail)
  if (turned('Complete', 'Failed') && is('Complete') && is('Failed')) refuse('cannot set Complete=True and Failed=true conditions')
  if (turned('Complete', 'FailureTarget') && is('Complete') && is('FailureTarget')) refuse('cannot set Complete=True and FailureTarget=true conditions')
  if (turned('Failed') && is('Failed') && !is('FailureTarget')) refuse('cannot set Failed=True condition without the FailureTarget=true condition')
  if (turned('Complete', 'SuccessCriteriaMet') && is('Complete') && !is('SuccessCriteriaMet')) refuse('cannot set Complete=True condition without the SuccessCriteriaMet=true condition')
  if (is('SuccessCriteriaMet') && is('Failed')) refuse('cannot set SuccessCriteriaMet=True and Failed=true conditions')
  if (is('SuccessCriteriaMet') && is('FailureTarget')) refuse('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions')
  if (spec.successPolicy && is('Complete') && !is('SuccessCriteriaMet')) refuse('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')
}

function checkTimes(status: Status, before: Status, suspended: boolean, changed: Changed, turned: Turned, problems: Problems): void {
  const { startTime, completionTime } = status
  const complete = isTrue(status.conditions, 'Complete')
  const path = 'status.completionTime'
  const shown = new GoText(completionTime ?? 'null')
  if (changed('completionTime') || turned('Complete')) {
    if (completionTime && !complete) problems.invalid(path, shown, 'cannot set completionTime when there is no Complete=True condition')
    if (!completionTime && complete) problems.required(path, 'completionTime is required for Complete jobs')
  }
  if (changed('startTime', 'completionTime') && startTime && completionTime && parseTime(completionTime) < parseTime(startTime)) problems.invalid(path, shown, 'completionTime cannot be set before startTime')
  if (completionTime && before.completionTime && completionTime !== before.completionTime) problems.invalid(path, shown, 'completionTime cannot be mutated')
  if (before.startTime && changed('startTime') && !suspended) problems.required('status.startTime', 'startTime cannot be removed for unsuspended job')
}

function checkFinished(status: Status, changed: Changed, justFinished: boolean, problems: Problems): void {
  const { active = 0, startTime, uncountedTerminatedPods: uncounted, terminating = 0 } = status
  if ((justFinished || changed('active')) && active > 0) problems.invalid('status.active', active, 'active>0 is invalid for finished job')
  if ((justFinished || changed('startTime')) && !startTime) problems.required('status.startTime', 'startTime is required for finished job')
  if ((justFinished || changed('uncountedTerminatedPods')) && (uncounted?.failed?.length ?? 0) + (uncounted?.succeeded?.length ?? 0) > 0)
    problems.invalid('status.uncountedTerminatedPods', goObject('batch/v1.UncountedTerminatedPods', uncounted), 'uncountedTerminatedPods needs to be empty for finished job')
  if ((justFinished || changed('terminating')) && terminating > 0) problems.invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job')
}

function checkIndexes({ completions, completionMode, backoffLimitPerIndex }: JobFields, status: Status, changed: Changed, problems: Problems): void {
  const { completedIndexes = '', failedIndexes } = status
  const checkFormat = (field: 'completedIndexes' | 'failedIndexes', text: string): void => {
    const read = readIndexes(text, completions ?? 0)
    if ('fault' in read) problems.invalid(`status.${field}`, text, `error parsing ${field}: ${read.fault}`)
  }
  if (changed('completedIndexes')) {
    if (completions !== undefined) checkFormat('completedIndexes', completedIndexes)
    if (completedIndexes !== '' && completionMode !== 'Indexed') problems.invalid('status.completedIndexes', completedIndexes, 'cannot set non-empty completedIndexes when non-indexed completion mode')
  }
  if (!changed('failedIndexes') || failedIndexes === undefined) return
  if (completions !== undefined && backoffLimitPerIndex !== undefined) checkFormat('failedIndexes', failedIndexes)
  if (backoffLimitPerIndex === undefined) problems.invalid('status.failedIndexes', failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null')
}
