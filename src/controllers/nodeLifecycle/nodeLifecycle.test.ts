import { beforeEach, describe, expect, test } from 'vitest'
import { formatMicroTime } from '../../base/time.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { nodeLifecycleController } from './nodeLifecycle.ts'

const RENEWAL_MS = 10_000
let plane: ControlPlane
let silent: Set<string>

/** Machines whose leases are renewed as long as they are not silent. */
function addMachines(...names: string[]): void {
  for (const name of names) {
    plane.addNode(name)
    plane.api.create('leases.coordination.k8s.io', { metadata: { name, namespace: 'kube-node-lease' }, spec: { renewTime: formatMicroTime(plane.simulation.nowMs) } })
    const renew = (): void => {
      if (!silent.has(name)) plane.api.patch('leases.coordination.k8s.io', 'kube-node-lease', name, 'merge', { spec: { renewTime: formatMicroTime(plane.simulation.nowMs) } })
      plane.simulation.schedule(RENEWAL_MS, renew)
    }
    plane.simulation.schedule(RENEWAL_MS, renew)
  }
}

/** A kubelet's status: ready, as of now. */
function postReady(name: string): void {
  const time = new Date(plane.simulation.nowMs).toISOString().replace(/\.\d+/, '')
  const node = plane.api.get('nodes', '', name)
  plane.api.update('nodes', { ...node, status: { ...node.status, conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: time, lastTransitionTime: time }] } } as never, { subresource: 'status' })
}

const node = (name: string) => plane.api.get('nodes', '', name)
const taints = (name: string) => (node(name).spec.taints ?? []).map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`)
const ready = (name: string) => node(name).status.conditions?.find(({ type }) => type === 'Ready')

beforeEach(() => {
  silent = new Set()
  plane = new ControlPlane([nodeLifecycleController])
})

test('it greets nodes, and says when they have gone', () => {
  addMachines('node-1')
  plane.run(5100)
  expect(plane.events('node-1')).toEqual(['Normal RegisteredNode Node node-1 event: Registered Node node-1 in Controller'])
  plane.api.delete('nodes', '', 'node-1')
  plane.run(5100)
  expect(plane.events('node-1')).toContain('Normal RemovingNode Node node-1 event: Removing Node node-1 from Controller')
})

test('cordoning adds a taint, uncordoning takes it away', () => {
  addMachines('node-1')
  plane.api.patch('nodes', '', 'node-1', 'merge', { spec: { unschedulable: true } })
  plane.run(50)
  expect(node('node-1').spec.taints).toEqual([{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: '2026-01-01T00:00:00Z' }])
  plane.api.patch('nodes', '', 'node-1', 'merge', { spec: { unschedulable: null } })
  plane.run(50)
  expect(node('node-1').spec.taints).toBeUndefined()
})

test('pressure gives a taint, and the old labels follow the new ones', () => {
  addMachines('node-1')
  plane.api.patch('nodes', '', 'node-1', 'merge', { metadata: { labels: { 'kubernetes.io/os': 'linux' } } })
  plane.api.patch('nodes', '', 'node-1', 'strategic', { status: { conditions: [{ type: 'DiskPressure', status: 'True' }] } }, { subresource: 'status' })
  plane.run(50)
  expect(taints('node-1')).toEqual(['disk-pressure:NoSchedule'])
  expect(node('node-1').metadata.labels).toHaveProperty(['beta.kubernetes.io/os'], 'linux')
})

describe('a machine that falls silent', () => {
  beforeEach(() => {
    addMachines('node-1', 'node-2', 'node-3')
    plane.addPod('web', { node: 'node-2', ip: '10.244.1.2' })
    plane.run(20_000)
    silent.add('node-2')
  })

  test('is unknown after 50 to 60 seconds, and so are its pods not ready', () => {
    plane.run(39_000)
    expect(ready('node-2')?.status).toBe('True')
    plane.run(22_000)
    expect(ready('node-2')).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' })
    expect(node('node-2').status.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toContain('MemoryPressure NodeStatusNeverUpdated')
    expect(taints('node-2')[0]).toBe('unreachable:NoSchedule')
    expect(plane.api.get('pods', 'default', 'web').status.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'False' }))
    expect(plane.events('node-2')).toContain('Normal NodeNotReady Node node-2 status is now: NodeNotReady')
    expect(plane.events('web')).toEqual(['Warning NodeNotReady Node is not ready'])
    plane.run(6000)
    expect(taints('node-2')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute'])
    expect(taints('node-1')).toEqual([])
  })

  test('loses the taints when it is back', () => {
    plane.run(70_000)
    silent.delete('node-2')
    postReady('node-2')
    plane.run(50)
    expect(taints('node-2')).toEqual(['unreachable:NoExecute'])
    plane.run(5100)
    expect(taints('node-2')).toEqual([])
  })

  test('is not noticed if it is away for half a minute', () => {
    plane.run(30_000)
    silent.delete('node-2')
    plane.run(60_000)
    expect(ready('node-2')?.status).toBe('True')
  })

  test('has pods that come to it marked as well', () => {
    plane.run(70_000)
    plane.addPod('late', { node: 'node-2' })
    plane.setReady('late', true)
    plane.run(50)
    expect(plane.events('late')).toEqual(['Warning NodeNotReady Node is not ready'])
  })
})

test('when two of three fall, the second is given up ten seconds after the first', () => {
  addMachines('node-1', 'node-2', 'node-3')
  plane.run(20_000)
  silent.add('node-2').add('node-3')
  plane.run(70_000)
  const times = ['node-2', 'node-3'].map((name) => node(name).spec.taints?.find(({ effect }) => effect === 'NoExecute')?.timeAdded).map((time) => Date.parse(time ?? ''))
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(10_000)
})

test('when all fall, none is given up any more', () => {
  addMachines('node-1', 'node-2')
  plane.run(20_000)
  silent.add('node-1').add('node-2')
  plane.run(120_000)
  expect([taints('node-1'), taints('node-2')]).toEqual([['unreachable:NoSchedule'], ['unreachable:NoSchedule']])
})

test('three of five are too many for a small zone: none is given up until one is back', () => {
  addMachines('node-1', 'node-2', 'node-3', 'node-4', 'node-5')
  plane.run(20_000)
  for (const name of ['node-3', 'node-4', 'node-5']) silent.add(name)
  plane.run(100_000)
  expect(taints('node-4')).toEqual(['unreachable:NoSchedule'])
  silent.delete('node-3')
  postReady('node-3')
  plane.run(40_000)
  expect(taints('node-4')).toContain('unreachable:NoExecute')
  expect(taints('node-5')).toContain('unreachable:NoExecute')
})

test('a node that no kubelet ever filled is unknown after a minute, without an event', () => {
  addMachines('node-1')
  plane.api.create('nodes', { metadata: { name: 'paper' } })
  plane.run(59_000)
  expect(ready('paper')).toBeUndefined()
  plane.run(7000)
  expect(ready('paper')).toMatchObject({ status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' })
  expect(taints('paper')).toContain('unreachable:NoExecute')
  expect(plane.events('paper')).toHaveLength(1)
})

test('a node whose kubelet says that it is not ready has the other taint', () => {
  addMachines('node-1', 'node-2')
  plane.run(6000)
  plane.api.patch('nodes', '', 'node-2', 'strategic', { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }] } }, { subresource: 'status' })
  plane.run(6000)
  expect(taints('node-2')).toEqual(['not-ready:NoSchedule', 'not-ready:NoExecute'])
})
