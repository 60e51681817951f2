import { beforeEach, expect, test } from 'vitest'
import { component } from '../apiserver/caller.ts'
import { localApi } from '../apiserver/local.ts'
import { persistentVolumeBinder } from '../controllers/persistentVolumeBinder/persistentVolumeBinder.ts'
import type { Pod } from '../kinds/resources.ts'
import { ControlPlane } from '../testing/controlPlane.ts'
import { Scheduler } from './scheduler.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([persistentVolumeBinder])
  for (const name of ['node-1', 'node-2']) {
    plane.addNode(name)
    const node = plane.api.get('nodes', '', name)
    plane.api.update('nodes', { ...node, status: { ...node.status, allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } } as never, { subresource: 'status' })
  }
  new Scheduler(plane.simulation, localApi(plane.server, component('system:kube-scheduler', 'kube-scheduler'))).start()
  plane.run(100)
})

const onNode = (name: string) => ({ required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [name] }] }] } })

function addVolume(name: string, size: string, node: string, storageClassName = 'late'): void {
  plane.api.create('persistentvolumes', { metadata: { name }, spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], storageClassName, local: { path: '/mnt' }, nodeAffinity: onNode(node) } } as never)
  plane.run(100)
}

function addClaim(name: string, size: string, storageClassName = 'late'): void {
  plane.api.create('persistentvolumeclaims', { metadata: { name, namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: size } } } } as never)
  plane.run(100)
}

function addClass(provisioner = 'kubernetes.io/no-provisioner', extra: Record<string, unknown> = {}): void {
  plane.api.create('storageclasses.storage.k8s.io', { metadata: { name: 'late' }, provisioner, volumeBindingMode: 'WaitForFirstConsumer', ...extra } as never)
  plane.run(100)
}

function addPod(name: string, ...claims: string[]): void {
  const volumes = claims.map((claimName, index) => ({ name: `v${index}`, persistentVolumeClaim: { claimName } }))
  plane.api.create('pods', { metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx' }], volumes } } as never)
  plane.run(100)
}

const pod = (name: string): Pod => plane.api.get('pods', 'default', name)
const refusal = (name: string): string | undefined => pod(name).status.conditions?.find(({ type }) => type === 'PodScheduled')?.message
const nothingHelps = 'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.'

test('a claim that waits for its pod gets a volume that the machine can reach, and the pod follows a second later', () => {
  addClass()
  addVolume('far', '1Gi', 'node-2')
  addClaim('data', '1Gi')
  addPod('user', 'data')
  expect(plane.api.get('persistentvolumeclaims', 'default', 'data')).toMatchObject({ spec: { volumeName: 'far' }, status: { phase: 'Bound' } })
  expect(pod('user').spec.nodeName).toBeUndefined()
  plane.run(1000)
  expect(pod('user').spec.nodeName).toBe('node-2')
})

test('two claims of one pod get two volumes, on one machine', () => {
  addClass()
  addVolume('a', '1Gi', 'node-1')
  addVolume('b', '1Gi', 'node-2')
  addVolume('c', '5Gi', 'node-2')
  addClaim('large', '1Gi')
  addClaim('small', '500Mi')
  addPod('user', 'large', 'small')
  plane.run(1100)
  expect(pod('user').spec.nodeName).toBe('node-2')
})

test('a claim that should be bound already holds its pod up; when it is bound the pod is tried again', () => {
  addClaim('data', '1Gi', 'manual')
  addPod('user', 'data')
  expect(refusal('user')).toBe(`0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. ${nothingHelps}`)
  plane.run(2000)
  addVolume('disk', '1Gi', 'node-1', 'manual')
  plane.run(20_000)
  expect(pod('user').spec.nodeName).toBe('node-1')
})

test('why a claim keeps a pod from a machine', () => {
  addClass()
  addPod('lost', 'nosuch')
  expect(refusal('lost')).toBe(`0/2 nodes are available: persistentvolumeclaim "nosuch" not found. ${nothingHelps}`)
  addClaim('data', '1Gi')
  addPod('user', 'data')
  expect(refusal('user')).toBe(`0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind. ${nothingHelps}`)
})

test('where a provisioner makes volumes, the machine is chosen first and told to it', () => {
  addClass('example.com/disks', { allowedTopologies: [{ matchLabelExpressions: [{ key: 'kubernetes.io/hostname', values: ['node-2'] }] }] })
  addClaim('data', '1Gi')
  addPod('user', 'data')
  expect(plane.api.get('persistentvolumeclaims', 'default', 'data').metadata.annotations).toMatchObject({ 'volume.kubernetes.io/selected-node': 'node-2', 'volume.kubernetes.io/storage-provisioner': 'example.com/disks' })
  plane.run(5000)
  expect(pod('user').spec.nodeName).toBeUndefined()
})
