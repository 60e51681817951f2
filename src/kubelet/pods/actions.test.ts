import { expect, test } from 'vitest'
import type { Pod } from '../../kinds/resources.ts'
import type { ContainerState, RuntimeStatus } from '../runtime/runtime.ts'
import { podActions } from './actions.ts'

const pod = (spec: object): Pod => ({ metadata: {}, spec: { restartPolicy: 'Always', ...spec } }) as unknown as Pod
const main = (name: string, more: object = {}): object => ({ name, image: 'image', ...more })
const sidecar = (name: string, more: object = {}): object => main(name, { restartPolicy: 'Always', ...more })
const container = (name: string, state: 'running' | 'exited' | 'created', exitCode = 0, image = 'image'): ContainerState => ({ id: `${name}-id`, name, state, exitCode, specHash: `${name} ${image}` }) as ContainerState
const ready = (...containers: ContainerState[]): RuntimeStatus => ({ address: '', sandboxes: [{ id: 'sandbox', attempt: 0, ready: true, hostNetwork: false, address: '' }], containers })
const without = (attempt: number | undefined, ...containers: ContainerState[]): RuntimeStatus => ({
  address: '',
  sandboxes: attempt === undefined ? [] : [{ id: 'sandbox', attempt, ready: false, hostNetwork: false, address: '' }],
  containers,
})

/** What is to be done, in short. */
function actions(spec: object, runtime: RuntimeStatus, probes: Readonly<Record<string, 'success' | 'failure'>> = {}): string {
  const found = podActions({ pod: pod(spec), runtime, probeResult: (kind, id) => probes[`${kind} ${id}`] })
  return [
    found.killPod ? 'kill all' : '',
    found.createSandbox ? `sandbox ${found.attempt}` : '',
    ...found.toKill.map(({ message }) => `kill: ${message}`),
    ...[...found.ephemeralToStart, ...found.initToStart, ...found.mainToStart].map(({ name }) => `start ${name}`),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

const APP = { containers: [main('app')] }
const INIT = { initContainers: [main('one'), main('two')], ...APP }
const SIDE = { initContainers: [sidecar('side', { startupProbe: {}, livenessProbe: {} }), main('setup')], ...APP }

test.each([
  ['a new pod', APP, without(undefined), 'kill all, sandbox 0, start app'],
  ['a new pod with init containers', INIT, without(undefined), 'kill all, sandbox 0, start one'],
  ['a pod whose sandbox went down', APP, without(0, container('app', 'exited', 1)), 'kill all, sandbox 1, start app'],
  ['a pod without restarts whose sandbox went down', { ...APP, restartPolicy: 'Never' }, without(0, container('app', 'exited', 1)), 'kill all'],
  ['a pod that has succeeded and whose sandbox went down', { ...APP, restartPolicy: 'OnFailure' }, without(0, container('app', 'exited', 0)), 'kill all'],
  ['a pod that runs', APP, ready(container('app', 'running')), ''],
  ['a container that has ended', APP, ready(container('app', 'exited', 0)), 'start app'],
  ['a container that could not be started', APP, ready(container('app', 'created')), 'start app'],
  ['a container that has failed, without restarts', { ...APP, restartPolicy: 'Never' }, ready(container('app', 'exited', 1)), 'kill all'],
  ['one of two has ended, without restarts', { restartPolicy: 'Never', containers: [main('app'), main('b')] }, ready(container('app', 'exited', 1), container('b', 'running')), ''],
  ['one of two was never started, without restarts', { restartPolicy: 'Never', containers: [main('app'), main('b')] }, ready(container('app', 'running')), 'start b'],
  ['another image', APP, ready(container('app', 'running', 0, 'other')), 'kill: Container app definition changed, will be restarted, start app'],
  ['the second init container is next', INIT, ready(container('one', 'exited', 0)), 'start two'],
  ['an init container runs', INIT, ready(container('two', 'running'), container('one', 'exited', 0)), ''],
  ['an init container has failed', INIT, ready(container('one', 'exited', 1)), 'start one'],
  ['an init container has failed, without restarts', { ...INIT, restartPolicy: 'Never' }, ready(container('one', 'exited', 1)), 'kill all'],
  ['all init containers are done', INIT, ready(container('two', 'exited', 0), container('one', 'exited', 0)), 'start app'],
  ['init containers were removed since', INIT, ready(container('app', 'running')), ''],
  ['an ephemeral container is wanted', { ...APP, ephemeralContainers: [main('debug')] }, ready(container('app', 'running')), 'start debug'],
  ['an ephemeral container has ended', { ...APP, ephemeralContainers: [main('debug')] }, ready(container('app', 'running'), container('debug', 'exited', 0)), ''],
  ['a sidecar is not known to have started', SIDE, ready(container('side', 'running')), ''],
])('%s', (_, spec, runtime, expected) => {
  expect(actions(spec, runtime)).toBe(expected)
})

test.each([
  ['a failed liveness probe', APP, ready(container('app', 'running')), { 'liveness app-id': 'failure' }, 'kill: Container app failed liveness probe, will be restarted, start app'],
  ['a failed startup probe, without restarts', { ...APP, restartPolicy: 'Never' }, ready(container('app', 'running')), { 'startup app-id': 'failure' }, 'kill all, kill: Container app failed startup probe'],
  ['a sidecar has started', SIDE, ready(container('side', 'running')), { 'startup side-id': 'success' }, 'start setup'],
  ['a sidecar could not start', SIDE, ready(container('side', 'running')), { 'startup side-id': 'failure' }, 'kill: Init container side failed startup probe, start side'],
  ['a sidecar has died beside what runs', SIDE, ready(container('side', 'exited', 1), container('setup', 'exited', 0), container('app', 'running')), {}, 'start side'],
  ['a sidecar has died while another init container runs', SIDE, ready(container('setup', 'running'), container('side', 'exited', 1)), {}, 'start side'],
  ['a sidecar is ill', SIDE, ready(container('side', 'running'), container('app', 'running')), { 'startup side-id': 'success', 'liveness side-id': 'failure' }, 'kill: Init container side failed liveness probe, start side'],
] as const)('%s', (_, spec, runtime, probes, expected) => {
  expect(actions(spec, runtime, probes)).toBe(expected)
})
