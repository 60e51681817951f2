import { describe, expect, test } from 'vitest'
import type { Node, Pod } from '../../kinds/resources.ts'
import { decide } from '../decide.ts'
import type { ClusterEvent, CycleState, Plugin } from '../framework.ts'
import type { NodeInfo } from '../nodeInfo.ts'
import { podInfo, type PodInfo } from '../podInfo.ts'
import { Snapshot } from '../snapshot.ts'
import { balancedAllocation } from './balancedAllocation.ts'
import { imageLocality } from './imageLocality.ts'
import { interPodAffinity } from './interPodAffinity.ts'
import { nodeAffinity } from './nodeAffinity.ts'
import { nodeName } from './nodeName.ts'
import { nodePorts } from './nodePorts.ts'
import { nodeResourcesFit } from './nodeResourcesFit.ts'
import { nodeUnschedulable } from './nodeUnschedulable.ts'
import { taintToleration } from './taintToleration.ts'

type Part = Record<string, unknown>

const MEBIBYTE = 1024 * 1024

function nodeOf(name: string, { labels = {}, spec = {}, status = {} }: { labels?: Record<string, string>; spec?: Part; status?: Part } = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, resourceVersion: '1', labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' }, ...status },
  } as unknown as Node
}

function podOf(name: string, spec: Part = {}, labels: Record<string, string> = {}): PodInfo {
  const metadata = { name, namespace: 'default', uid: name, resourceVersion: '1', labels }
  return podInfo({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'c', image: 'app:1' }], ...spec }, status: {} } as unknown as Pod)
}

const asking = (requests: Record<string, string>): Part => ({ containers: [{ name: 'c', image: 'app:1', resources: { requests } }] })
const onPort = (hostPort: number, hostIP?: string): Part => ({ containers: [{ name: 'c', image: 'app:1', ports: [{ containerPort: 80, hostPort, hostIP, protocol: 'TCP' }] }] })
const besides = (kind: 'podAffinity' | 'podAntiAffinity', app: string): Part => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } }] } },
})

function clusterOf(nodes: readonly Node[], placed: Readonly<Record<string, readonly PodInfo[]>> = {}): Snapshot {
  const snapshot = new Snapshot()
  for (const node of nodes) snapshot.setNode(node)
  for (const [node, pods] of Object.entries(placed)) for (const pod of pods) snapshot.place(pod, node)
  return snapshot
}

/** What one plugin says of one machine: its reasons, `*` before those that preemption cannot cure, or nothing if it lets the pod in. */
function refusal(plugin: Plugin, pod: PodInfo, node: Node, others: readonly PodInfo[] = []): string | undefined {
  const snapshot = clusterOf([node], { [node.metadata.name]: others })
  const state: CycleState = new Map()
  const [info] = snapshot.nodes.values()
  const found = plugin.preFilter?.(pod, snapshot, state) ?? (info && plugin.filter?.(pod, info, state))
  return found && `${found.resolvable ? '' : '*'}${found.reasons.join(', ')}`
}

/** How one plugin scores the machines of a cluster, in 0 to 100. */
function scoresOf(plugin: Plugin, pod: PodInfo, snapshot: Snapshot): number[] | undefined {
  const state: CycleState = new Map()
  const nodes = [...snapshot.nodes.values()]
  plugin.preFilter?.(pod, snapshot, state)
  if (plugin.preScore && !plugin.preScore(pod, nodes, snapshot, state)) return undefined
  const scores = nodes.map((node) => plugin.score?.(pod, node, state) ?? 0)
  plugin.normalize?.(scores, nodes, state)
  return scores
}

describe('filters', () => {
  const tainted = nodeOf('n', { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } })
  const cordoned = nodeOf('n', { spec: { unschedulable: true } })
  const cases: readonly [what: string, plugin: Plugin, pod: PodInfo, node: Node, others: readonly PodInfo[], said: string | undefined][] = [
    ['a cordoned machine', nodeUnschedulable, podOf('p'), cordoned, [], '*node(s) were unschedulable'],
    ['one that tolerates it', nodeUnschedulable, podOf('p', { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }), cordoned, [], undefined],
    ['another name', nodeName, podOf('p', { nodeName: 'm' }), nodeOf('n'), [], '*node(s) didn\'t match the requested node name'],
    ['a taint', taintToleration, podOf('p'), tainted, [], '*node(s) had untolerated taint {dedicated: db}'],
    ['a taint that is tolerated', taintToleration, podOf('p', { tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'db' }] }), tainted, [], undefined],
    ['a taint that only deters', taintToleration, podOf('p'), nodeOf('n', { spec: { taints: [{ key: 'slow', effect: 'PreferNoSchedule' }] } }), [], undefined],
    ['a missing label', nodeAffinity, podOf('p', { nodeSelector: { disk: 'ssd' } }), nodeOf('n'), [], '*node(s) didn\'t match Pod\'s node affinity/selector'],
    ['a label', nodeAffinity, podOf('p', { nodeSelector: { disk: 'ssd' } }), nodeOf('n', { labels: { disk: 'ssd' } }), [], undefined],
    ['a taken port', nodePorts, podOf('p', onPort(80)), nodeOf('n'), [podOf('q', onPort(80))], 'node(s) didn\'t have free ports for the requested pod ports'],
    ['a port of another address', nodePorts, podOf('p', onPort(80, '10.0.0.1')), nodeOf('n'), [podOf('q', onPort(80, '10.0.0.2'))], undefined],
    ['a port of all addresses', nodePorts, podOf('p', onPort(80, '10.0.0.1')), nodeOf('n'), [podOf('q', onPort(80))], 'node(s) didn\'t have free ports for the requested pod ports'],
    ['too much of everything', nodeResourcesFit, podOf('p', asking({ cpu: '5', memory: '9Gi', 'example.com/gpu': '1' })), nodeOf('n'), [], 'Insufficient cpu, Insufficient memory, Insufficient example.com/gpu'],
    ['what is left', nodeResourcesFit, podOf('p', asking({ cpu: '2' })), nodeOf('n'), [podOf('q', asking({ cpu: '2' }))], undefined],
    ['more than is left', nodeResourcesFit, podOf('p', asking({ cpu: '2001m' })), nodeOf('n'), [podOf('q', asking({ cpu: '2' }))], 'Insufficient cpu'],
    ['a full machine', nodeResourcesFit, podOf('p'), nodeOf('n', { status: { allocatable: { cpu: '4', memory: '8Gi', pods: '1' } } }), [podOf('q')], 'Too many pods'],
    ['no companion', interPodAffinity, podOf('p', besides('podAffinity', 'db')), nodeOf('n'), [], '*node(s) didn\'t match pod affinity rules'],
    ['a companion', interPodAffinity, podOf('p', besides('podAffinity', 'db')), nodeOf('n'), [podOf('q', {}, { app: 'db' })], undefined],
    ['itself, the first of its kind', interPodAffinity, podOf('p', besides('podAffinity', 'db'), { app: 'db' }), nodeOf('n'), [], undefined],
    ['whom it avoids', interPodAffinity, podOf('p', besides('podAntiAffinity', 'db')), nodeOf('n'), [podOf('q', {}, { app: 'db' })], 'node(s) didn\'t match pod anti-affinity rules'],
    ['who avoids it', interPodAffinity, podOf('p', {}, { app: 'web' }), nodeOf('n'), [podOf('q', besides('podAntiAffinity', 'web'))], 'node(s) didn\'t satisfy existing pods anti-affinity rules'],
  ]
  test.each(cases)('%s', (_, plugin, pod, node, others, said) => {
    expect(refusal(plugin, pod, node, others)).toBe(said)
  })
})

describe('what may help a pod that others keep away', () => {
  const away = podOf('p', besides('podAntiAffinity', 'db'))
  const near = podOf('p', besides('podAffinity', 'db'))
  const db = podOf('q', {}, { app: 'db' })
  const [node] = clusterOf([nodeOf('n')]).nodes.values()
  const cases: readonly [what: string, event: ClusterEvent, forAway: boolean, forNear: boolean][] = [
    ['a pod of that kind goes', { kind: 'pod gone', pod: db }, true, false],
    ['a pod of that kind comes', { kind: 'pod assigned', pod: db }, false, true],
    ['another pod goes', { kind: 'pod gone', pod: podOf('r') }, false, false],
    ['a machine gets other labels', { kind: 'node changed', node: node as NodeInfo, what: ['labels'] }, true, true],
    ['a machine is cordoned or not', { kind: 'node changed', node: node as NodeInfo, what: ['unschedulable', 'taints'] }, false, false],
  ]
  test.each(cases)('%s', (_, event, forAway, forNear) => {
    expect([interPodAffinity.retryOn?.(event, away), interPodAffinity.retryOn?.(event, near)]).toEqual([forAway, forNear])
  })
})

describe('scores', () => {
  const loaded = clusterOf([nodeOf('a'), nodeOf('b')], { a: [podOf('q', asking({ cpu: '2', memory: '4Gi' }))] })

  test('the emptier machine is better', () => {
    expect(scoresOf(nodeResourcesFit, podOf('p', asking({ cpu: '1', memory: '2Gi' })), loaded)).toEqual([25, 75])
  })

  test('of machines the one whose cpu and memory are used alike is better', () => {
    const uneven = clusterOf([nodeOf('a'), nodeOf('b')], { a: [podOf('q', asking({ cpu: '2' }))] })
    expect(scoresOf(balancedAllocation, podOf('p', asking({ cpu: '1', memory: '2Gi' })), uneven)).toEqual([75, 100])
    expect(scoresOf(balancedAllocation, podOf('p'), uneven)).toEqual([75, 100])
  })

  test('each taint that only deters counts against a machine', () => {
    const taints = (count: number) => ({ spec: { taints: Array.from({ length: count }, (_, at) => ({ key: `k${at}`, effect: 'PreferNoSchedule' })) } })
    expect(scoresOf(taintToleration, podOf('p'), clusterOf([nodeOf('a'), nodeOf('b', taints(1)), nodeOf('c', taints(2))]))).toEqual([100, 50, 0])
  })

  test('preferred labels count by their weights', () => {
    const term = (weight: number, key: string) => ({ weight, preference: { matchExpressions: [{ key, operator: 'Exists' }] } })
    const pod = podOf('p', { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [term(80, 'fast'), term(20, 'near')] } } })
    expect(scoresOf(nodeAffinity, pod, clusterOf([nodeOf('a', { labels: { fast: '', near: '' } }), nodeOf('b', { labels: { near: '' } }), nodeOf('c')]))).toEqual([100, 20, 0])
  })

  test('an image that a machine has counts by its size and by how many have it', () => {
    const having = (sizeBytes: number) => ({ status: { images: [{ names: ['app:1'], sizeBytes }] } })
    expect(scoresOf(imageLocality, podOf('p'), clusterOf([nodeOf('a', having(1000 * MEBIBYTE)), nodeOf('b')]))).toEqual([48, 0])
    expect(scoresOf(imageLocality, podOf('p'), clusterOf([nodeOf('a', having(40 * MEBIBYTE)), nodeOf('b')]))).toEqual([0, 0])
  })
})

test('a decision counts each machine at the first filter that it fails', () => {
  const snapshot = clusterOf([nodeOf('a', { spec: { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] } }), nodeOf('b')])
  const never = { fraction: () => 0, integer: (least: number) => least, pick: <T>(list: readonly T[]) => list[0] } as never
  const decision = decide([nodeUnschedulable, taintToleration, nodeResourcesFit], podOf('p', asking({ cpu: '5' })), snapshot, new Map(), never, 0)
  expect([...decision.refusals].map(([node, { plugin }]) => `${node} ${plugin}`)).toEqual(['a NodeUnschedulable', 'b NodeResourcesFit'])
})
