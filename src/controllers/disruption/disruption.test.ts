import { beforeEach, expect, test } from 'vitest'
import type { PodDisruptionBudget } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { replicaSetController } from '../replicaset/replicaset.ts'
import { disruptionController } from './disruption.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([disruptionController, replicaSetController])
})

function create(spec: Record<string, unknown>): void {
  plane.api.create('poddisruptionbudgets.policy', { metadata: { name: 'budget', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec } } as never)
  plane.run(1000)
}

function createSet(replicas: number, ready: number): void {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
  plane.api.create('replicasets.apps', { metadata: { name: 'web', namespace: 'default' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template } } as never)
  plane.run(1000)
  for (const { metadata } of plane.list('pods').slice(0, ready)) plane.setReady(metadata.name, true)
  plane.run(1000)
}

const budget = (): PodDisruptionBudget => plane.api.get('poddisruptionbudgets.policy', 'default', 'budget')

test('as many may go as are healthy beyond those that must be', () => {
  createSet(4, 3)
  create({ minAvailable: 2 })
  expect(budget().status).toMatchObject({ observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 4 })
  expect(budget().status.conditions).toEqual([{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '', observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:02Z' }])
  plane.setReady(plane.list('pods')[0]?.metadata.name ?? '', false)
  plane.run(1000)
  expect(budget().status).toMatchObject({ disruptionsAllowed: 0, conditions: [{ status: 'False', reason: 'InsufficientPods', lastTransitionTime: '2026-01-01T00:00:03Z' }] })
})

test('a percentage is of what the owner wants, rounded up', () => {
  createSet(5, 5)
  create({ maxUnavailable: '30%' })
  expect(budget().status).toMatchObject({ disruptionsAllowed: 2, desiredHealthy: 3, expectedPods: 5 })
})

test('without pods nothing may go, and it is told', () => {
  create({ minAvailable: 1 })
  expect(budget().status).toMatchObject({ disruptionsAllowed: 0, expectedPods: 0, desiredHealthy: 1 })
  expect(plane.events('budget')).toContain('Normal NoPods No matching pods found')
})

test('an eviction that was granted counts until its pod goes, or two minutes have passed', () => {
  createSet(3, 3)
  create({ minAvailable: 1 })
  const name = plane.list('pods')[0]?.metadata.name ?? ''
  const known = budget()
  plane.api.update('poddisruptionbudgets.policy', { ...known, status: { ...known.status, disruptionsAllowed: 1, disruptedPods: { [name]: '2026-01-01T00:00:03Z' } } } as never, { subresource: 'status' })
  plane.run(1000)
  expect(budget().status).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 2, disruptedPods: { [name]: '2026-01-01T00:00:03Z' } })
  plane.run(121_000)
  expect(budget().status).toMatchObject({ disruptionsAllowed: 2, currentHealthy: 3 })
  expect(budget().status.disruptedPods).toBeUndefined()
})

test('a pod that was to be disrupted and is still there after two minutes is not going to be', () => {
  plane.addPod('stays')
  plane.setPod('stays', { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', lastTransitionTime: '2026-01-01T00:00:00Z' }] })
  plane.run(119_000)
  const condition = () => plane.list('pods')[0]?.status.conditions?.[0]
  expect(condition()).toMatchObject({ status: 'True' })
  plane.run(2000)
  expect(condition()).toMatchObject({ type: 'DisruptionTarget', status: 'False', lastTransitionTime: '2026-01-01T00:02:00Z' })
})
