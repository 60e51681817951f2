import type { Container, PodTemplateSpec } from 'kubernetes-types/core/v1'
import { keyOfObject } from '../../client/informer.ts'
import { isNotFound } from '../../client/status.ts'
import type { Job, Pod } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import type { Expectations } from '../runtime/expectations.ts'
import { createPod, deletePod, inBatches } from '../runtime/podControl.ts'
import { isReady } from '../runtime/pods.ts'
import { inRemovalOrder } from '../runtime/removalOrder.ts'
import { atOnce } from '../runtime/workQueue.ts'
import { finishedMs, remainingMs } from './backOff.ts'
import { COMPLETION_INDEX, completionIndex, indexesOf } from './indexes.ts'
import { judgeFailure } from './policies.ts'
import { absoluteFailures, countOf, hasValidIndex, IGNORED_INDEX_FAILURES, INDEX_FAILURES, isIndexed, isTerminating, isTracked, replacesOnlyFailed, TRACKING_FINALIZER, type View } from './view.ts'

/** At most so many pods are made or deleted in one sync. */
const BURST = 500
/** The longest prefix of a generated name. */
const PREFIX_LENGTH = 58
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX'

/** What the pods of a Job come to after a sync has made or deleted some. */
export interface Managed {
  readonly active: number
  readonly ready: number
  readonly terminating: number
  /** When pods may be made that must wait now. */
  readonly lookAgainAfterMs?: number
  readonly error?: unknown
}

/** Makes the pods that a Job lacks and deletes those that it has too many (`job_controller.go manageJob`). */
export function managePods(context: ControllerContext, expectations: Expectations, view: View): Managed {
  const { job, active } = view
  const counts = { active: active.length, ready: view.ready, terminating: view.terminating }
  const wanted = job.spec.suspend ? 0 : wantedActive(view)
  const surplus = surplusOf(job, active, Math.max(0, active.length - wanted)).slice(0, BURST)
  if (surplus.length > 0) return deleteSurplus(context, expectations, view, surplus)
  const missing = wanted - active.length - (replacesOnlyFailed(job) ? view.terminating : 0)
  if (job.spec.suspend || missing <= 0) return counts

  const { nowMs } = context.simulation
  const indexes = view.indexes && pendingIndexes(view, Math.min(missing, BURST))
  const delayed = job.spec.backoffLimitPerIndex === undefined ? undefined : (indexes ?? []).map((index) => remainingOfIndex(view, index, nowMs))
  const waitMs = delayed ? Math.min(...delayed) : remainingMs(view.backOff, nowMs)
  // While nothing may be made, none counts as active.
  if (waitMs > 0 && Number.isFinite(waitMs)) return { ...counts, active: 0, lookAgainAfterMs: waitMs }
  const now = indexes && (delayed ? indexes.filter((_, at) => delayed[at] === 0) : indexes)
  const count = now?.length ?? Math.min(missing, BURST)
  expectations.expectCreations(keyOfObject(job), count)
  const { done, skipped, failures } = atOnce(inBatches(count, (at) => createOne(context, view, now?.[at])))
  expectations.creationsFailed(keyOfObject(job), skipped + failures.length)
  return { ...counts, active: active.length + done, ...(failures.length > 0 ? { error: failures[0] } : {}) }
}

/** How many pods should run. A Job without completions lets those run on that do, once one has succeeded. */
function wantedActive({ job, active, succeeded }: View): number {
  const { completions, parallelism = 1 } = job.spec
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(completions - succeeded, parallelism))
}

/** The pods to delete: of an Indexed Job those whose index is invalid or done by another too, and then as many as are too many. */
function surplusOf(job: Job, active: readonly Pod[], count: number): Pod[] {
  const wrong: Pod[] = []
  const left: Pod[] = []
  if (isIndexed(job)) {
    // Of several that do one index the last to be removed stays.
    const keeper = new Map(inRemovalOrder(active).map((pod) => [completionIndex(pod), pod]))
    for (const pod of [...active].sort((a, b) => completionIndex(a) - completionIndex(b))) {
      if (hasValidIndex(job, pod) && keeper.get(completionIndex(pod)) === pod) left.push(pod)
      else wrong.push(pod)
    }
  } else left.push(...active)
  return [...wrong, ...inRemovalOrder(left).slice(0, Math.max(0, count - wrong.length))]
}

function deleteSurplus(context: ControllerContext, expectations: Expectations, { job, active, ready, terminating }: View, surplus: readonly Pod[]): Managed {
  const key = keyOfObject(job)
  expectations.expectDeletions(key, surplus.map(keyOfObject))
  const errors: unknown[] = []
  for (const pod of surplus) {
    try {
      // A pod that is taken away does not count as failed.
      if (isTracked(pod)) releasePod(context, pod)
      deletePod(context, job, pod)
    } catch (error) {
      expectations.sawDeletion(key, keyOfObject(pod))
      if (!isNotFound(error)) errors.push(error)
    }
  }
  const deleted = surplus.length - errors.length
  return { active: active.length - deleted, ready: ready - surplus.filter(isReady).length, terminating: terminating + deleted, ...(errors.length > 0 ? { error: errors[0] } : {}) }
}

/** Deletes all pods that still run when the Job is over; they keep the finalizer until they are counted. */
export function deleteActive(context: ControllerContext, { job, active, ready, terminating }: View): Managed {
  const errors: unknown[] = []
  for (const pod of active) {
    try {
      deletePod(context, job, pod)
    } catch (error) {
      if (!isNotFound(error)) errors.push(error)
    }
  }
  const deleted = active.length - errors.length
  return { active: active.length - deleted, ready: ready - active.filter(isReady).length, terminating: terminating + deleted, ...(errors.length > 0 ? { error: errors[0] } : {}) }
}

/** Takes the tracking finalizer from a pod. */
export function releasePod({ api }: Pick<ControllerContext, 'api'>, { metadata }: Pod): void {
  api.patch('pods', metadata.namespace ?? '', metadata.name, 'strategic', { metadata: { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] } })
}

/** The lowest indexes that no pod does, has done or has given up. */
function pendingIndexes({ job, pods, active, indexes }: View, count: number): number[] {
  const terminating = replacesOnlyFailed(job) ? pods.filter(isTerminating) : []
  let settled = indexesOf([...active, ...terminating])
  for (const some of [indexes?.succeeded, indexes?.failed]) if (some) settled = settled.with(some)
  return settled.firstMissing(count, job.spec.completions ?? 0)
}

function remainingOfIndex({ indexes }: View, index: number, nowMs: number): number {
  const last = indexes?.awaitingReplacement.get(index)
  return last ? remainingMs({ failures: absoluteFailures(last) + 1, lastFailureMs: finishedMs(last) }, nowMs) : 0
}

function createOne(context: ControllerContext, view: View, index: number | undefined): void {
  const { job } = view
  const { template } = job.spec
  const finalizers = [...new Set([...(template.metadata?.finalizers ?? []), TRACKING_FINALIZER])]
  if (index === undefined) return createPod(context, job, { ...template, metadata: { ...template.metadata, finalizers } })
  const suffix = `-${index}-`
  createPod(context, job, indexed(view, { ...template, metadata: { ...template.metadata, finalizers } }, index), `${job.metadata.name.slice(0, PREFIX_LENGTH - suffix.length)}${suffix}`)
}

/** The template for the pod of one index. */
function indexed(view: View, template: PodTemplateSpec, index: number): PodTemplateSpec {
  const { metadata, spec } = template
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata?.labels, [COMPLETION_INDEX]: `${index}` },
      annotations: { ...metadata?.annotations, [COMPLETION_INDEX]: `${index}`, ...failureCounts(view, index) },
    },
    spec: {
      ...spec,
      hostname: `${view.job.metadata.name}-${index}`,
      containers: (spec?.containers ?? []).map(withIndexVariable),
      ...(spec?.initContainers ? { initContainers: spec.initContainers.map(withIndexVariable) } : {}),
    },
  }
}

function withIndexVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === INDEX_VARIABLE)) return container
  return { ...container, env: [...(container.env ?? []), { name: INDEX_VARIABLE, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } } }] }
}

/** How often the index has failed so far, for the pod that does it now. */
function failureCounts({ job, indexes }: View, index: number): Record<string, string> {
  if (job.spec.backoffLimitPerIndex === undefined) return {}
  const last = indexes?.awaitingReplacement.get(index)
  if (!last) return { [INDEX_FAILURES]: '0' }
  const ignored = judgeFailure(job.spec.podFailurePolicy, last).action === 'Ignore' ? 1 : 0
  const ignoredFailures = countOf(last, IGNORED_INDEX_FAILURES) + ignored
  return { [INDEX_FAILURES]: `${countOf(last, INDEX_FAILURES) + 1 - ignored}`, ...(ignoredFailures > 0 ? { [IGNORED_INDEX_FAILURES]: `${ignoredFailures}` } : {}) }
}
