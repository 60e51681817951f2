import { beforeEach, expect, test } from 'vitest'
import type { Job, Pod } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { jobController } from './job.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([jobController])
})

function create(spec: Record<string, unknown> = {}): void {
  plane.api.create('jobs.batch', { metadata: { name: 'work', namespace: 'default' }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } }, ...spec } })
  plane.run(1500)
}

const job = (): Job => plane.api.get('jobs.batch', 'default', 'work')
const pods = (): readonly Pod[] => plane.list('pods')
const conditions = (): string[] => (job().status.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`)

/** Ends a pod with that exit code, now. */
function end(pod: Pod, exitCode: number, phase = exitCode === 0 ? 'Succeeded' : 'Failed'): void {
  const finishedAt = new Date(plane.simulation.nowMs).toISOString().replace(/\.\d+/, '')
  plane.setPod(pod.metadata.name, { phase, containerStatuses: [{ name: 'c', state: { terminated: { exitCode, finishedAt } } }] })
  plane.run(2500)
}

test('a job is done when its pod has succeeded: counted once, in two writes', () => {
  const statuses: Job['status'][] = []
  plane.server.store.onChange.push((resource, { object }) => void (resource === 'jobs.batch' && statuses.push((object as unknown as Job).status)))
  create()
  expect(pods()[0]?.metadata).toMatchObject({ generateName: 'work-', finalizers: ['batch.kubernetes.io/job-tracking'], labels: { 'job-name': 'work' } })
  expect(statuses[1]).toEqual({ startTime: '2026-01-01T00:00:00Z', active: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} })
  const [pod] = pods() as [Pod]
  end(pod, 0)
  expect(statuses[2]).toMatchObject({ conditions: [{ type: 'SuccessCriteriaMet' }], uncountedTerminatedPods: { succeeded: [pod.metadata.uid] } })
  expect(statuses[2]?.succeeded).toBeUndefined()
  expect(statuses[3]).toMatchObject({ succeeded: 1, completionTime: '2026-01-01T00:00:02Z', uncountedTerminatedPods: {} })
  expect(conditions()).toEqual(['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached'])
  expect(pods()[0]?.metadata.finalizers).toBeUndefined()
  expect(plane.events('work')).toEqual([`Normal SuccessfulCreate Created pod: ${pod.metadata.name}`, 'Normal Completed Job completed'])
})

test('failures are retried 10 s and then 20 s after they happened, until the limit', () => {
  create({ backoffLimit: 2 })
  end(pods()[0] as Pod, 1)
  expect(job().status).toMatchObject({ failed: 1 })
  expect(job().status.active).toBeUndefined()
  plane.run(7000)
  expect(pods()).toHaveLength(1)
  plane.run(1500)
  expect(pods()).toHaveLength(2)
  end(pods().find(({ status }) => status.phase === 'Pending') as Pod, 1)
  plane.run(16_000)
  expect(pods()).toHaveLength(2)
  plane.run(2000)
  expect(pods()).toHaveLength(3)
  end(pods().find(({ status }) => status.phase === 'Pending') as Pod, 1)
  expect(job().status).toMatchObject({ failed: 3 })
  expect(conditions()).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded'])
  expect(plane.events('work')).toContain('Warning BackoffLimitExceeded Job has reached the specified backoff limit')
})

test('an indexed job does each index once', () => {
  create({ completions: 3, parallelism: 2, completionMode: 'Indexed' })
  expect(pods().map(({ metadata, spec }) => [metadata.generateName, spec.hostname, metadata.annotations])).toEqual([
    ['work-0-', 'work-0', { 'batch.kubernetes.io/job-completion-index': '0' }],
    ['work-1-', 'work-1', { 'batch.kubernetes.io/job-completion-index': '1' }],
  ])
  end(pods()[1] as Pod, 0)
  expect(job().status).toMatchObject({ succeeded: 1, completedIndexes: '1', active: 2 })
  for (const pod of pods()) if (pod.status.phase === 'Pending') end(pod, 0)
  expect(job().status).toMatchObject({ succeeded: 3, completedIndexes: '0-2' })
  expect(conditions()).toContain('Complete=True CompletionsReached')
})

test('with a limit for each index the others go on, and the failure is counted when its replacement is there', () => {
  create({ completions: 2, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 })
  expect(job().status.failedIndexes).toBe('')
  end(pods()[0] as Pod, 1)
  expect(job().status.failed).toBeUndefined()
  plane.run(10_000)
  expect(job().status.failed).toBe(1)
  const again = pods().find(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-index-failure-count'] === '1') as Pod
  end(again, 1)
  end(pods().find(({ status }) => status.phase === 'Pending') as Pod, 0)
  expect(job().status).toMatchObject({ failedIndexes: '0', completedIndexes: '1', failed: 2, succeeded: 1 })
  expect(conditions()).toEqual(['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes'])
})

test('a suspended job has no pods until it is resumed', () => {
  create({ suspend: true })
  expect(pods()).toEqual([])
  expect(conditions()).toEqual(['Suspended=True JobSuspended'])
  expect(job().status.startTime).toBeUndefined()
  plane.api.patch('jobs.batch', 'default', 'work', 'merge', { spec: { suspend: false } })
  plane.run(1500)
  expect(pods()).toHaveLength(1)
  expect(conditions()).toEqual(['Suspended=False JobResumed'])
  expect(job().status.startTime).toBeDefined()
})

test('a job that takes too long fails when its pods have ended', () => {
  create({ activeDeadlineSeconds: 5, parallelism: 2, completions: 2 })
  for (const { metadata } of pods()) plane.setReady(metadata.name, true)
  plane.run(5000)
  expect(conditions()).toEqual(['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded'])
  expect(job().status).toMatchObject({ failed: 2 })
  expect(plane.events('work')).toContain('Warning DeadlineExceeded Job was active longer than specified deadline')
})

test('rules for failed pods: one fails the job, one does not count', () => {
  const rules = [
    { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
  ]
  create({ podFailurePolicy: { rules }, backoffLimit: 0 })
  const [first] = pods() as [Pod]
  plane.setPod(first.metadata.name, { conditions: [{ type: 'DisruptionTarget', status: 'True' }] })
  end(first, 137)
  expect(job().status.failed).toBeUndefined()
  plane.run(10_000)
  const second = pods().find(({ metadata }) => metadata.name !== first.metadata.name) as Pod
  end(second, 42)
  expect(job().status.conditions?.[0]).toMatchObject({ type: 'FailureTarget', reason: 'PodFailurePolicy', message: `Container c for pod default/${second.metadata.name} failed with exit code 42 matching FailJob rule at index 0` })
})

test('enough by the rules for success: the rest is ended and counts for nothing', () => {
  create({ completions: 3, parallelism: 3, completionMode: 'Indexed', successPolicy: { rules: [{ succeededIndexes: '1-2', succeededCount: 1 }] } })
  end(pods()[1] as Pod, 0)
  plane.run(2000)
  expect(job().status).toMatchObject({ succeeded: 1, completedIndexes: '1' })
  expect(job().status.failed).toBeUndefined()
  expect(job().status.conditions?.at(-1)).toMatchObject({ type: 'Complete', reason: 'SuccessPolicy', message: 'Matched rules at index 0' })
})

test('pods of a deleted job lose the finalizer', () => {
  create()
  plane.api.delete('jobs.batch', 'default', 'work', { propagationPolicy: 'Background' })
  plane.run(1000)
  expect(pods()[0]?.metadata.finalizers).toBeUndefined()
})
