import { beforeEach, expect, test } from 'vitest'
import { selectorOfMap } from '../../base/selectors.ts'
import type { Pod, ReplicaSet } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { claim } from './ownership.ts'

let plane: ControlPlane
let owner: ReplicaSet

beforeEach(() => {
  plane = new ControlPlane([])
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'c' }] } }
  owner = plane.api.create('replicasets.apps', { metadata: { name: 'web', namespace: 'default', finalizers: ['example.com/hold'] }, spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template } })
})

const pods = (): readonly Pod[] => plane.list('pods')
const claimed = (): string[] => claim(plane.api, 'pods', owner, 'replicasets.apps', selectorOfMap({ app: 'web' }), pods()).map(({ metadata }) => metadata.name)
const owners = (): (string | undefined)[] => pods().map(({ metadata }) => metadata.ownerReferences?.[0]?.name)

test('what matches and is nobody’s is adopted; what is another’s or does not match is left', () => {
  plane.addPod('a', { labels: { app: 'web' } })
  plane.addPod('b', { labels: { app: 'web' }, metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'other', uid: 'other', controller: true }] } })
  plane.addPod('c', { labels: { app: 'other' } })
  expect(claimed()).toEqual(['a'])
  expect(owners()).toEqual(['web', 'other', undefined])
  expect(claimed()).toEqual(['a'])
})

test('what matches no more is let go', () => {
  plane.addPod('a', { labels: { app: 'web' } })
  claimed()
  plane.api.patch('pods', 'default', 'a', 'merge', { metadata: { labels: { app: 'other' } } })
  expect(claimed()).toEqual([])
  expect(owners()).toEqual([undefined])
})

test('an owner that is going, or is another by now, adopts nothing, whatever the controller has seen of it', () => {
  plane.addPod('a', { labels: { app: 'web' } })
  plane.api.delete('replicasets.apps', 'default', 'web')
  expect(claimed).toThrow(/^default\/web has just been deleted at 2026-/)
  owner = { ...owner, metadata: { ...owner.metadata, uid: 'earlier' } }
  expect(claimed).toThrow(/^original ReplicaSet default\/web is gone: got uid .+, wanted earlier$/)
  expect(owners()).toEqual([undefined])
})
