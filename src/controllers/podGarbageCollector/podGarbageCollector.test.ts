import { beforeEach, expect, test } from 'vitest'
import type { Pod } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { podGarbageCollector, tooManyEnded } from './podGarbageCollector.ts'

let plane: ControlPlane
const names = () => plane.list('pods').map(({ metadata }) => metadata.name)
beforeEach(() => {
  plane = new ControlPlane([podGarbageCollector])
  plane.addNode('node-1')
})

test('pods of a node that has been missing for forty seconds fail and go', () => {
  plane.addPod('web')
  plane.addPod('ghost', { node: 'never-was' })
  plane.run(5000)
  const seen: Pod[] = []
  plane.server.store.onChange.push((resource, { object }) => void (resource === 'pods' && seen.push(object as unknown as Pod)))
  plane.run(30_000)
  expect(names()).toEqual(['ghost', 'web'])
  plane.run(20_000)
  expect(names()).toEqual(['web'])
  expect(seen[0]?.status).toMatchObject({ phase: 'Failed' })
  expect(seen[0]?.status.conditions?.at(-1)).toMatchObject({ type: 'DisruptionTarget', reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' })
  plane.api.delete('nodes', '', 'node-1')
  plane.run(80_000)
  expect(names()).toEqual([])
})

test('a node that comes back in time keeps its pods', () => {
  plane.addPod('web')
  plane.api.delete('nodes', '', 'node-1')
  plane.run(30_000)
  plane.addNode('node-1')
  plane.run(100_000)
  expect(names()).toEqual(['web'])
})

test('a terminating pod goes if its node is out of service', () => {
  plane.addPod('web')
  plane.api.delete('pods', 'default', 'web')
  plane.api.patch('nodes', '', 'node-1', 'merge', { spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] } })
  plane.run(30_000)
  expect(names()).toEqual(['web'])
  plane.api.patch('nodes', '', 'node-1', 'strategic', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }, { subresource: 'status' })
  plane.run(30_000)
  expect(names()).toEqual([])
})

test('of too many ended pods the evicted and then the oldest go', () => {
  const ended = (name: string, created: string, status: object) => ({ metadata: { name, creationTimestamp: created }, status }) as unknown as Pod
  const pods = [ended('new', '2026-01-03T00:00:00Z', { phase: 'Succeeded' }), ended('old', '2026-01-01T00:00:00Z', { phase: 'Failed' }), ended('evicted', '2026-01-02T00:00:00Z', { phase: 'Failed', reason: 'Evicted' }), ended('running', '2026-01-01T00:00:00Z', { phase: 'Running' })]
  expect(tooManyEnded(pods, 1).map(({ metadata }) => metadata.name)).toEqual(['evicted', 'old'])
  expect(tooManyEnded(pods, 3)).toEqual([])
})
