import { beforeEach, expect, test } from 'vitest'
import type { Pod, StatefulSet } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { statefulSetController } from './statefulSet.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([statefulSetController])
})

const templateWith = (image: string) => ({ metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'c', image }] } })

function create(spec: Record<string, unknown> = {}): void {
  plane.api.create('statefulsets.apps', { metadata: { name: 'db', namespace: 'default' }, spec: { replicas: 3, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: templateWith('postgres:16'), ...spec } } as never)
  plane.run(500)
}

const set = (): StatefulSet => plane.api.get('statefulsets.apps', 'default', 'db')
const pods = (): readonly Pod[] => plane.list('pods')
const names = (): string[] => pods().map(({ metadata }) => (metadata.deletionTimestamp ? `${metadata.name}!` : metadata.name))
const images = (): string[] => pods().map(({ spec }) => spec.containers[0]?.image ?? '')

function ready(...those: string[]): void {
  for (const name of those) {
    if (!plane.api.get('pods', 'default', name).spec.nodeName) plane.bind(name, 'node-1')
    plane.setPod(name, { phase: 'Running' })
    plane.setReady(name, true)
  }
  plane.run(500)
}

function gone(name: string): void {
  plane.api.delete('pods', 'default', name, { gracePeriodSeconds: 0 })
  plane.run(500)
}

function update(spec: Record<string, unknown>): void {
  plane.api.patch('statefulsets.apps', 'default', 'db', 'merge', { spec })
  plane.run(500)
}

/** Creates the set with all of its pods ready. */
function createReady(spec: Record<string, unknown> = {}): void {
  create(spec)
  for (const ordinal of [0, 1, 2]) ready(`db-${ordinal}`)
}

test('pods come one after the other, each when its predecessor is ready, with names of their own', () => {
  create()
  expect(names()).toEqual(['db-0'])
  const revision = plane.list('controllerrevisions.apps')[0]?.metadata.name ?? ''
  expect(pods()[0]).toMatchObject({
    metadata: { generateName: 'db-', labels: { app: 'db', 'apps.kubernetes.io/pod-index': '0', 'statefulset.kubernetes.io/pod-name': 'db-0', 'controller-revision-hash': revision } },
    spec: { hostname: 'db-0', subdomain: 'db' },
  })
  ready('db-0')
  expect(names()).toEqual(['db-0', 'db-1'])
  expect(set().status).toEqual({ observedGeneration: 1, replicas: 2, readyReplicas: 1, availableReplicas: 1, currentReplicas: 2, updatedReplicas: 2, currentRevision: revision, updateRevision: revision, collisionCount: 0 })
  ready('db-1')
  expect(plane.events('db')).toEqual(['create Pod db-0 in StatefulSet db successful', 'create Pod db-1 in StatefulSet db successful', 'create Pod db-2 in StatefulSet db successful'].map((text) => `Normal SuccessfulCreate ${text}`))
})

test('scaled down, the highest goes first, and the next when it is gone', () => {
  createReady()
  update({ replicas: 1 })
  expect(names()).toEqual(['db-0', 'db-1', 'db-2!'])
  gone('db-2')
  expect(names()).toEqual(['db-0', 'db-1!'])
})

test('a pod that is not ready holds up the scaling down', () => {
  createReady()
  plane.setReady('db-1', false)
  update({ replicas: 2 })
  expect(names()).toEqual(['db-0', 'db-1', 'db-2'])
  ready('db-1')
  expect(names()).toEqual(['db-0', 'db-1', 'db-2!'])
})

test('an update goes from the highest down to the partition; below it pods come back in their old form', () => {
  createReady({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } })
  update({ template: templateWith('postgres:17') })
  expect(names()).toEqual(['db-0', 'db-1', 'db-2!'])
  for (const name of ['db-2', 'db-1']) {
    gone(name)
    ready(name)
  }
  expect(images()).toEqual(['postgres:16', 'postgres:17', 'postgres:17'])
  gone('db-0')
  ready('db-0')
  expect(images()).toEqual(['postgres:16', 'postgres:17', 'postgres:17'])
  const { currentRevision, updateRevision, currentReplicas, updatedReplicas } = set().status
  expect(currentRevision).not.toBe(updateRevision)
  expect([currentReplicas, updatedReplicas]).toEqual([1, 2])
  update({ updateStrategy: { rollingUpdate: { partition: 0 } } })
  gone('db-0')
  ready('db-0')
  expect(set().status).toMatchObject({ currentRevision: updateRevision, currentReplicas: 3, updatedReplicas: 3 })
})

test('OnDelete: a new template is for pods that are made anew', () => {
  createReady({ updateStrategy: { type: 'OnDelete' } })
  update({ template: templateWith('postgres:17') })
  expect(names()).toEqual(['db-0', 'db-1', 'db-2'])
  gone('db-1')
  expect(images()).toEqual(['postgres:16', 'postgres:17', 'postgres:16'])
})

test('in parallel all pods come and go at once', () => {
  create({ podManagementPolicy: 'Parallel' })
  expect(names()).toEqual(['db-0', 'db-1', 'db-2'])
  ready('db-0', 'db-1', 'db-2')
  update({ replicas: 0 })
  expect(names()).toEqual(['db-0!', 'db-1!', 'db-2!'])
})

test('numbers can begin elsewhere', () => {
  create({ podManagementPolicy: 'Parallel', ordinals: { start: 5 } })
  expect(names()).toEqual(['db-5', 'db-6', 'db-7'])
})

test('a pod that has ended is deleted and made again', () => {
  create()
  plane.setPod('db-0', { phase: 'Failed' })
  plane.run(500)
  expect(plane.events('db')).toContain('Normal SuccessfulDelete delete Pod db-0 in StatefulSet db successful')
})

const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] }
const owners = (name: string): string[] => (plane.api.get('persistentvolumeclaims', 'default', name).metadata.ownerReferences ?? []).map(({ kind, name: owner }) => `${kind} ${owner}`)

test('each pod has claims of its own, made before it and kept after it', () => {
  create({ replicas: 1, ...claims })
  expect(plane.list('persistentvolumeclaims').map(({ metadata }) => [metadata.name, metadata.labels])).toEqual([['data-db-0', { app: 'db' }]])
  expect(pods()[0]?.spec.volumes?.[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } })
  expect(plane.events('db')).toEqual(['Normal SuccessfulCreate create Claim data-db-0 Pod db-0 in StatefulSet db success', 'Normal SuccessfulCreate create Pod db-0 in StatefulSet db successful'])
  ready('db-0')
  expect(owners('data-db-0')).toEqual([])
})

test('claims that are to go with their pods or with the set are owned by them', () => {
  createReady({ ...claims, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' } })
  expect(owners('data-db-2')).toEqual(['StatefulSet db'])
  update({ replicas: 2 })
  expect(owners('data-db-2')).toEqual(['Pod db-2'])
  expect(owners('data-db-1')).toEqual(['StatefulSet db'])
})
