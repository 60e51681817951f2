import { expect, test } from 'vitest'
import { KubeletMachines } from '../testing/kubeletMachine.ts'

const WEB = { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] }

function withPod(): KubeletMachines {
  const cluster = new KubeletMachines()
  cluster.advance(20_000)
  cluster.run('web', WEB)
  cluster.advance(5000)
  cluster.take()
  return cluster
}

test('a machine registers itself, and lives by its lease', () => {
  const cluster = new KubeletMachines()
  cluster.advance(5000)
  expect(() => cluster.api.get('leases.coordination.k8s.io', 'kube-node-lease', 'node-1')).toThrow('not found')
  const { metadata, status } = cluster.api.get('nodes', '', 'node-1')
  expect(metadata.labels).toMatchObject({ 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/arch': 'amd64' })
  expect(status.conditions?.map(({ type, status: value, reason }) => `${type}=${value} ${reason}`)).toEqual([
    'MemoryPressure=False KubeletHasSufficientMemory',
    'DiskPressure=False KubeletHasNoDiskPressure',
    'PIDPressure=False KubeletHasSufficientPID',
    'Ready=True KubeletReady',
  ])
  cluster.advance(10_000)
  const lease = cluster.api.get('leases.coordination.k8s.io', 'kube-node-lease', 'node-1')
  expect(lease).toMatchObject({ metadata: { ownerReferences: [{ kind: 'Node', name: 'node-1', uid: metadata.uid }] }, spec: { holderIdentity: 'node-1', leaseDurationSeconds: 40 } })
  cluster.advance(11_000)
  expect(cluster.api.get('leases.coordination.k8s.io', 'kube-node-lease', 'node-1').spec?.renewTime).not.toBe(lease.spec?.renewTime)
})

test('a new image is told with the next look at the status', () => {
  const cluster = withPod()
  const reported = (): unknown => cluster.api.get('nodes', '', 'node-1').status.conditions?.[3]?.lastHeartbeatTime
  cluster.advance(11_000)
  const before = reported()
  expect(cluster.api.get('nodes', '', 'node-1').status.images).toMatchObject([{ names: [expect.stringContaining('nginx@sha256:'), 'docker.io/library/nginx:1.27'] }])
  cluster.advance(60_000)
  expect(reported()).toBe(before)
})

test('without its kubelet a machine goes on, and the next kubelet finds its containers', () => {
  const cluster = withPod()
  const before = cluster.pod('web').status.containerStatuses
  cluster.machine.setKubeletRunning(false)
  expect(cluster.machine.services).toBeUndefined()
  cluster.advance(60_000)
  cluster.machine.setKubeletRunning(true)
  cluster.advance(30_000)
  expect(cluster.take()).toEqual([])
  expect(cluster.pod('web').status.containerStatuses).toEqual(before)
})

test('a kubelet that is stopped while it waits says nothing more', () => {
  const cluster = new KubeletMachines()
  cluster.advance(20_000)
  cluster.run('web', { terminationGracePeriodSeconds: 5, containers: [{ name: 'web', image: 'nginx:1.27', env: [{ name: 'SIM_IGNORE_TERM', value: '1' }], livenessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } }] })
  cluster.advance(5000)
  cluster.api.delete('pods', 'default', 'web')
  cluster.advance(1000)
  cluster.machine.setKubeletRunning(false)
  cluster.take()
  cluster.advance(60_000)
  expect(cluster.take()).toEqual([])
  cluster.machine.setKubeletRunning(true)
  cluster.advance(5000)
  expect(cluster.take()).toContain('deleted')
})

test('a machine that lost its power has lost its containers', () => {
  const cluster = withPod()
  cluster.machine.powerOff()
  cluster.advance(60_000)
  expect(cluster.take()).toEqual([])
  cluster.machine.powerOn()
  cluster.advance(10_000)
  const status = cluster.pod('web').status.containerStatuses?.[0]
  expect(status).toMatchObject({ ready: true, restartCount: 1, state: { running: {} } })
  expect(cluster.take()).toContain('Normal Pulling: Pulling image "nginx:1.27"')
})

test('a pod that was deleted meanwhile is ended when the machine is reachable again', () => {
  const cluster = withPod()
  cluster.machine.setConnected(false)
  cluster.api.delete('pods', 'default', 'web')
  cluster.advance(60_000)
  expect(cluster.take()).toEqual(['Running deleting 30 web=running,ready | PsT IdT RyT CyT'])
  cluster.machine.setConnected(true)
  cluster.advance(5000)
  expect(cluster.take()).toContain('deleted')
})

test('a pod whose object is gone is killed', () => {
  const cluster = withPod()
  cluster.api.delete('pods', 'default', 'web', { gracePeriodSeconds: 0 })
  cluster.advance(5000)
  expect(cluster.take()).toEqual(['Running deleting 0 web=running,ready | PsT IdT RyT CyT', 'deleted', 'Normal Killing: Stopping container web'])
  cluster.run('web', WEB)
  cluster.advance(5000)
  expect(cluster.pod('web').status.phase).toBe('Running')
})

test('a pod that does not fit is refused', () => {
  const cluster = withPod()
  cluster.run('big', { nodeName: 'node-1', containers: [{ name: 'app', image: 'nginx:1.27', resources: { requests: { cpu: '5' } } }] })
  cluster.advance(2000)
  const message = "Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000"
  expect(cluster.take()).toContain(`Warning OutOfcpu: ${message}`)
  expect(cluster.pod('big').status).toMatchObject({ phase: 'Failed', reason: 'OutOfcpu', message: `Pod was rejected: ${message}` })
})
