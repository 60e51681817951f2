import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import { selectorOfObject, type LabelSelector } from '../../base/selectors.ts'
import { MAXIMUM_SCORE, type CycleState, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../nodeInfo.ts'
import type { PodInfo } from '../podInfo.ts'
import type { Snapshot } from '../snapshot.ts'
import { tolerates } from '../../kinds/tolerations.ts'
import { matchesNode } from './nodeAffinity.ts'

const HOSTNAME = 'kubernetes.io/hostname'

/** What the default constraints select by: the pods of the Services, ReplicaSets and StatefulSets that a pod belongs to; set by the scheduler, which watches them. */
export const DEFAULT_SELECTOR = 'default spreading selector'

/** The cluster's default constraints for pods that state none (`plugins/podtopologyspread/plugin.go`). */
const DEFAULT_CONSTRAINTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
]

interface Constraint {
  readonly key: string
  readonly maxSkew: number
  readonly minDomains: number
  readonly selector: LabelSelector
  readonly honourAffinity: boolean
  readonly honourTaints: boolean
}

interface FilterState {
  readonly constraint: Constraint
  readonly counts: ReadonlyMap<string, number>
  readonly least: number
}

/** Pods of one kind are spread over machines and zones: as a must, or as a wish (`plugins/podtopologyspread`). */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  weight: 2,

  preFilter(pod, snapshot, state) {
    const constraints = constraintsOf(pod, 'DoNotSchedule')
    state.set('PodTopologySpread/filter', constraints.map((constraint) => filterState(constraint, constraints, pod, snapshot)))
    return undefined
  },

  filter(pod, node, state) {
    for (const { constraint, counts, least } of state.get('PodTopologySpread/filter') as FilterState[]) {
      const value = node.labels[constraint.key]
      if (value === undefined)
        return { plugin: 'PodTopologySpread', reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"], resolvable: false }
      const self = constraint.selector.matches(pod.pod.metadata.labels) ? 1 : 0
      if ((counts.get(value) ?? 0) + self - least > constraint.maxSkew)
        return { plugin: 'PodTopologySpread', reasons: ["node(s) didn't match pod topology spread constraints"], resolvable: true }
    }
    return undefined
  },

  preScore(pod, nodes, snapshot, state) {
    const stated = pod.pod.spec.topologySpreadConstraints ?? []
    const constraints = stated.length > 0 ? constraintsOf(pod, 'ScheduleAnyway') : defaultConstraints(state)
    if (constraints.length === 0) return false
    const required = stated.length > 0
    const usable = (node: NodeInfo): boolean => !required || constraints.every(({ key }) => node.labels[key] !== undefined)
    const perNode = new Map<string, number[]>()
    const scored = constraints.map((constraint) => scoreCounts(constraint, pod, nodes.filter(usable), snapshot, usable))
    for (const node of nodes) {
      if (!usable(node)) continue
      perNode.set(node.name, scored.map(({ counts }, index) => (node.labels[(constraints[index] as Constraint).key] === undefined ? 0 : (counts.get(node.labels[(constraints[index] as Constraint).key] as string) ?? 0))))
    }
    state.set('PodTopologySpread/score', { constraints, weights: scored.map(({ domains }) => Math.log(domains + 2)), perNode })
    return true
  },

  score(_pod, node, state) {
    const { constraints, weights, perNode } = state.get('PodTopologySpread/score') as { constraints: Constraint[]; weights: number[]; perNode: Map<string, number[]> }
    const counts = perNode.get(node.name)
    if (!counts) return IGNORED
    return Math.round(counts.reduce((sum, count, index) => sum + (node.labels[(constraints[index] as Constraint).key] === undefined ? 0 : count * (weights[index] as number) + (constraints[index] as Constraint).maxSkew - 1), 0))
  },

  normalize(scores) {
    const counted = scores.filter((score) => score !== IGNORED)
    const highest = Math.max(...counted)
    const lowest = Math.min(...counted)
    for (let i = 0; i < scores.length; i++) {
      if (scores[i] === IGNORED) scores[i] = 0
      else scores[i] = highest === 0 ? MAXIMUM_SCORE : Math.floor((MAXIMUM_SCORE * (highest + lowest - (scores[i] as number))) / highest)
    }
  },

  retryOn(event, pod) {
    const keys = (pod.pod.spec.topologySpreadConstraints ?? []).map(({ topologyKey }) => topologyKey)
    if (event.kind === 'node added') return true
    if (event.kind === 'node changed') return event.what.some((what) => what === 'labels' || what === 'taints') && keys.some((key) => event.node.labels[key] !== undefined)
    if (event.kind === 'volumes') return false
    return event.pod.pod.metadata.namespace === pod.pod.metadata.namespace && constraintsOf(pod, 'DoNotSchedule').some(({ selector }) => selector.matches(event.pod.pod.metadata.labels))
  },
}

/** A node that takes no part in the scoring. */
const IGNORED = -1

function constraintsOf(pod: PodInfo, when: string): Constraint[] {
  return (pod.pod.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === when).map((constraint) => read(constraint, pod))
}

function read(constraint: TopologySpreadConstraint, pod: PodInfo): Constraint {
  const labels = pod.pod.metadata.labels ?? {}
  const keyed = Object.fromEntries((constraint.matchLabelKeys ?? []).filter((key) => labels[key] !== undefined).map((key) => [key, labels[key] as string]))
  const selector = constraint.labelSelector
  return {
    key: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    selector: selectorOfObject(selector && { ...selector, matchLabels: { ...selector.matchLabels, ...keyed } }),
    honourAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honourTaints: constraint.nodeTaintsPolicy === 'Honor',
  }
}

function defaultConstraints(state: CycleState): Constraint[] {
  const selector = state.get(DEFAULT_SELECTOR) as LabelSelector | undefined
  if (!selector || selector.empty) return []
  return DEFAULT_CONSTRAINTS.map(({ topologyKey, maxSkew }) => ({ key: topologyKey, maxSkew, minDomains: 1, selector, honourAffinity: true, honourTaints: false }))
}

function takesPart(constraint: Constraint, pod: PodInfo, node: NodeInfo): boolean {
  if (constraint.honourAffinity && !matchesNode(pod, node)) return false
  if (!constraint.honourTaints) return true
  return (node.node.spec.taints ?? []).every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(pod.pod.spec.tolerations, taint))
}

function countOn(node: NodeInfo, pod: PodInfo, selector: LabelSelector): number {
  let count = 0
  for (const { pod: other } of node.pods.values())
    if (other.metadata.namespace === pod.pod.metadata.namespace && !other.metadata.deletionTimestamp && selector.matches(other.metadata.labels)) count++
  return count
}

function filterState(constraint: Constraint, all: readonly Constraint[], pod: PodInfo, snapshot: Snapshot): FilterState {
  const counts = new Map<string, number>()
  for (const node of snapshot.nodes.values()) {
    const value = node.labels[constraint.key]
    if (value === undefined || !all.every(({ key }) => node.labels[key] !== undefined) || !takesPart(constraint, pod, node)) continue
    counts.set(value, (counts.get(value) ?? 0) + countOn(node, pod, constraint.selector))
  }
  const least = counts.size < constraint.minDomains ? 0 : Math.min(...counts.values())
  return { constraint, counts, least: Number.isFinite(least) ? least : 0 }
}

function scoreCounts(constraint: Constraint, pod: PodInfo, candidates: readonly NodeInfo[], snapshot: Snapshot, usable: (node: NodeInfo) => boolean): { counts: Map<string, number>; domains: number } {
  const counts = new Map<string, number>()
  if (constraint.key === HOSTNAME) {
    for (const node of candidates) counts.set(node.labels[HOSTNAME] ?? '', countOn(node, pod, constraint.selector))
    return { counts, domains: candidates.length }
  }
  for (const node of candidates) if (node.labels[constraint.key] !== undefined) counts.set(node.labels[constraint.key] as string, 0)
  for (const node of snapshot.nodes.values()) {
    const value = node.labels[constraint.key]
    if (value === undefined || !counts.has(value) || !usable(node) || !takesPart(constraint, pod, node)) continue
    counts.set(value, (counts.get(value) ?? 0) + countOn(node, pod, constraint.selector))
  }
  return { counts, domains: counts.size }
}
