import { describe, expect, test } from 'vitest'
import { KubeletMachines } from '../testing/kubeletMachine.ts'

const web = (more: object = {}): object => ({ name: 'web', image: 'nginx:1.27', ...more })
const misbehaving = (environment: Readonly<Record<string, string>>): object => web({ env: Object.entries(environment).map(([name, value]) => ({ name, value })) })

/** Runs a pod `p` on a machine that is there for a while; what was written of it. */
function live(spec: object, seconds: number, then: (cluster: KubeletMachines) => void = () => {}): string[] {
  const cluster = new KubeletMachines()
  cluster.advance(20_000)
  cluster.run('p', spec)
  cluster.advance(1000 * seconds)
  then(cluster)
  return cluster.take().map((line) => line.replaceAll(cluster.uid, 'UID'))
}

/** States and Events come by separate ways, so that only the order of each is certain. */
function apart(lines: readonly string[]): { states: string[]; events: string[] } {
  const isState = (line: string): boolean => line.includes(' |') || line === 'deleted'
  return { states: lines.filter(isState), events: lines.filter((line) => !isState(line)) }
}

/** The same states and the same Events, each in their order. */
function same(actual: readonly string[], expected: readonly string[]): void {
  expect(apart(actual)).toEqual(apart(expected))
}

/** What came after the container was started. */
function later(history: readonly string[]): string[] {
  const begun = [...BEGUN]
  return history.filter((line) => {
    if (line !== begun[0]) return true
    begun.shift()
    return false
  })
}

function remove(cluster: KubeletMachines, seconds: number): void {
  cluster.api.delete('pods', 'default', 'p')
  cluster.advance(1000 * seconds)
}

const BOUND = ['unbound Pending |', 'Pending |', 'Normal Scheduled: Successfully assigned default/p to node-1']
const PULLED = ['Normal Pulling: Pulling image "nginx:1.27"', 'Normal Pulled: Successfully pulled image "nginx:1.27" in 1.23s (1.23s including waiting). Image size: 50300000 bytes.']
const STARTED = ['Normal Created: Created container: web', 'Normal Started: Started container web']
const BEGUN = [...BOUND, 'Pending web=ContainerCreating | PsF IdT RyF CyF', ...PULLED, ...STARTED]
const RUNS = 'Running web=running,ready | PsT IdT RyT CyT'
const RUNNING = [...BEGUN, RUNS]
const AGAIN = 'Normal Pulled: Container image "nginx:1.27" already present on machine'

describe('a pod', () => {
  test('runs, and ends when it is deleted', () => {
    same(live({ containers: [web()] }, 5, (cluster) => remove(cluster, 5)), [
      ...RUNNING,
      'Running deleting 30 web=running,ready | PsT IdT RyT CyT',
      'Normal Killing: Stopping container web',
      'Succeeded deleting 30 web=Completed | PsF IdT RyF CyF',
      'Succeeded deleting 0 web=Completed | PsF IdT RyF CyF',
      'deleted',
    ])
  })

  test('that does not hear is killed when its grace period is over', () => {
    same(later(live({ terminationGracePeriodSeconds: 8, containers: [misbehaving({ SIM_IGNORE_TERM: '1' })] }, 5, (cluster) => remove(cluster, 12))), [
      RUNS,
      'Running deleting 8 web=running,ready | PsT IdT RyT CyT',
      'Normal Killing: Stopping container web',
      'Failed deleting 8 web=Error | PsF IdT RyF CyF',
      'Failed deleting 0 web=Error | PsF IdT RyF CyF',
      'deleted',
    ])
  })

  test('that is done succeeds in two steps', () => {
    same(later(live({ restartPolicy: 'Never', containers: [misbehaving({ SIM_EXIT_AFTER: '3s' })] }, 10)), [
      RUNS,
      'Running web=Completed | PsT IdT RyF CyF',
      'Succeeded web=Completed | PsF IdT RyF CyF',
    ])
  })

  test('that crashes is restarted, the first time at once', () => {
    const history = live({ containers: [misbehaving({ SIM_EXIT_AFTER: '1ms', SIM_EXIT_CODE: '1' })] }, 21)
    const backOff = 'Warning BackOff: Back-off restarting failed container web in pod p_default(UID)'
    expect(apart(later(history))).toEqual({
      states: [
        'Running web=Error | PsT IdT RyF CyF',
        'Running web=Error,1 | PsT IdT RyF CyF',
        'Running web=CrashLoopBackOff,1 | PsT IdT RyF CyF',
        'Running web=running,ready,2 | PsT IdT RyT CyT',
        'Running web=Error,2 | PsT IdT RyF CyF',
      ],
      events: [AGAIN, ...STARTED, backOff, backOff, AGAIN, ...STARTED, backOff],
    })
  })

  test('waits for an image that there is not', () => {
    const error = 'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:typo": failed to resolve reference "docker.io/library/nginx:typo": docker.io/library/nginx:typo: not found'
    same(live({ containers: [web({ image: 'nginx:typo' })] }, 5, (cluster) => remove(cluster, 3)), [
      ...BOUND,
      'Pending web=ContainerCreating | PsF IdT RyF CyF',
      'Normal Pulling: Pulling image "nginx:typo"',
      `Warning Failed: Failed to pull image "nginx:typo": ${error}`,
      'Warning Failed: Error: ErrImagePull',
      'Pending web=ErrImagePull | PsT IdT RyF CyF',
      'Normal BackOff: Back-off pulling image "nginx:typo"',
      'Warning Failed: Error: ImagePullBackOff',
      'Pending deleting 30 web=ErrImagePull | PsT IdT RyF CyF',
      'Pending deleting 30 web=ContainerCreating | PsF IdT RyF CyF',
      'Failed deleting 30 web=ContainerStatusUnknown | PsF IdT RyF CyF',
      'Failed deleting 0 web=ContainerStatusUnknown | PsF IdT RyF CyF',
      'deleted',
    ])
  })

  test('waits for its configuration', () => {
    const variable = { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } }
    const history = live({ containers: [web({ env: [variable] })] }, 5, (cluster) => {
      cluster.api.create('configmaps', { metadata: { name: 'settings', namespace: 'default' }, data: { level: 'debug' } })
      cluster.advance(20_000)
    })
    same(history.slice(BEGUN.length - 2), [
      'Warning Failed: Error: configmap "settings" not found',
      'Pending web=CreateContainerConfigError | PsT IdT RyF CyF',
      AGAIN,
      'Warning Failed: Error: configmap "settings" not found',
      AGAIN,
      ...STARTED,
      'Running web=running,ready | PsT IdT RyT CyT',
    ])
  })

  test('waits for its volumes', () => {
    const spec = { volumes: [{ name: 'conf', configMap: { name: 'app-conf' } }], containers: [web({ volumeMounts: [{ name: 'conf', mountPath: '/conf' }] })] }
    const history = live(spec, 3, (cluster) => {
      cluster.api.create('configmaps', { metadata: { name: 'app-conf', namespace: 'default' }, data: { level: 'debug' } })
      cluster.advance(10_000)
    })
    const failed = 'Warning FailedMount: MountVolume.SetUp failed for volume "conf" : configmap "app-conf" not found'
    same(history, [...BEGUN.slice(0, 4), failed, failed, failed, ...BEGUN.slice(4), 'Running web=running,ready | PsT IdT RyT CyT'])
  })

  test('is ended by its deadline', () => {
    const over = 'Normal DeadlineExceeded: Pod was active on the node longer than the specified deadline'
    const history = later(live({ activeDeadlineSeconds: 8, containers: [web()] }, 15))
    same(history.filter((line) => line !== over), [RUNS, 'Running web=running,ready | PsT IdT RyF CyF', 'Failed web=Completed | PsF IdT RyF CyF', 'Normal Killing: Stopping container web'])
    expect(history.filter((line) => line === over)).toHaveLength(4)
  })
})

describe('init containers', () => {
  test('run one after another before the main ones', () => {
    const init = (name: string): object => ({ ...misbehaving({ SIM_EXIT_AFTER: '2s' }), name })
    expect(live({ initContainers: [init('first'), init('second')], containers: [web()] }, 15).filter((line) => line.includes('|')).slice(2)).toEqual([
      'Pending first=PodInitializing second=PodInitializing web=PodInitializing | PsF IdF RyF CyF',
      'Pending first=running second=PodInitializing web=PodInitializing | PsT IdF RyF CyF',
      'Pending first=Completed,ready second=PodInitializing web=PodInitializing | PsT IdF RyF CyF',
      'Pending first=Completed,ready second=running web=PodInitializing | PsT IdF RyF CyF',
      'Pending first=Completed,ready second=Completed,ready web=PodInitializing | PsT IdT RyF CyF',
      'Running first=Completed,ready second=Completed,ready web=running,ready | PsT IdT RyT CyT',
    ])
  })

  test('that are sidecars go on, and end when the main ones have ended', () => {
    const spec = { restartPolicy: 'Never', initContainers: [web({ name: 'side', restartPolicy: 'Always' })], containers: [{ ...misbehaving({ SIM_EXIT_AFTER: '4s' }) }] }
    same(live(spec, 20).filter((line) => line.includes('|') || line.includes('Killing')).slice(2), [
      'Pending side=PodInitializing web=PodInitializing | PsF IdF RyF CyF',
      'Pending side=running,ready web=PodInitializing | PsT IdT RyF CyF',
      'Running side=running,ready web=running,ready | PsT IdT RyT CyT',
      'Running side=running,ready web=Completed | PsT IdT RyF CyF',
      'Normal Killing: Stopping container side',
      'Running side=Completed web=Completed | PsF IdT RyF CyF',
      'Succeeded side=Completed web=Completed | PsF IdT RyF CyF',
    ])
  })
})

describe('probes', () => {
  test('make a container ready, and restart it', () => {
    const probes = {
      startupProbe: { httpGet: { path: '/healthz', port: 80 }, periodSeconds: 3, failureThreshold: 5 },
      readinessProbe: { httpGet: { path: '/ready', port: 80 }, periodSeconds: 4, failureThreshold: 2, successThreshold: 2 },
      livenessProbe: { httpGet: { path: '/healthz', port: 80 }, periodSeconds: 5, failureThreshold: 3 },
    }
    const history = live({ terminationGracePeriodSeconds: 5, containers: [{ ...misbehaving({ SIM_LISTEN_AFTER: '7s' }), ...probes }] }, 20, (cluster) => {
      cluster.visit('10.244.0.2', '/sim/ready?v=bad')
      cluster.advance(10_000)
      cluster.visit('10.244.0.2', '/sim/ready?v=ok')
      cluster.visit('10.244.0.2', '/sim/health?v=bad')
      cluster.advance(20_000)
    })
    const refused = 'Warning Unhealthy: Startup probe failed: Get "http://10.244.0.2:80/healthz": dial tcp 10.244.0.2:80: connect: connection refused'
    const unready = 'Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500'
    const sick = 'Warning Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500'
    expect(apart(later(history).filter((line) => !line.includes('Readiness probe failed: Get')))).toEqual({
      states: [
        'Running web=running | PsT IdT RyF CyF',
        'Running web=running | PsT IdT RyF CyF',
        'Running web=running,ready | PsT IdT RyT CyT',
        'Running web=running | PsT IdT RyF CyF',
        'Running web=running,ready | PsT IdT RyT CyT',
        'Running web=running,1 | PsT IdT RyF CyF',
        'Running web=running,1 | PsT IdT RyF CyF',
        'Running web=running,ready,1 | PsT IdT RyT CyT',
      ],
      events: [refused, refused, unready, unready, unready, unready, sick, sick, sick, 'Normal Killing: Container web failed liveness probe, will be restarted', AGAIN, ...STARTED, refused, refused],
    })
  })

  test('that fail to connect say so', () => {
    same(later(live({ containers: [web({ readinessProbe: { tcpSocket: { port: 9999 }, periodSeconds: 5 } })] }, 12)), [
      'Running web=running | PsT IdT RyF CyF',
      ...Array<string>(3).fill('Warning Unhealthy: Readiness probe failed: dial tcp 10.244.0.2:9999: connect: connection refused'),
    ])
  })
})

test('a container whose image is changed is replaced', () => {
  const history = live({ containers: [web()] }, 5, (cluster) => {
    cluster.api.patch('pods', 'default', 'p', 'strategic', { spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] } })
    cluster.advance(5000)
  })
  same(history.slice(RUNNING.length + 1).filter((line) => !line.includes('Successfully pulled')), [
    'Normal Killing: Container web definition changed, will be restarted',
    'Normal Pulling: Pulling image "nginx:1.28"',
    ...STARTED,
    'Running web=running,ready,1 | PsT IdT RyT CyT',
  ])
})
