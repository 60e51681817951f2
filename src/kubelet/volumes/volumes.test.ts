import { expect, test } from 'vitest'
import { KubeletMachines } from '../../testing/kubeletMachine.ts'

/** Runs a script with volumes; what it printed. */
function printed(script: string, volumes: object[], volumeMounts: object[], prepare: (cluster: KubeletMachines) => void = () => {}, more: object = {}): string | undefined {
  const cluster = new KubeletMachines()
  prepare(cluster)
  cluster.advance(20_000)
  cluster.run('p', { restartPolicy: 'Never', volumes, containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script], volumeMounts }], ...more }, { labels: { app: 'web' } })
  cluster.advance(8000)
  return cluster.machine.services?.logs({ namespace: 'default', name: 'p', uid: cluster.uid }, { container: 'app', previous: false, timestamps: false })
}

const settings = (cluster: KubeletMachines): void => void cluster.api.create('configmaps', { metadata: { name: 'settings', namespace: 'default' }, data: { level: 'debug', mode: 'fast' } })

test('a ConfigMap is files that cannot be written', () => {
  const volume = { name: 'conf', configMap: { name: 'settings' } }
  expect(printed('ls /conf; cat /conf/level; echo; echo x > /conf/level', [volume], [{ name: 'conf', mountPath: '/conf' }], settings)).toMatch(/^level\nmode\ndebug\n.*Read-only file system\n$/)
})

test('some keys under other names, and one of them alone', () => {
  const volume = { name: 'conf', configMap: { name: 'settings', items: [{ key: 'level', path: 'a/level.txt' }] } }
  const mounts = [{ name: 'conf', mountPath: '/conf' }, { name: 'conf', mountPath: '/etc/level', subPath: 'a/level.txt' }]
  expect(printed('ls /conf; cat /conf/a/level.txt; echo; cat /etc/level', [volume], mounts, settings)).toBe('a\ndebug\ndebug')
})

test('secrets, fields and a token in one volume', () => {
  const sources = [{ secret: { name: 'login' } }, { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } }, { serviceAccountToken: { path: 'token' } }]
  const secret = (cluster: KubeletMachines): void => void cluster.api.create('secrets', { metadata: { name: 'login', namespace: 'default' }, stringData: { password: 'secret' } })
  const text = printed('cd /all; ls; cat password; echo; cat labels; echo; cut -d. -f1 token', [{ name: 'all', projected: { sources } }], [{ name: 'all', mountPath: '/all' }], secret)
  expect(text).toBe('labels\npassword\ntoken\nsecret\napp="web"\neyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9\n')
})

test('an empty directory is shared by the containers of a pod', () => {
  const initContainers = [{ name: 'init', image: 'busybox:1.36', command: ['sh', '-c', 'echo hello > /work/file'], volumeMounts: [{ name: 'work', mountPath: '/work' }] }]
  expect(printed('cat /data/file', [{ name: 'work', emptyDir: {} }], [{ name: 'work', mountPath: '/data' }], undefined, { initContainers })).toBe('hello\n')
})

test("the machine's own files outlive a pod", () => {
  const cluster = new KubeletMachines()
  const pod = (script: string): object => ({
    restartPolicy: 'Never',
    volumes: [{ name: 'host', hostPath: { path: '/data' } }],
    containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script], volumeMounts: [{ name: 'host', mountPath: '/mnt', subPath: 'sub' }] }],
  })
  cluster.advance(20_000)
  cluster.run('writer', pod('echo kept > /mnt/file'))
  cluster.advance(8000)
  cluster.api.delete('pods', 'default', 'writer')
  cluster.machine.powerOff()
  cluster.machine.powerOn()
  cluster.advance(5000)
  cluster.run('reader', pod('cat /mnt/file'))
  cluster.advance(8000)
  expect(cluster.machine.services?.logs({ namespace: 'default', name: 'reader', uid: cluster.uid }, { container: 'app', previous: false, timestamps: false })).toBe('kept\n')
})

test('what is not of the kind that it must be is not mounted', () => {
  const cluster = new KubeletMachines()
  cluster.advance(20_000)
  cluster.run('p', { volumes: [{ name: 'host', hostPath: { path: '/none', type: 'Directory' } }], containers: [{ name: 'app', image: 'busybox:1.36', volumeMounts: [{ name: 'host', mountPath: '/mnt' }] }] })
  cluster.advance(1000)
  expect(cluster.take()).toContain('Warning FailedMount: MountVolume.SetUp failed for volume "host" : hostPath type check failed: /none is not a directory')
})

test('files follow their ConfigMap with the next regular look at the pod', () => {
  const cluster = new KubeletMachines()
  settings(cluster)
  cluster.advance(20_000)
  const spec = { volumes: [{ name: 'conf', configMap: { name: 'settings' } }], containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', 'while true; do cat /conf/level; echo; sleep 10; done'], volumeMounts: [{ name: 'conf', mountPath: '/conf' }] }] }
  cluster.run('p', spec)
  cluster.advance(15_000)
  cluster.api.update('configmaps', { metadata: { name: 'settings', namespace: 'default' }, data: { level: 'info' } })
  cluster.advance(100_000)
  const lines = cluster.machine.services?.logs({ namespace: 'default', name: 'p', uid: cluster.uid }, { container: 'app', previous: false, timestamps: false }).split('\n')
  expect(new Set(lines)).toEqual(new Set(['debug', 'info', '']))
})
