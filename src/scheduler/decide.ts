import type { Random } from '../base/random.ts'
import type { CycleState, Plugin, Refusal } from './framework.ts'
import type { NodeInfo } from './nodeInfo.ts'
import type { PodInfo } from './podInfo.ts'
import type { Snapshot } from './snapshot.ts'

/** What one attempt to place a pod found, for the message and for whoever wants to see how the scheduler thought. */
export interface Decision {
  /** The machine, or undefined if none can take it. */
  readonly node: string | undefined
  /** Refusals by machine; under '' one that holds for all. */
  readonly refusals: ReadonlyMap<string, Refusal>
  /** The weighted score of each machine that was left. */
  readonly scores: ReadonlyMap<string, number>
  readonly nodeCount: number
}

/** With fewer machines all are looked at; with more, a share that falls from 50 % (`schedule_one.go: numFeasibleNodesToFind`). */
const ALWAYS_LOOKED_AT = 100

/** Places one pod: filters, then scores, then takes one of the best by chance. `from` rotates where the search begins when not all machines are looked at. */
export function decide(plugins: readonly Plugin[], pod: PodInfo, snapshot: Snapshot, state: CycleState, random: Random, from: number): Decision {
  const nodes = [...snapshot.nodes.values()]
  const refusals = new Map<string, Refusal>()
  for (const plugin of plugins) {
    const refusal = plugin.preFilter?.(pod, snapshot, state)
    if (refusal) return { node: undefined, refusals: new Map([['', refusal]]), scores: new Map(), nodeCount: nodes.length }
  }
  const enough = feasibleEnough(nodes.length)
  const feasible: NodeInfo[] = []
  for (let i = 0; i < nodes.length && feasible.length < enough; i++) {
    const node = nodes[(from + i) % nodes.length] as NodeInfo
    const refusal = firstRefusal(plugins, pod, node, state)
    if (refusal) refusals.set(node.name, refusal)
    else feasible.push(node)
  }
  if (feasible.length === 0) return { node: undefined, refusals, scores: new Map(), nodeCount: nodes.length }
  const scores = scoreAll(plugins, pod, feasible, snapshot, state)
  const best = Math.max(...scores)
  const winners = feasible.filter((_, index) => scores[index] === best)
  return {
    node: (winners.length === 1 ? winners[0] : random.pick(winners))?.name,
    refusals,
    scores: new Map(feasible.map((node, index) => [node.name, scores[index] as number])),
    nodeCount: nodes.length,
  }
}

/** The first filter that a machine fails. */
export function firstRefusal(plugins: readonly Plugin[], pod: PodInfo, node: NodeInfo, state: CycleState): Refusal | undefined {
  for (const plugin of plugins) {
    const refusal = plugin.filter?.(pod, node, state)
    if (refusal) return refusal
  }
  return undefined
}

function scoreAll(plugins: readonly Plugin[], pod: PodInfo, nodes: readonly NodeInfo[], snapshot: Snapshot, state: CycleState): number[] {
  const totals = nodes.map(() => 0)
  if (nodes.length === 1) return totals
  for (const plugin of plugins) {
    if (!plugin.score || (plugin.preScore && !plugin.preScore(pod, nodes, snapshot, state))) continue
    const scores = nodes.map((node) => plugin.score?.(pod, node, state) ?? 0)
    plugin.normalize?.(scores, nodes, state)
    for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] as number) + (plugin.weight ?? 1) * (scores[i] as number)
  }
  return totals
}

function feasibleEnough(count: number): number {
  if (count < ALWAYS_LOOKED_AT) return count
  const percent = Math.max(5, 50 - Math.floor(count / 125))
  return Math.max(ALWAYS_LOOKED_AT, Math.floor((count * percent) / 100))
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. preemption: ...` (`framework.FitError.Error`). */
export function failureMessage(decision: Decision, preemption: string): string {
  if (decision.nodeCount === 0) return 'no nodes available to schedule pods'
  const everywhere = decision.refusals.get('')
  const reasons = everywhere ? everywhere.reasons.join(', ') : counted([...decision.refusals.values()].flatMap(({ reasons: list }) => list))
  const start = `0/${decision.nodeCount} nodes are available`
  return `${start}${reasons === '' ? '' : `: ${reasons}`}.${preemption === '' ? '' : ` ${preemption}`}`
}

/** Reasons with their numbers, sorted as texts. */
export function counted(reasons: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort().join(', ')
}
