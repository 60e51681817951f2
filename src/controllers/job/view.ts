import type { Job, Pod } from '../../kinds/resources.ts'
import { isActive, isReady } from '../runtime/pods.ts'
import { afterPods, finishedMs, type BackOff } from './backOff.ts'
import { completionIndex, indexesOf, IndexSet } from './indexes.ts'
import { judgeFailure } from './policies.ts'

export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking'
/** How often pods of an index have failed before this one: annotation of pods of Jobs with a back-off limit for each index. */
export const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count'
/** The same for failures that a policy ignores. */
export const IGNORED_INDEX_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count'

/** A Job and its pods at one moment, with what they add up to. */
export interface View {
  readonly job: Job
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  /** Pods whose end is written down but not yet in the counters. */
  readonly uncounted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> }
  /** Pods from which the finalizer has been taken, which the watch has not shown yet. */
  readonly released: ReadonlySet<string>
  /** All pods that have ended, counted or not. */
  readonly succeeded: number
  readonly failed: number
  readonly ready: number
  readonly terminating: number
  readonly backOff: BackOff
  /** Only of an Indexed Job. */
  readonly indexes: Indexes | undefined
}

export interface Indexes {
  /** As the status has them. */
  readonly known: IndexSet
  readonly succeeded: IndexSet
  /** Only with a back-off limit for each index. */
  readonly failed: IndexSet | undefined
  /** The failed pod of an index that waits for its replacement, which is told how often the index has failed. */
  readonly awaitingReplacement: ReadonlyMap<number, Pod>
}

export function viewOf(job: Job, pods: readonly Pod[], released: ReadonlySet<string>, knownBackOff: BackOff): View {
  const { uncountedTerminatedPods } = job.status
  const uncounted = { succeeded: new Set(uncountedTerminatedPods?.succeeded), failed: new Set(uncountedTerminatedPods?.failed) }
  const active = pods.filter(isActive)
  const tracked = pods.filter((pod) => isTracked(pod) && !released.has(pod.metadata.uid) && hasValidIndex(job, pod))
  const newlySucceeded = tracked.filter((pod) => pod.status.phase === 'Succeeded' && !uncounted.succeeded.has(pod.metadata.uid))
  const newlyFailed = tracked.filter((pod) => isFailed(job, pod) && !uncounted.failed.has(pod.metadata.uid))
  const counted = newlyFailed.filter((pod) => judgeFailure(job.spec.podFailurePolicy, pod).action !== 'Ignore')
  const indexes = isIndexed(job) ? indexesAt(job, pods, tracked, active) : undefined
  return {
    job,
    pods: indexes ? [...pods].sort((a, b) => completionIndex(a) - completionIndex(b)) : pods,
    active,
    uncounted,
    released,
    succeeded: indexes ? indexes.succeeded.size : (job.status.succeeded ?? 0) + newlySucceeded.length + uncounted.succeeded.size,
    failed: (job.status.failed ?? 0) + counted.length + uncounted.failed.size,
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    backOff: afterPods(knownBackOff, newlySucceeded, newlyFailed),
    indexes,
  }
}

function indexesAt(job: Job, pods: readonly Pod[], tracked: readonly Pod[], active: readonly Pod[]): Indexes {
  const { completions = 0, backoffLimitPerIndex } = job.spec
  const candidates = pods.filter((pod) => isTracked(pod) && hasValidIndex(job, pod))
  const known = IndexSet.parse(job.status.completedIndexes, completions)
  const succeeded = known.with(indexesOf(candidates.filter(({ status }) => status.phase === 'Succeeded')))
  if (backoffLimitPerIndex === undefined) return { known, succeeded, failed: undefined, awaitingReplacement: new Map() }
  const failed = IndexSet.parse(job.status.failedIndexes, completions).with(indexesOf(candidates.filter((pod) => failsIndex(job, pod, backoffLimitPerIndex))))
  const settled = succeeded.with(failed).with(indexesOf(active))
  return { known, succeeded, failed, awaitingReplacement: lastFailures(tracked.filter((pod) => isFailed(job, pod) && !settled.has(completionIndex(pod)))) }
}

function failsIndex(job: Job, pod: Pod, limit: number): boolean {
  if (!isFailed(job, pod)) return false
  const { action } = judgeFailure(job.spec.podFailurePolicy, pod)
  return action === 'FailIndex' || (action !== 'Ignore' && countOf(pod, INDEX_FAILURES) >= limit)
}

/** Of each index the pod that failed last. */
function lastFailures(failed: readonly Pod[]): Map<number, Pod> {
  const last = new Map<number, Pod>()
  for (const pod of failed) {
    const known = last.get(completionIndex(pod))
    if (!known || (absoluteFailures(known) <= absoluteFailures(pod) && finishedMs(pod) >= finishedMs(known))) last.set(completionIndex(pod), pod)
  }
  return last
}

/** How often the index of a pod had failed before it, ignored failures included. */
export function absoluteFailures(pod: Pod): number {
  return countOf(pod, INDEX_FAILURES) + countOf(pod, IGNORED_INDEX_FAILURES)
}

/** The number in an annotation; 0 if there is none that can be read. */
export function countOf({ metadata }: Pod, annotation: string): number {
  const text = metadata.annotations?.[annotation] ?? ''
  const count = /^\+?\d+$/.test(text) ? Number(text) : 0
  return count < 2 ** 31 ? count : 0
}

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed'
}

/** Whether its end has not been counted for good. */
export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING_FINALIZER) ?? false
}

export function hasValidIndex(job: Job, pod: Pod): boolean {
  if (!isIndexed(job)) return true
  const index = completionIndex(pod)
  return index >= 0 && index < (job.spec.completions ?? 0)
}

/** Whether a pod counts as failed: unless only those are replaced that have ended, already when it is deleted. */
export function isFailed(job: Job, { status, metadata }: Pod): boolean {
  if (status.phase === 'Failed') return true
  return !replacesOnlyFailed(job) && metadata.deletionTimestamp !== undefined && status.phase !== 'Succeeded'
}

export function isTerminating({ status, metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed'
}

/** Whether a pod is replaced only when it has ended. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined
}
