import { parseTime } from '../../base/time.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isNotFound } from '../../client/status.ts'
import type { Job } from '../../kinds/resources.ts'
import { finishedBy } from '../job/conditions.ts'
import type { Controller } from '../runtime/controller.ts'

/** Deletes finished Jobs when their time is over, and their pods before them (`pkg/controller/ttlafterfinished`). */
export const ttlAfterFinishedController: Controller = {
  name: 'ttl-after-finished-controller',
  setup(context) {
    const { informers, api, simulation } = context
    const jobs = informers.of('jobs.batch')
    const queue = context.queue((key) => {
      const known = jobs.byKey(key)
      const leftMs = known && remainingMs(known, simulation.nowMs)
      if (!known || leftMs === undefined) return
      if (leftMs > 0) return { requeueAfterMs: leftMs }
      const { namespace = '', name } = known.metadata
      try {
        // The time may have been changed a moment ago.
        const fresh = api.get('jobs.batch', namespace, name)
        const freshLeftMs = remainingMs(fresh, simulation.nowMs)
        if (freshLeftMs === undefined) return
        if (freshLeftMs > 0) return { requeueAfterMs: freshLeftMs }
        api.delete('jobs.batch', namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid: fresh.metadata.uid } })
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    })
    const wake = (job: Job): void => void (remainingMs(job, simulation.nowMs) !== undefined && queue.add(keyOfObject(job)))
    jobs.on({ added: wake, updated: wake })
  },
}

/** How long a finished Job may stay, in milliseconds; undefined if it is not finished, or going, or may stay for ever. */
function remainingMs(job: Job, nowMs: number): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec
  const finished = finishedBy(job)
  if (ttlSecondsAfterFinished === undefined || job.metadata.deletionTimestamp || !finished?.lastTransitionTime) return undefined
  return parseTime(finished.lastTransitionTime) + ttlSecondsAfterFinished * 1000 - nowMs
}
