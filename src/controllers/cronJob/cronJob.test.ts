import { beforeEach, expect, test } from 'vitest'
import type { CronJob, Job } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { cronJobController } from './cronJob.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([cronJobController])
})

function create(spec: Record<string, unknown> = {}): void {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } }
  plane.api.create('cronjobs.batch', { metadata: { name: 'tick', namespace: 'default' }, spec: { schedule: '* * * * *', jobTemplate: { metadata: { labels: { cron: 'tick' } }, spec: { template } }, ...spec } } as never)
  plane.run(100)
}

const cronJob = (): CronJob => plane.api.get('cronjobs.batch', 'default', 'tick')
const jobs = (): readonly Job[] => plane.list('jobs.batch')
const names = (): string[] => jobs().map(({ metadata }) => metadata.name)
const patch = (spec: Record<string, unknown>): unknown => plane.api.patch('cronjobs.batch', 'default', 'tick', 'merge', { spec })

/** Ends a Job as its controller would. */
function finish(name: string, type: 'Complete' | 'Failed' = 'Complete'): void {
  const job = plane.api.get('jobs.batch', 'default', name)
  const now = new Date(plane.simulation.nowMs).toISOString().replace(/\.\d+/, '')
  const condition = (of: string) => ({ type: of, status: 'True', lastProbeTime: now, lastTransitionTime: now })
  const conditions = [condition(type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget'), condition(type)]
  const startTime = job.metadata.creationTimestamp
  plane.api.update('jobs.batch', { ...job, status: { ...job.status, startTime, conditions, ...(type === 'Complete' ? { completionTime: now, succeeded: 1 } : { failed: 1 }) } } as never, { subresource: 'status' })
  plane.run(100)
}

test('each minute a Job is made, named by its minute, and listed while it runs', () => {
  create()
  expect(names()).toEqual([])
  plane.run(60_200)
  const [job] = jobs()
  expect(job?.metadata).toMatchObject({ name: 'tick-29453761', labels: { cron: 'tick' }, annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:01:00Z' }, ownerReferences: [{ kind: 'CronJob', name: 'tick', controller: true }] })
  expect(cronJob().status).toMatchObject({ lastScheduleTime: '2026-01-01T00:01:00Z', active: [{ kind: 'Job', name: 'tick-29453761', apiVersion: 'batch/v1', uid: job?.metadata.uid }] })
  finish('tick-29453761')
  expect(cronJob().status.active).toBeUndefined()
  expect(cronJob().status.lastSuccessfulTime).toBe('2026-01-01T00:01:00Z')
  expect(plane.events('tick')).toEqual(['Normal SuccessfulCreate Created job tick-29453761', 'Normal SawCompletedJob Saw completed job: tick-29453761, condition: Complete'])
})

test('Forbid: a start waits for the Job before it, and is made at once when that is over', () => {
  create({ concurrencyPolicy: 'Forbid' })
  plane.run(130_000)
  expect(names()).toEqual(['tick-29453761'])
  expect(plane.events('tick')).toContain('Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid')
  finish('tick-29453761')
  expect(names()).toEqual(['tick-29453761', 'tick-29453762'])
})

test('Replace: the Job before it is deleted', () => {
  create({ concurrencyPolicy: 'Replace' })
  plane.run(121_000)
  expect(names()).toEqual(['tick-29453762'])
  expect(plane.events('tick')).toContain('Normal SuccessfulDelete Deleted job tick-29453761')
})

test('only the latest finished Jobs are kept', () => {
  create({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 })
  for (const [minute, type] of [[1, 'Complete'], [2, 'Failed'], [3, 'Complete']] as const) {
    plane.run(60_200)
    finish(`tick-${29453760 + minute}`, type)
  }
  expect(names()).toEqual(['tick-29453763'])
})

test('who is resumed makes the last start that it missed, unless it is too late for that', () => {
  create({ suspend: true })
  plane.run(150_000)
  expect(names()).toEqual([])
  patch({ startingDeadlineSeconds: 10, suspend: false })
  plane.run(1000)
  expect(names()).toEqual([])
  patch({ startingDeadlineSeconds: null })
  plane.run(1000)
  expect(names()).toEqual(['tick-29453762'])
})

test('a new schedule holds from now on', () => {
  create({ schedule: '0 0 1 1 *' })
  patch({ schedule: '*/2 * * * *' })
  plane.run(120_500)
  expect(names()).toEqual(['tick-29453762'])
})

test('the schedule is read by the clock of its time zone', () => {
  create({ schedule: '1 9 * * *', timeZone: 'Asia/Tokyo' })
  plane.run(61_000)
  expect(jobs()[0]?.metadata.annotations).toEqual({ 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T09:01:00+09:00' })
})

test('days that do not exist are told', () => {
  create({ schedule: '59 23 31 2 *' })
  plane.run(1000)
  expect(plane.events('tick')).toEqual(['Warning InvalidSchedule invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second'])
})
