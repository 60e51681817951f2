import { beforeEach, expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { rootCaPublisher } from '../rootCaPublisher/rootCaPublisher.ts'
import { serviceAccountController } from '../serviceAccount/serviceAccount.ts'
import { namespaceController } from './namespace.ts'

let plane: ControlPlane
beforeEach(() => {
  plane = new ControlPlane([namespaceController, serviceAccountController, rootCaPublisher])
  plane.api.create('namespaces', { metadata: { name: 'team' } })
  plane.run(100)
})
const team = () => plane.api.list('namespaces').items.find(({ metadata }) => metadata.name === 'team')
const conditions = () => (team()?.status.conditions ?? []).map(({ status, reason, message }) => `${status} ${reason}: ${message}`)

test('a deleted one is left alone for five seconds, then goes with all that is in it', () => {
  plane.api.create('configmaps', { metadata: { name: 'settings', namespace: 'team' } })
  plane.api.delete('namespaces', '', 'team')
  plane.run(4900)
  expect(team()?.status).toEqual({ phase: 'Terminating' })
  expect(plane.list('configmaps', 'team')).toHaveLength(2)
  plane.run(200)
  expect(team()).toBeUndefined()
  expect(plane.list('configmaps', 'team')).toHaveLength(0)
  expect(plane.list('serviceaccounts', 'team')).toHaveLength(0)
})

test('its conditions tell what it waits for, and it is tried again', () => {
  plane.api.create('configmaps', { metadata: { name: 'held', namespace: 'team', finalizers: ['example.com/hold'] } })
  plane.api.delete('namespaces', '', 'team')
  plane.run(5100)
  expect(conditions()).toEqual([
    'False ResourcesDiscovered: All resources successfully discovered',
    'False ParsedGroupVersions: All legacy kube types successfully parsed',
    'False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    'True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
    'True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  ])
  plane.api.patch('configmaps', 'team', 'held', 'merge', { metadata: { finalizers: null } })
  plane.run(4800)
  expect(team()).toBeDefined()
  plane.run(300)
  expect(team()).toBeUndefined()
})

test('a pod has its own grace period; if that is past, the failure is said', () => {
  plane.addNode('node-1')
  plane.api.create('pods', { metadata: { name: 'slow', namespace: 'team' }, spec: { nodeName: 'node-1', terminationGracePeriodSeconds: 6, containers: [{ name: 'c', image: 'nginx:1.27' }] } })
  plane.api.delete('namespaces', '', 'team')
  plane.run(5100)
  expect(conditions()[3]).toBe('True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances')
  expect(conditions()[2]).toMatch(/^False ContentDeleted/)
  plane.run(5000)
  expect(conditions()[2]).toBe('True ContentDeletionFailed: Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: team for gvr: /v1, Resource=pods')
  plane.api.delete('pods', 'team', 'slow', { gracePeriodSeconds: 0 })
  plane.run(10_000)
  expect(team()).toBeUndefined()
})

test('a finalizer in its metadata keeps it, empty', () => {
  plane.api.patch('namespaces', '', 'team', 'merge', { metadata: { finalizers: ['example.com/hold'] } })
  plane.api.delete('namespaces', '', 'team')
  plane.run(5100)
  expect(team()?.spec).toEqual({})
  expect(plane.list('configmaps', 'team')).toHaveLength(0)
  plane.api.patch('namespaces', '', 'team', 'merge', { metadata: { finalizers: null } })
  expect(team()).toBeUndefined()
})
