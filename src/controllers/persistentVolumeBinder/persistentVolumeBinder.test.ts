import { beforeEach, expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { claimProtectionController, volumeProtectionController } from '../storageProtection/storageProtection.ts'
import { persistentVolumeBinder } from './persistentVolumeBinder.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([persistentVolumeBinder, claimProtectionController, volumeProtectionController])
  // Past the first round.
  plane.run(1000)
})

function addVolume(name: string, size: string, spec: Record<string, unknown> = {}): void {
  plane.api.create('persistentvolumes', { metadata: { name }, spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', hostPath: { path: `/tmp/${name}` }, ...spec } } as never)
  plane.run(200)
}

function addClaim(name: string, size: string, spec: Record<string, unknown> = {}): void {
  plane.api.create('persistentvolumeclaims', { metadata: { name, namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage: size } }, ...spec } } as never)
  plane.run(200)
}

function addClass(name: string, extra: Record<string, unknown> = {}): void {
  plane.api.create('storageclasses.storage.k8s.io', { metadata: { name }, provisioner: 'example.com/disks', ...extra } as never)
  plane.run(200)
}

const volume = (name: string): PersistentVolume => plane.api.get('persistentvolumes', '', name)
const claim = (name: string): PersistentVolumeClaim => plane.api.get('persistentvolumeclaims', 'default', name)
const remove = (name: string): void => {
  plane.api.delete('persistentvolumeclaims', 'default', name)
  plane.run(200)
}

test('a claim gets the smallest volume that is large enough, and shows its size', () => {
  addVolume('large', '5Gi')
  addVolume('middle', '2Gi')
  addVolume('small', '1Gi')
  addClaim('data', '1500Mi')
  expect(claim('data')).toMatchObject({
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' } },
    spec: { volumeName: 'middle' },
    status: { phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] },
  })
  expect(volume('middle')).toMatchObject({ metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } }, spec: { claimRef: { kind: 'PersistentVolumeClaim', name: 'data', uid: claim('data').metadata.uid } }, status: { phase: 'Bound' } })
  expect(volume('small').status.phase).toBe('Available')
})

test('a volume that comes later is found in the next round, 15 s after the last', () => {
  addClaim('data', '1Gi')
  expect(plane.events('data')).toEqual(['Warning ProvisioningFailed storageclass.storage.k8s.io "manual" not found'])
  addVolume('late', '1Gi')
  plane.run(5000)
  expect(claim('data').status.phase).toBe('Pending')
  plane.run(9000)
  expect(claim('data').status.phase).toBe('Bound')
})

test('a claim that names its volume takes no other, and says what is wrong with it', () => {
  addVolume('free', '5Gi')
  addVolume('tiny', '1Gi')
  addClaim('data', '2Gi', { volumeName: 'tiny' })
  expect(plane.events('data')).toEqual(['Warning VolumeMismatch Cannot bind to requested volume "tiny": requested PV is too small'])
  addClaim('fits', '2Gi', { volumeName: 'free' })
  expect(claim('fits').status.phase).toBe('Bound')
  expect(claim('fits').metadata.annotations).toEqual({ 'pv.kubernetes.io/bind-completed': 'yes' })
})

test('what becomes of a volume whose claim is gone', () => {
  addVolume('kept', '1Gi', { persistentVolumeReclaimPolicy: 'Retain' })
  addClaim('a', '1Gi')
  addVolume('dropped', '1Gi', { persistentVolumeReclaimPolicy: 'Delete' })
  addClaim('b', '1Gi')
  addVolume('stuck', '1Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/data' } })
  addClaim('c', '1Gi')
  for (const name of ['a', 'b', 'c']) remove(name)
  expect(plane.api.list('persistentvolumes').items.map(({ metadata, status }) => `${metadata.name} ${status.phase}`)).toEqual(['kept Released', 'stuck Failed'])
  expect(volume('stuck').status.message).toBe('host_path deleter only supports /tmp/.+ but received provided /data')
  plane.api.patch('persistentvolumes', '', 'kept', 'json', [{ op: 'remove', path: '/spec/claimRef' }])
  plane.run(200)
  expect(volume('kept').status.phase).toBe('Available')
})

test('claims without a class get the default one when there is one', () => {
  addClaim('data', '1Gi', { storageClassName: undefined })
  expect(plane.events('data')).toEqual(['Normal FailedBinding no persistent volumes available for this claim and no storage class is set'])
  addClass('disks', { metadata: { name: 'disks', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } })
  plane.run(15_000)
  expect(claim('data').spec.storageClassName).toBe('disks')
  expect(plane.events('data').at(-1)).toContain("Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'example.com/disks'")
  expect(claim('data').metadata.annotations).toEqual({ 'volume.beta.kubernetes.io/storage-provisioner': 'example.com/disks', 'volume.kubernetes.io/storage-provisioner': 'example.com/disks' })
})

test('a claim of a class that waits for a pod waits, though there is a volume', () => {
  addClass('manual', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' })
  addVolume('disk', '1Gi')
  addClaim('data', '1Gi')
  expect(claim('data').status.phase).toBe('Pending')
  expect(plane.events('data')).toEqual(['Normal WaitForFirstConsumer waiting for first consumer to be created before binding'])
  // The scheduler chooses: it reserves a volume for the claim.
  plane.api.patch('persistentvolumes', '', 'disk', 'merge', { metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } }, spec: { claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: 'default', name: 'data', uid: claim('data').metadata.uid } } })
  plane.run(200)
  expect(claim('data')).toMatchObject({ spec: { volumeName: 'disk' }, status: { phase: 'Bound' } })
})

test('a claim in use and a volume that is bound go only when they are free', () => {
  addVolume('disk', '1Gi')
  addClaim('data', '1Gi')
  plane.addPod('user', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } })
  remove('data')
  plane.api.delete('persistentvolumes', '', 'disk')
  plane.run(200)
  expect(claim('data').metadata.finalizers).toEqual(['kubernetes.io/pvc-protection'])
  expect(volume('disk').metadata.finalizers).toEqual(['kubernetes.io/pv-protection'])
  plane.api.delete('pods', 'default', 'user', { gracePeriodSeconds: 0 })
  plane.run(200)
  expect(plane.list('persistentvolumeclaims')).toEqual([])
  expect(plane.api.list('persistentvolumes').items).toEqual([])
})

test('a claim that loses its volume is lost', () => {
  addVolume('disk', '1Gi')
  addClaim('data', '1Gi')
  plane.api.patch('persistentvolumes', '', 'disk', 'merge', { metadata: { finalizers: null } })
  plane.api.delete('persistentvolumes', '', 'disk')
  plane.run(200)
  expect(claim('data').status.phase).toBe('Lost')
  expect(plane.events('data')).toContain('Warning ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!')
})
