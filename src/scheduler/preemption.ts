import type { PodDisruptionBudget } from '../kinds/resources.ts'
import { selectorOfObject } from '../base/selectors.ts'
import { counted, firstRefusal, type Decision } from './decide.ts'
import type { CycleState, Plugin } from './framework.ts'
import { NodeInfo } from './nodeInfo.ts'
import type { PodInfo } from './podInfo.ts'
import type { Snapshot } from './snapshot.ts'

export type Preemption =
  /** The pods that must go so that the pod fits on that machine. */
  | { readonly node: string; readonly victims: readonly PodInfo[] }
  /** The second half of the FailedScheduling message. */
  | { readonly message: string }

/**
 * Looks for pods of lower priority whose end would make room, the fewest and least (`plugins/defaultpreemption`).
 * @param given what an attempt to place the pod begins with.
 */
export function preempt(plugins: readonly Plugin[], pod: PodInfo, decision: Decision, snapshot: Snapshot, budgets: readonly PodDisruptionBudget[], given: CycleState): Preemption {
  const all = decision.nodeCount
  if (pod.pod.spec.preemptionPolicy === 'Never') return { message: 'preemption: not eligible due to preemptionPolicy=Never.' }
  if (decision.refusals.has('')) return { message: `preemption: 0/${all} nodes are available: ${all} Preemption is not helpful for scheduling.` }
  const reasons: string[] = []
  const candidates: Candidate[] = []
  for (const [name, refusal] of decision.refusals) {
    const node = snapshot.nodes.get(name)
    if (!refusal.resolvable || !node) {
      reasons.push('Preemption is not helpful for scheduling')
      continue
    }
    const candidate = victimsOn(plugins, pod, node, snapshot, budgets, given)
    if (candidate) candidates.push(candidate)
    else reasons.push('No preemption victims found for incoming pod')
  }
  const best = candidates.sort(compareCandidates)[0]
  if (best) return { node: best.node, victims: best.victims }
  return { message: `preemption: 0/${all} nodes are available: ${counted(reasons)}.` }
}

interface Candidate {
  readonly node: string
  readonly victims: readonly PodInfo[]
  /** How many victims a PodDisruptionBudget would protect. */
  readonly violations: number
}

function victimsOn(plugins: readonly Plugin[], pod: PodInfo, node: NodeInfo, snapshot: Snapshot, budgets: readonly PodDisruptionBudget[], given: CycleState): Candidate | undefined {
  const lower = [...node.pods.values()].filter((other) => other.priority < pod.priority)
  if (lower.length === 0) return undefined
  const trial = new NodeInfo(node.node)
  for (const other of node.pods.values()) if (!lower.includes(other)) trial.add(other)
  const fits = (): boolean => {
    const { nodes } = snapshot
    nodes.set(node.name, trial)
    try {
      const state: CycleState = new Map(given)
      return plugins.every((plugin) => !plugin.preFilter?.(pod, snapshot, state)) && !firstRefusal(plugins, pod, trial, state)
    } finally {
      nodes.set(node.name, node)
    }
  }
  if (!fits()) return undefined
  const protectedOnes = protectedBy(lower, budgets)
  // Who is protected, then who is more important, is spared first if there is room.
  const order = [...lower].sort((a, b) => Number(protectedOnes.has(b)) - Number(protectedOnes.has(a)) || moreImportant(a, b))
  const victims: PodInfo[] = []
  for (const other of order) {
    trial.add(other)
    if (fits()) continue
    trial.remove(other.key)
    victims.push(other)
  }
  return { node: node.name, victims: victims.sort(moreImportant), violations: victims.filter((victim) => protectedOnes.has(victim)).length }
}

function protectedBy(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): Set<PodInfo> {
  const left = new Map(budgets.map((budget) => [budget, budget.status.disruptionsAllowed ?? 0]))
  const out = new Set<PodInfo>()
  for (const pod of [...pods].sort(moreImportant))
    for (const [budget, allowed] of left) {
      if (budget.metadata.namespace !== pod.pod.metadata.namespace || !selectorOfObject(budget.spec.selector).matches(pod.pod.metadata.labels)) continue
      left.set(budget, allowed - 1)
      if (allowed <= 0) out.add(pod)
    }
  return out
}

/** The higher priority first, then the one that has run longer. */
function moreImportant(a: PodInfo, b: PodInfo): number {
  const started = (pod: PodInfo): string => pod.pod.status.startTime ?? pod.pod.metadata.creationTimestamp
  return b.priority - a.priority || (started(a) < started(b) ? -1 : started(a) > started(b) ? 1 : a.key < b.key ? -1 : 1)
}

function compareCandidates(a: Candidate, b: Candidate): number {
  const highest = (candidate: Candidate): number => Math.max(...candidate.victims.map(({ priority }) => priority))
  const sum = (candidate: Candidate): number => candidate.victims.reduce((total, { priority }) => total + priority + 2 ** 31, 0)
  const latestStart = (candidate: Candidate): string => {
    const top = highest(candidate)
    return candidate.victims.filter(({ priority }) => priority === top).map(({ pod }) => pod.status.startTime ?? '').sort()[0] ?? ''
  }
  return a.violations - b.violations || highest(a) - highest(b) || sum(a) - sum(b) || a.victims.length - b.victims.length || (latestStart(a) > latestStart(b) ? -1 : latestStart(a) < latestStart(b) ? 1 : 0)
}
