import type { JobCondition, JobStatus } from 'kubernetes-types/batch/v1'
import { selectorOfObject } from '../../base/selectors.ts'
import { formatTime } from '../../base/time.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isNotFound } from '../../client/status.ts'
import type { Job, Pod } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import type { Expectations } from '../runtime/expectations.ts'
import { claim } from '../runtime/ownership.ts'
import { noFailures, type BackOff } from './backOff.ts'
import { condition, conditionOf, withCondition } from './conditions.ts'
import { completionIndex, IndexSet } from './indexes.ts'
import { deleteActive, managePods, releasePod, type Managed } from './pods.ts'
import { judgeFailure } from './policies.ts'
import { deadlineOf, startOf, verdictOf } from './verdict.ts'
import { hasValidIndex, isFailed, isTracked, TRACKING_FINALIZER, viewOf, type View } from './view.ts'

/** At most so many pods are written down at once whose end is not yet in the counters. */
const UNCOUNTED_MOST = 500

/** What the controller remembers of its Jobs between syncs, by their keys. */
export interface Memory {
  readonly expectations: Expectations
  /** The uids of pods from which the finalizer has been taken, which the watch has not shown yet. */
  readonly released: Map<string, Set<string>>
  readonly backOff: Map<string, BackOff>
}

type Counters = Required<Pick<JobStatus, 'uncountedTerminatedPods'>> & JobStatus

/** One look at one Job (`job_controller.go syncJob`). */
export class Sync {
  readonly #context: ControllerContext
  readonly #memory: Memory
  readonly #key: string
  readonly #lookAgainAfter: (delayMs: number) => void
  #job: Job
  /** The status as it is being worked out; each write makes it the Job's. */
  #status: Counters

  constructor(context: ControllerContext, memory: Memory, job: Job, lookAgainAfter: (delayMs: number) => void) {
    this.#context = context
    this.#memory = memory
    this.#key = keyOfObject(job)
    this.#lookAgainAfter = lookAgainAfter
    this.#job = job
    this.#status = { ...job.status, uncountedTerminatedPods: { ...job.status.uncountedTerminatedPods } }
  }

  run(): void {
    const job = this.#job
    const { nowMs } = this.#context.simulation
    const { expectations, released, backOff } = this.#memory
    const expectationsMet = expectations.met(this.#key)
    const view = viewOf(job, this.#pods(), new Set(released.get(this.#key)), backOff.get(this.#key) ?? noFailures)
    if (job.status.startTime === undefined && !job.spec.suspend) this.#status.startTime = formatTime(nowMs)

    const startMs = startOf({ status: this.#status } as Job)
    let verdict = verdictOf(view, startMs, nowMs)
    const deadlineMs = deadlineOf(job, startMs)
    if (!verdict && deadlineMs !== undefined) this.#lookAgainAfter(deadlineMs - nowMs)

    let managed: Managed = { active: view.active.length, ready: view.ready, terminating: view.terminating }
    let suspensionChanged = false
    if (verdict) {
      managed = deleteActive(this.#context, view)
      // Not over yet: pods may be left, or be unknown here.
      if (managed.active > 0 || !expectationsMet) verdict = undefined
    } else {
      const mayManage = expectationsMet && !job.metadata.deletionTimestamp
      if (mayManage) managed = managePods(this.#context, expectations, view)
      if (managed.lookAgainAfterMs !== undefined) this.#lookAgainAfter(managed.lookAgainAfterMs)
      const { completions = 1 } = job.spec
      if (view.succeeded >= completions && managed.active === 0) verdict = condition('SuccessCriteriaMet', 'True', 'CompletionsReached', 'Reached expected number of succeeded pods', nowMs)
      else if (mayManage) suspensionChanged = this.#noteSuspension(nowMs)
    }
    const { active = 0, ready, terminating } = job.status
    const changed = suspensionChanged || managed.active !== active || managed.ready !== ready || managed.terminating !== terminating
    Object.assign(this.#status, { active: managed.active, ready: managed.ready, terminating: managed.terminating })
    this.#track(view, verdict, changed)
    if (managed.error) throw managed.error
  }

  #pods(): Pod[] {
    const { api, informers } = this.#context
    const pods = informers.of('pods')
    const { metadata, spec } = this.#job
    const candidates = [...pods.indexed('controller', metadata.uid), ...pods.indexed('controller', `namespace/${metadata.namespace ?? ''}`)]
    const own = claim(api, 'pods', this.#job, 'jobs.batch', selectorOfObject(spec.selector as never), candidates, TRACKING_FINALIZER)
    const adopted = (pod: Pod): boolean => !pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid)
    return own.map((pod) => (adopted(pod) && !isTracked(pod) ? { ...pod, metadata: { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), TRACKING_FINALIZER] } } : pod))
  }

  /** Writes down whether the Job is suspended; a Job that goes on starts anew. */
  #noteSuspension(nowMs: number): boolean {
    const { suspend } = this.#job.spec
    const known = this.#status.conditions ?? []
    const word = suspend ? 'Suspended' : 'Resumed'
    const next = withCondition(known, condition('Suspended', suspend ? 'True' : 'False', `Job${word}`, `Job ${word.toLowerCase()}`, nowMs))
    if (next === known) return false
    this.#status.conditions = [...next]
    this.#context.events.event(this.#job, 'Normal', word, `Job ${word.toLowerCase()}`)
    if (!suspend) this.#status.startTime = formatTime(nowMs)
    return true
  }

  /**
   * Counts the pods that have ended, each once whatever happens in between: their uids are written into the status, the finalizers are taken from them, and the counters grow by
   * those that have none any more (`trackJobStatusAndRemoveFinalizers`). A Job that is over becomes Complete or Failed when nothing is left to count or to end.
   */
  #track(view: View, verdict: JobCondition | undefined, changed: boolean): void {
    const { events, simulation } = this.#context
    const tracked = view.pods.filter((pod) => isTracked(pod) && !view.released.has(pod.metadata.uid))
    const withFinalizer = new Set(tracked.map(({ metadata }) => metadata.uid))
    let dirty = this.#countReleased(withFinalizer) || changed

    const ended = this.#writeDownEnds(view, tracked, verdict)
    dirty ||= ended.changed
    const last = verdict && this.#enterVerdict(verdict)
    dirty ||= last?.entered ?? false
    if (dirty) {
      this.#write()
      this.#memory.backOff.set(this.#key, view.backOff)
      dirty = false
    }
    const failures = this.#releasePods(ended.pods, withFinalizer)
    dirty = this.#countReleased(withFinalizer)
    if (failures.length > 0) {
      if (dirty) this.#write()
      throw failures[0]
    }
    const { succeeded = [], failed = [] } = this.#status.uncountedTerminatedPods
    const finished = last && !ended.truncated && succeeded.length + failed.length === 0 && this.#status.terminating === 0 ? last.final : undefined
    if (finished) {
      this.#status.conditions = [...withCondition(this.#status.conditions ?? [], { ...finished, lastProbeTime: formatTime(simulation.nowMs), lastTransitionTime: formatTime(simulation.nowMs) })]
      if (finished.type === 'Complete') this.#status.completionTime = finished.lastTransitionTime ?? ''
    }
    if (dirty || finished) this.#write()
    if (finished?.type === 'Complete') {
      const { completions } = this.#job.spec
      if (completions !== undefined && (this.#status.succeeded ?? 0) > completions) events.event(this.#job, 'Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached')
      events.event(this.#job, 'Normal', 'Completed', 'Job completed')
    } else if (finished) events.event(this.#job, 'Warning', finished.reason ?? '', finished.message ?? '')
  }

  /** Writes down which pods have ended, and how. Returns those whose finalizer can go. */
  #writeDownEnds(view: View, tracked: readonly Pod[], verdict: JobCondition | undefined): { pods: Pod[]; changed: boolean; truncated: boolean } {
    const { job, indexes, uncounted } = view
    const status = this.#status
    const failsAll = verdict !== undefined && verdict.type !== 'SuccessCriteriaMet'
    const pods: Pod[] = []
    const succeeded = [...(status.uncountedTerminatedPods.succeeded ?? [])]
    const failed = [...(status.uncountedTerminatedPods.failed ?? [])]
    const newIndexes: number[] = []
    const before = succeeded.length + failed.length
    const written = (): number => succeeded.length + failed.length + newIndexes.length
    let truncated = false
    for (const pod of tracked) {
      const { uid } = pod.metadata
      if (!this.#mayRelease(view, pod, verdict)) continue
      pods.push(pod)
      const index = completionIndex(pod)
      if (pod.status.phase === 'Succeeded' && !uncounted.failed.has(uid)) {
        if (!indexes) {
          if (!uncounted.succeeded.has(uid)) succeeded.push(uid)
        } else if (hasValidIndex(job, pod) && !indexes.known.has(index)) newIndexes.push(index)
      } else if ((isFailed(job, pod) || failsAll) && !uncounted.failed.has(uid) && hasValidIndex(job, pod) && judgeFailure(job.spec.podFailurePolicy, pod).action !== 'Ignore') failed.push(uid)
      truncated = written() >= UNCOUNTED_MOST
      if (truncated) break
    }
    status.uncountedTerminatedPods = { ...(succeeded.length > 0 ? { succeeded } : {}), ...(failed.length > 0 ? { failed } : {}) }
    const changed = written() > before
    return { pods, changed: indexes ? this.#writeIndexes(indexes.succeeded.with(IndexSet.of(newIndexes)), indexes.failed) || changed : changed, truncated }
  }

  #writeIndexes(succeeded: IndexSet, failed: IndexSet | undefined): boolean {
    const status = this.#status
    const before = `${status.completedIndexes ?? ''}/${status.failedIndexes}`
    status.succeeded = succeeded.size
    status.completedIndexes = succeeded.toString()
    if (failed) status.failedIndexes = failed.toString()
    return before !== `${status.completedIndexes}/${status.failedIndexes}`
  }

  /** Whether a pod's end can be counted: a failure of an index waits for the pod that replaces it. */
  #mayRelease({ job, indexes }: View, pod: Pod, verdict: JobCondition | undefined): boolean {
    if (job.metadata.deletionTimestamp || verdict || pod.status.phase === 'Succeeded') return true
    return isFailed(job, pod) && indexes?.awaitingReplacement.get(completionIndex(pod))?.metadata.uid !== pod.metadata.uid
  }

  /** Puts the verdict into the status, and returns the condition that the Job will have in the end. */
  #enterVerdict(verdict: JobCondition): { final: JobCondition; entered: boolean } {
    const status = this.#status
    const success = verdict.type === 'SuccessCriteriaMet'
    const entered = success ? conditionOf(status.conditions, 'SuccessCriteriaMet')?.status !== 'True' : verdict.type === 'FailureTarget'
    if (entered) status.conditions = [...(status.conditions ?? []), verdict]
    return { final: { ...verdict, type: success ? 'Complete' : 'Failed' }, entered }
  }

  /** Takes the finalizers from pods. Those that have none any more leave the set. */
  #releasePods(pods: readonly Pod[], withFinalizer: Set<string>): unknown[] {
    const expected = this.#memory.released.get(this.#key) ?? new Set<string>()
    this.#memory.released.set(this.#key, expected)
    const failures: unknown[] = []
    for (const pod of pods) {
      const { uid } = pod.metadata
      expected.add(uid)
      try {
        releasePod(this.#context, pod)
      } catch (error) {
        expected.delete(uid)
        if (!isNotFound(error)) {
          failures.push(error)
          continue
        }
      }
      withFinalizer.delete(uid)
    }
    return failures
  }

  /** Adds pods that were written down and have no finalizer any more to the counters. */
  #countReleased(withFinalizer: ReadonlySet<string>): boolean {
    const status = this.#status
    const { succeeded = [], failed = [] } = status.uncountedTerminatedPods
    const left = { succeeded: succeeded.filter((uid) => withFinalizer.has(uid)), failed: failed.filter((uid) => withFinalizer.has(uid)) }
    status.succeeded = (status.succeeded ?? 0) + succeeded.length - left.succeeded.length
    status.failed = (status.failed ?? 0) + failed.length - left.failed.length
    status.uncountedTerminatedPods = { ...(left.succeeded.length > 0 ? { succeeded: left.succeeded } : {}), ...(left.failed.length > 0 ? { failed: left.failed } : {}) }
    return left.succeeded.length < succeeded.length || left.failed.length < failed.length
  }

  #write(): void {
    const { active, succeeded, failed, completedIndexes, ...others } = this.#status
    const status = { ...others, ...(active ? { active } : {}), ...(succeeded ? { succeeded } : {}), ...(failed ? { failed } : {}), ...(completedIndexes ? { completedIndexes } : {}) }
    this.#job = this.#context.api.update('jobs.batch', { ...this.#job, status } as never, { subresource: 'status' })
    this.#status = { ...this.#job.status, uncountedTerminatedPods: { ...this.#job.status.uncountedTerminatedPods } }
  }
}

/** Whether the controller has anything to do for a Job at all. */
export function isOurs(job: Job): boolean {
  const { managedBy } = job.spec
  return managedBy === undefined || managedBy === 'kubernetes.io/job-controller'
}
