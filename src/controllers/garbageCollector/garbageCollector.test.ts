import { beforeEach, describe, expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { garbageCollector } from './garbageCollector.ts'

let plane: ControlPlane
beforeEach(() => {
  plane = new ControlPlane([garbageCollector])
})

interface Made {
  owners?: readonly string[]
  blocking?: boolean
  finalizers?: string[]
  namespace?: string
}

/** A ConfigMap owned by others of the same namespace. */
function add(name: string, { owners = [], blocking = false, finalizers, namespace = 'default' }: Made = {}): void {
  const ownerReferences = owners.map((owner) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: plane.api.get('configmaps', 'default', owner).metadata.uid, blockOwnerDeletion: blocking }))
  plane.api.create('configmaps', { metadata: { name, namespace, ownerReferences, ...(finalizers ? { finalizers } : {}) } })
}
const names = (namespace = 'default') => plane.list('configmaps', namespace).map(({ metadata }) => metadata.name)
const remove = (name: string, propagationPolicy?: string) => plane.api.delete('configmaps', 'default', name, propagationPolicy ? { propagationPolicy } : {})
const meta = (name: string) => plane.api.get('configmaps', 'default', name).metadata

test('what an owner leaves behind goes, level by level, within a moment', () => {
  add('a')
  add('b', { owners: ['a'] })
  add('c', { owners: ['b'] })
  add('other')
  plane.run(1000)
  remove('a', 'Background')
  plane.run(1)
  expect(names()).toEqual(['b', 'c', 'other'])
  plane.run(60)
  expect(names()).toEqual(['other'])
})

test('one owner that is left is enough; the reference to the other goes', () => {
  add('a')
  add('b')
  add('child', { owners: ['a', 'b'] })
  plane.run(1000)
  remove('a')
  plane.run(100)
  expect(meta('child').ownerReferences?.map(({ name }) => name)).toEqual(['b'])
  remove('b')
  plane.run(100)
  expect(names()).toEqual([])
})

test('an object whose owner never was goes as well', () => {
  plane.api.create('configmaps', { metadata: { name: 'lost', namespace: 'default', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'never', uid: '00000000-0000-0000-0000-000000000001' }] } })
  plane.run(100)
  expect(names()).toEqual([])
})

test('an owner is the one with that uid, not a later one of that name', () => {
  add('a')
  add('b', { owners: ['a'], finalizers: ['example.com/hold'] })
  plane.manager.stop()
  remove('a')
  add('a')
  plane.manager.start()
  plane.run(1000)
  expect(meta('b').deletionTimestamp).toBeDefined()
})

describe('in the foreground', () => {
  test('an owner waits for the dependents that block it', () => {
    add('a')
    add('child', { owners: ['a'], finalizers: ['example.com/hold'] })
    add('blocker', { owners: ['a'], blocking: true, finalizers: ['example.com/hold'] })
    plane.run(1000)
    remove('a', 'Foreground')
    expect(meta('a')).toMatchObject({ finalizers: ['foregroundDeletion'], deletionGracePeriodSeconds: 0 })
    plane.run(1000)
    expect(names()).toEqual(['a', 'blocker', 'child'])
    expect(meta('blocker').deletionTimestamp).toBeDefined()
    plane.api.patch('configmaps', 'default', 'blocker', 'merge', { metadata: { finalizers: null } })
    plane.run(50)
    expect(names()).toEqual(['child'])
  })

  test('dependents with dependents go in the foreground too', () => {
    add('a')
    add('b', { owners: ['a'], blocking: true })
    add('c', { owners: ['b'], blocking: true, finalizers: ['example.com/hold'] })
    plane.run(1000)
    remove('a', 'Foreground')
    plane.run(100)
    expect(meta('b').finalizers).toEqual(['foregroundDeletion'])
    plane.api.patch('configmaps', 'default', 'c', 'merge', { metadata: { finalizers: null } })
    plane.run(100)
    expect(names()).toEqual([])
  })

  test('without dependents it goes at once', () => {
    add('a')
    plane.run(1000)
    remove('a', 'Foreground')
    plane.run(50)
    expect(names()).toEqual([])
  })
})

test('orphans lose the reference, then the owner goes', () => {
  add('a')
  add('b', { owners: ['a'] })
  plane.run(1000)
  remove('a', 'Orphan')
  plane.run(50)
  expect(names()).toEqual(['b'])
  expect(meta('b').ownerReferences).toBeUndefined()
})

test('an owner in another namespace is none; it is said, and the object goes', () => {
  add('owner')
  plane.run(1000)
  const { uid } = meta('owner')
  add('child', { owners: ['owner'], namespace: 'kube-system' })
  plane.run(100)
  expect(names('kube-system')).toEqual([])
  expect(plane.events('child')).toEqual([`Warning OwnerRefInvalidNamespace ownerRef [v1/ConfigMap, namespace: kube-system, name: owner, uid: ${uid}] does not exist in namespace "kube-system"`])
})

test('an object without namespace that names an owner with one is kept', () => {
  add('owner')
  plane.run(1000)
  plane.api.create('namespaces', { metadata: { name: 'odd', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: meta('owner').uid }] } })
  plane.run(1000)
  expect(plane.api.get('namespaces', '', 'odd').metadata.deletionTimestamp).toBeUndefined()
})

test('an object may be owned by one without namespace', () => {
  plane.addNode('node-1')
  const { uid } = plane.api.get('nodes', '', 'node-1').metadata
  plane.api.create('leases.coordination.k8s.io', { metadata: { name: 'node-1', namespace: 'kube-node-lease', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid }] }, spec: {} })
  plane.run(1000)
  expect(plane.list('leases.coordination.k8s.io', 'kube-node-lease')).toHaveLength(1)
  plane.api.delete('nodes', '', 'node-1')
  plane.run(100)
  expect(plane.list('leases.coordination.k8s.io', 'kube-node-lease')).toHaveLength(0)
})
