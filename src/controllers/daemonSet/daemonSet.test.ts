import { beforeEach, expect, test } from 'vitest'
import type { DaemonSet, Pod } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { daemonSetController } from './daemonSet.ts'
import { targetNode } from './placement.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([daemonSetController])
  for (const name of ['node-1', 'node-2', 'node-3']) plane.addNode(name)
})

const templateWith = (image: string, spec: Record<string, unknown> = {}) => ({ metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'c', image }], ...spec } })

function create(spec: Record<string, unknown> = {}): void {
  plane.api.create('daemonsets.apps', { metadata: { name: 'agent', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: templateWith('nginx:1.27'), ...spec } } as never)
  plane.run(500)
  start()
}

/** Does what scheduler and kubelets do: all pods run, those that are deleted go. */
function start(): void {
  for (const pod of pods()) {
    if (!pod.spec.nodeName) plane.bind(pod.metadata.name, targetNode(pod) ?? '')
    plane.setPod(pod.metadata.name, { phase: 'Running' })
    plane.setReady(pod.metadata.name, true)
  }
  plane.run(500)
}

/** The end of those that are being deleted. */
function endDeleted(): void {
  for (const { metadata } of pods()) if (metadata.deletionTimestamp) plane.api.delete('pods', 'default', metadata.name, { gracePeriodSeconds: 0 })
  plane.run(500)
}

const set = (): DaemonSet => plane.api.get('daemonsets.apps', 'default', 'agent')
const pods = (): readonly Pod[] => plane.list('pods')
const staying = (): Pod[] => pods().filter(({ metadata }) => !metadata.deletionTimestamp)
const nodes = (): string[] => staying().map((pod) => targetNode(pod) ?? '').sort()
const images = (): string[] => [...staying()].sort((a, b) => ((targetNode(a) ?? '') < (targetNode(b) ?? '') ? -1 : 1)).map(({ spec }) => spec.containers[0]?.image ?? '')
const update = (spec: Record<string, unknown>): void => {
  plane.api.patch('daemonsets.apps', 'default', 'agent', 'merge', { spec })
  plane.run(500)
}

test('each machine gets a pod, bound to it by its name and hardly ever driven away', () => {
  create()
  expect(nodes()).toEqual(['node-1', 'node-2', 'node-3'])
  const { metadata, spec } = pods()[0] as Pod
  expect(metadata.labels).toEqual({ app: 'agent', 'pod-template-generation': '1', 'controller-revision-hash': plane.list('controllerrevisions.apps')[0]?.metadata.labels?.['controller-revision-hash'] })
  expect(spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toHaveLength(1)
  expect(spec.tolerations?.map(({ key, effect }) => `${key?.replace('node.kubernetes.io/', '')} ${effect}`)).toEqual(['not-ready NoExecute', 'unreachable NoExecute', 'disk-pressure NoSchedule', 'memory-pressure NoSchedule', 'pid-pressure NoSchedule', 'unschedulable NoSchedule'])
  expect(set().status).toEqual({ observedGeneration: 1, desiredNumberScheduled: 3, currentNumberScheduled: 3, numberMisscheduled: 0, numberReady: 3, updatedNumberScheduled: 3, numberAvailable: 3 })
})

test('labels and taints of machines decide: where pods should not be scheduled those that run stay, where they may not run they go', () => {
  plane.api.patch('nodes', '', 'node-1', 'merge', { metadata: { labels: { disk: 'fast' } } })
  create({ template: templateWith('nginx:1.27', { nodeSelector: { disk: 'fast' } }) })
  expect(nodes()).toEqual(['node-1'])
  plane.api.patch('nodes', '', 'node-2', 'merge', { metadata: { labels: { disk: 'fast' } } })
  plane.run(500)
  start()
  expect(nodes()).toEqual(['node-1', 'node-2'])
  plane.api.patch('nodes', '', 'node-1', 'merge', { spec: { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] } })
  plane.run(500)
  expect(nodes()).toEqual(['node-1', 'node-2'])
  expect(set().status).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 })
  plane.api.patch('nodes', '', 'node-1', 'merge', { spec: { taints: [{ key: 'dedicated', effect: 'NoExecute' }] } })
  plane.run(500)
  expect(nodes()).toEqual(['node-2'])
})

test('a rolling update takes one pod after the other away, and waits for each to be ready', () => {
  create()
  update({ template: templateWith('nginx:1.28') })
  expect(images()).toHaveLength(2)
  endDeleted()
  expect(images().filter((image) => image === 'nginx:1.28')).toHaveLength(1)
  expect(set().status).toMatchObject({ updatedNumberScheduled: 1, numberUnavailable: 1 })
  for (let round = 0; round < 3; round++) {
    start()
    endDeleted()
  }
  expect(images()).toEqual(['nginx:1.28', 'nginx:1.28', 'nginx:1.28'])
  expect(plane.list('controllerrevisions.apps').map(({ revision }) => revision).sort()).toEqual([1, 2])
})

test('going back to an older template gives its revision the highest number', () => {
  create()
  update({ template: templateWith('nginx:1.28') })
  update({ template: templateWith('nginx:1.27') })
  expect(plane.list('controllerrevisions.apps').map(({ revision }) => revision).sort()).toEqual([2, 3])
})

test('with a surge the new pod runs beside the old until it is available', () => {
  create({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })
  update({ template: templateWith('nginx:1.28') })
  expect(nodes()).toHaveLength(4)
  start()
  expect(images().filter((image) => image === 'nginx:1.28').length).toBeGreaterThanOrEqual(1)
  expect(pods().filter(({ metadata }) => metadata.deletionTimestamp)).toHaveLength(1)
})

test('OnDelete: pods are replaced only when they are deleted', () => {
  create({ updateStrategy: { type: 'OnDelete' } })
  update({ template: templateWith('nginx:1.28') })
  expect(images()).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27'])
  plane.api.delete('pods', 'default', pods()[0]?.metadata.name ?? '', { gracePeriodSeconds: 0 })
  plane.run(500)
  expect(images().filter((image) => image === 'nginx:1.28')).toHaveLength(1)
})

test('a pod that failed is replaced at once, the next one only after a pause', () => {
  create()
  const fail = (): void => {
    plane.setPod(staying().find((pod) => targetNode(pod) === 'node-1')?.metadata.name ?? '', { phase: 'Failed' })
    plane.run(300)
  }
  fail()
  expect(plane.events('agent').filter((text) => text.startsWith('Warning FailedDaemonPod Found failed daemon pod default/agent-'))).toHaveLength(1)
  endDeleted()
  fail()
  expect(pods().some(({ status, metadata }) => status.phase === 'Failed' && !metadata.deletionTimestamp)).toBe(true)
  plane.run(1500)
  expect(pods().some(({ status, metadata }) => status.phase === 'Failed' && !metadata.deletionTimestamp)).toBe(false)
})
