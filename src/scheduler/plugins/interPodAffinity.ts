import type { PodAffinityTerm } from 'kubernetes-types/core/v1'
import { selectorOfObject } from '../../base/selectors.ts'
import { MAXIMUM_SCORE, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../nodeInfo.ts'
import type { PodInfo } from '../podInfo.ts'
import { Snapshot } from '../snapshot.ts'

/** Counts of matching pods by topology value: `key\0value`. */
type Counts = Map<string, number>

interface FilterState {
  /** Domains in which an existing pod refuses the newcomer. */
  readonly refusing: Counts
  /** Domains that hold pods which match all of the newcomer's affinity terms, per term. */
  readonly wanted: readonly Counts[]
  readonly avoided: readonly Counts[]
  /** Whether no pod anywhere matches and the newcomer matches its own terms: it may be the first. */
  readonly mayBeFirst: boolean
}

/** Pods that want to be near others, or far from them (`plugins/interpodaffinity`). */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  weight: 2,

  preFilter(pod, snapshot, state) {
    const refusing: Counts = new Map()
    for (const node of snapshot.nodes.values())
      for (const other of node.withAntiAffinity) for (const term of other.requiredAntiAffinity) if (termMatches(term, other, pod, snapshot)) count(refusing, term, node)
    const tally = (terms: readonly PodAffinityTerm[]): Counts[] => terms.map((term) => domainsOf(term, pod, snapshot))
    const wanted = tally(pod.requiredAffinity)
    const mayBeFirst = wanted.every((counts) => counts.size === 0) && pod.requiredAffinity.every((term) => termMatches(term, pod, pod, snapshot))
    state.set('InterPodAffinity', { refusing, wanted, avoided: tally(pod.requiredAntiAffinity), mayBeFirst } satisfies FilterState)
    return undefined
  },

  filter(pod, node, state) {
    const { refusing, wanted, avoided, mayBeFirst } = state.get('InterPodAffinity') as FilterState
    const lacksKey = pod.requiredAffinity.some((term) => node.labels[term.topologyKey] === undefined)
    const near = !lacksKey && (mayBeFirst || pod.requiredAffinity.every((term, index) => has(wanted[index], term, node)))
    if (!near) return { plugin: 'InterPodAffinity', reasons: ["node(s) didn't match pod affinity rules"], resolvable: false }
    if (pod.requiredAntiAffinity.some((term, index) => has(avoided[index], term, node)))
      return { plugin: 'InterPodAffinity', reasons: ["node(s) didn't match pod anti-affinity rules"], resolvable: true }
    for (const key of refusing.keys()) {
      const [topologyKey = '', value] = key.split('\0')
      if (node.labels[topologyKey] === value) return { plugin: 'InterPodAffinity', reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], resolvable: true }
    }
    return undefined
  },

  preScore(pod, nodes, snapshot, state) {
    const { podAffinity, podAntiAffinity } = pod.pod.spec.affinity ?? {}
    const sums: Counts = new Map()
    const own = [
      ...(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({ term: podAffinityTerm, weight })),
      ...(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({ term: podAffinityTerm, weight: -weight })),
    ]
    for (const node of snapshot.nodes.values())
      for (const other of node.pods.values()) {
        for (const { term, weight } of own) if (termMatches(term, pod, other, snapshot)) count(sums, term, node, weight)
        for (const { term, weight } of wishesOf(other)) if (termMatches(term, other, pod, snapshot)) count(sums, term, node, weight)
      }
    state.set('InterPodAffinity/score', sums)
    return sums.size > 0 && nodes.length > 0
  },

  score(_pod, node, state) {
    let sum = 0
    for (const [key, weight] of state.get('InterPodAffinity/score') as Counts) {
      const [topologyKey = '', value] = key.split('\0')
      if (node.labels[topologyKey] === value) sum += weight
    }
    return sum
  },

  normalize(scores) {
    const lowest = Math.min(...scores)
    const highest = Math.max(...scores)
    for (let i = 0; i < scores.length; i++) scores[i] = highest === lowest ? 0 : Math.floor((MAXIMUM_SCORE * ((scores[i] as number) - lowest)) / (highest - lowest))
  },

  retryOn(event, pod) {
    const { requiredAffinity, requiredAntiAffinity } = pod
    switch (event.kind) {
      case 'node added':
      case 'node changed':
        if (event.kind === 'node changed' && !event.what.includes('labels')) return false
        return [...requiredAffinity, ...requiredAntiAffinity].some(({ topologyKey }) => event.node.labels[topologyKey] !== undefined)
      case 'pod assigned':
        return matchesAll(requiredAffinity, pod, event.pod)
      case 'pod changed':
        return matchesAll(requiredAffinity, pod, event.pod) || (requiredAntiAffinity.length > 0 && !matchesAll(requiredAntiAffinity, pod, event.pod))
      case 'pod gone':
        return matchesAll(requiredAntiAffinity, pod, event.pod)
      default:
        return false
    }
  },
}

/** Nothing is known of namespaces' labels when an event is judged. */
const NO_NAMESPACES = new Snapshot()

/** Whether a pod meets all of another's terms, of which there is one at least. */
function matchesAll(terms: readonly PodAffinityTerm[], owner: PodInfo, other: PodInfo): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, owner, other, NO_NAMESPACES))
}

/** What a pod that is there wishes for newcomers: its preferences, and with weight 1 what it requires (`hardPodAffinityWeight`). */
function wishesOf({ pod, requiredAffinity }: PodInfo): { term: PodAffinityTerm; weight: number }[] {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  if (!podAffinity && !podAntiAffinity) return []
  return [
    ...requiredAffinity.map((term) => ({ term, weight: 1 })),
    ...(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({ term: podAffinityTerm, weight })),
    ...(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({ term: podAffinityTerm, weight: -weight })),
  ]
}

/** Whether a term of `owner` is about `other`. */
function termMatches(term: PodAffinityTerm, owner: PodInfo, other: PodInfo, snapshot: Snapshot): boolean {
  const namespace = other.pod.metadata.namespace ?? ''
  const own = !term.namespaces?.length && !term.namespaceSelector
  const named = own ? namespace === owner.pod.metadata.namespace : (term.namespaces?.includes(namespace) ?? false)
  const selected = term.namespaceSelector ? selectorOfObject(term.namespaceSelector).matches(snapshot.namespaceLabels.get(namespace)) : false
  return (named || selected) && selectorOfObject(term.labelSelector).matches(other.pod.metadata.labels)
}

function domainsOf(term: PodAffinityTerm, pod: PodInfo, snapshot: Snapshot): Counts {
  const counts: Counts = new Map()
  for (const node of snapshot.nodes.values()) for (const other of node.pods.values()) if (termMatches(term, pod, other, snapshot)) count(counts, term, node)
  return counts
}

function count(counts: Counts, term: PodAffinityTerm, node: NodeInfo, weight = 1): void {
  const value = node.labels[term.topologyKey]
  if (value === undefined) return
  const key = `${term.topologyKey}\0${value}`
  counts.set(key, (counts.get(key) ?? 0) + weight)
}

function has(counts: Counts | undefined, term: PodAffinityTerm, node: NodeInfo): boolean {
  const value = node.labels[term.topologyKey]
  return value !== undefined && (counts?.get(`${term.topologyKey}\0${value}`) ?? 0) > 0
}
