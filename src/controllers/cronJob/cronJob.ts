import { deepEqual } from '../../base/equality.ts'
import { parseCron, CronError } from '../../base/cron.ts'
import { keyOfObject } from '../../client/informer.ts'
import type { CronJob, Job } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { controllerOf } from '../runtime/ownership.ts'
import { Sync, untilNextMs } from './sync.ts'
import { timeZone } from './timeZone.ts'

/** Starts Jobs by the clock (`pkg/controller/cronjob`). */
export const cronJobController: Controller = {
  name: 'cronjob-controller',
  setup(context) {
    const { informers, simulation, events } = context
    const cronJobs = informers.of('cronjobs.batch')
    const jobs = informers.of('jobs.batch')
    indexByNamespace(jobs)
    const queue = context.queue((key) => {
      const cronJob = cronJobs.byKey(key)
      if (!cronJob) return
      const own = jobs.indexed('namespace', cronJob.metadata.namespace ?? '').filter((job) => controllerOf(job)?.name === cronJob.metadata.name)
      const requeueAfterMs = new Sync(context, cronJob).run(own)
      return requeueAfterMs === undefined ? {} : { requeueAfterMs }
    })
    const wake = (cronJob: CronJob | undefined): void => void (cronJob && queue.add(keyOfObject(cronJob)))
    const ownerOf = (job: Job): CronJob | undefined => {
      const reference = controllerOf(job)
      if (reference?.kind !== 'CronJob') return undefined
      const owner = cronJobs.get(job.metadata.namespace ?? '', reference.name)
      return owner?.metadata.uid === reference.uid ? owner : undefined
    }

    cronJobs.on({
      added: wake,
      updated(cronJob, old) {
        const { schedule, timeZone: zone } = cronJob.spec
        if (schedule === old.spec.schedule && zone === old.spec.timeZone) return wake(cronJob)
        try {
          const waitMs = untilNextMs(cronJob, parseCron(schedule), timeZone(zone ?? ''), simulation.nowMs)
          if (waitMs !== undefined) queue.addAfter(keyOfObject(cronJob), waitMs)
        } catch (error) {
          if (!(error instanceof CronError)) throw error
          events.event(cronJob, 'Warning', 'UnParseableCronJobSchedule', `unparseable schedule for cronjob: ${schedule}`)
        }
      },
      deleted: wake,
    })
    jobs.on({
      added: (job) => wake(ownerOf(job)),
      updated(job, old) {
        if (!deepEqual(controllerOf(job), controllerOf(old))) wake(ownerOf(old))
        wake(ownerOf(job))
      },
      deleted: (job) => wake(ownerOf(job)),
    })
  },
}
