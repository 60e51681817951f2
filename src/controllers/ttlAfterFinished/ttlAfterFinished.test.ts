import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { jobController } from '../job/job.ts'
import { ttlAfterFinishedController } from './ttlAfterFinished.ts'

test('a finished Job goes when its time is over, in the foreground; a time that is set later counts from the end as well', () => {
  const plane = new ControlPlane([ttlAfterFinishedController, jobController])
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } }
  for (const [name, spec] of [['short', { ttlSecondsAfterFinished: 10 }], ['kept', {}]] as const) {
    plane.api.create('jobs.batch', { metadata: { name, namespace: 'default' }, spec: { template, completions: 0, ...spec } } as never)
  }
  plane.run(9000)
  const left = (): string[] => plane.list('jobs.batch').filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name)
  expect(left()).toEqual(['kept', 'short'])
  plane.run(2000)
  expect(left()).toEqual(['kept'])
  expect(plane.list('jobs.batch').find(({ metadata }) => metadata.name === 'short')?.metadata.finalizers).toEqual(['foregroundDeletion'])
  plane.api.patch('jobs.batch', 'default', 'kept', 'merge', { spec: { ttlSecondsAfterFinished: 0 } })
  plane.run(100)
  expect(left()).toEqual([])
})
