import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import { parseTime } from '../../base/time.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isNotFound } from '../../client/status.ts'
import type { Job, Pod } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { Expectations } from '../runtime/expectations.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { controllerOf } from '../runtime/ownership.ts'
import { finishedBy } from './conditions.ts'
import { releasePod } from './pods.ts'
import { isOurs, Sync, type Memory } from './sync.ts'
import { isTracked } from './view.ts'

/** Changes of pods and of the status are gathered for so long before a Job is looked at. */
const BATCH_MS = 1000
const API_BACK_OFF = { baseDelayMs: 1000, maximumDelayMs: 60_000 }

/** Runs pods until enough have succeeded (`pkg/controller/job`). */
export const jobController: Controller = {
  name: 'job-controller',
  setup(context) {
    const { informers, simulation } = context
    const jobs = informers.of('jobs.batch')
    const pods = informers.of('pods')
    const memory: Memory = { expectations: new Expectations(simulation), released: new Map(), backOff: new Map() }
    indexByNamespace(jobs)
    indexByNamespace(pods)
    pods.addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? `namespace/${pod.metadata.namespace ?? ''}`])

    const queue = context.queue((key) => {
      const job = jobs.byKey(key)
      if (!job) {
        memory.expectations.forget(key)
        memory.released.delete(key)
      }
      if (!job || finishedBy(job)) memory.backOff.delete(key)
      else if (isOurs(job)) new Sync(context, memory, job, (delayMs) => queue.addAfter(key, delayMs)).run()
    }, API_BACK_OFF)

    /** Pods that no Job will count any more lose the finalizer. */
    const orphans = context.queue((key) => {
      const pod = pods.byKey(key)
      if (!pod || !isTracked(pod)) return
      const owner = controllerOf(pod)
      if (owner && (owner.kind !== 'Job' || owner.apiVersion !== 'batch/v1')) return
      const job = ownerOf(pod)
      if (job && (!isOurs(job) || !finishedBy(job))) return
      try {
        releasePod(context, pod)
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }, API_BACK_OFF)

    const ownerOf = (pod: Pod): Job | undefined => {
      const reference = controllerOf(pod)
      if (reference?.kind !== 'Job') return undefined
      const job = jobs.get(pod.metadata.namespace ?? '', reference.name)
      return job?.metadata.uid === reference.uid ? job : undefined
    }
    const matches = (job: Job, pod: Pod): boolean => selectorOfObject(job.spec.selector as never).matches(pod.metadata.labels)
    const soon = (job: Job): void => queue.addAfter(keyOfObject(job), BATCH_MS)
    const wakeMatching = (pod: Pod): void => jobs.indexed('namespace', pod.metadata.namespace ?? '').filter((job) => matches(job, pod)).forEach(soon)
    const releaseAll = (job: Job): void => {
      for (const pod of pods.indexed('namespace', job.metadata.namespace ?? '')) if (matches(job, pod)) orphans.add(keyOfObject(pod))
    }

    jobs.on({
      added: (job) => queue.add(keyOfObject(job)),
      updated(job, old) {
        if (finishedBy(job)) return releaseAll(job)
        if (job.metadata.generation === old.metadata.generation) soon(job)
        else queue.add(keyOfObject(job))
        const { activeDeadlineSeconds } = job.spec
        if (job.status.startTime !== undefined && activeDeadlineSeconds !== undefined && activeDeadlineSeconds !== old.spec.activeDeadlineSeconds)
          queue.addAfter(keyOfObject(job), parseTime(job.status.startTime) + activeDeadlineSeconds * 1000 - simulation.nowMs)
      },
      deleted(job) {
        queue.add(keyOfObject(job))
        releaseAll(job)
      },
    })

    const wentAway = (pod: Pod, gone: boolean): void => {
      const job = ownerOf(pod)
      if (!controllerOf(pod) || !job || finishedBy(job)) return void (isTracked(pod) && orphans.add(keyOfObject(pod)))
      memory.expectations.sawDeletion(keyOfObject(job), keyOfObject(pod))
      if (gone || !isTracked(pod)) memory.released.get(keyOfObject(job))?.delete(pod.metadata.uid)
      soon(job)
    }
    pods.on({
      added(pod) {
        if (pod.metadata.deletionTimestamp) return wentAway(pod, false)
        if (!controllerOf(pod)) {
          if (isTracked(pod)) orphans.add(keyOfObject(pod))
          return wakeMatching(pod)
        }
        const job = ownerOf(pod)
        if (!job) return
        memory.expectations.sawCreation(keyOfObject(job))
        soon(job)
      },
      updated(pod, old) {
        if (pod.metadata.deletionTimestamp) return wentAway(pod, false)
        const moved = !deepEqual(controllerOf(pod), controllerOf(old))
        for (const job of [moved ? ownerOf(old) : undefined, ownerOf(pod)]) {
          if (!job) continue
          if (!isTracked(pod)) memory.released.get(keyOfObject(job))?.delete(pod.metadata.uid)
          soon(job)
        }
        if (controllerOf(pod)) return
        if (isTracked(pod)) orphans.add(keyOfObject(pod))
        if (moved || !deepEqual(pod.metadata.labels ?? {}, old.metadata.labels ?? {})) wakeMatching(pod)
      },
      deleted: (pod) => wentAway(pod, true),
    })
  },
}
