import type { PersistentVolumeClaim } from '../kinds/resources.ts'
import type { NodeInfo } from './nodeInfo.ts'
import type { PodInfo } from './podInfo.ts'
import type { Snapshot } from './snapshot.ts'

/** Why a node cannot take a pod. */
export interface Refusal {
  /** The plugin that refused. */
  readonly plugin: string
  /** As counted in FailedScheduling: `Insufficient cpu`. One node may give several. */
  readonly reasons: readonly string[]
  /** Whether the end of other pods could change it; if not, preemption is not helpful. */
  readonly resolvable: boolean
}

/** What happened in the cluster that may let a refused pod fit: the kinds of events of the scheduler's queueing hints. */
export type ClusterEvent =
  | { readonly kind: 'node added'; readonly node: NodeInfo }
  | { readonly kind: 'node changed'; readonly node: NodeInfo; readonly what: readonly ('allocatable' | 'labels' | 'taints' | 'unschedulable')[] }
  | { readonly kind: 'pod gone'; readonly pod: PodInfo }
  | { readonly kind: 'pod assigned'; readonly pod: PodInfo }
  | { readonly kind: 'pod changed'; readonly pod: PodInfo }
  /** A volume, a class, or this claim has come or changed. */
  | { readonly kind: 'volumes'; readonly claim?: PersistentVolumeClaim }

/** Shared by the plugins during one attempt to place one pod: what was computed before the first node is looked at. */
export type CycleState = Map<string, unknown>

/** One plugin: one file in `plugins/`, listed in `registry.ts` in the order in which the real scheduler runs them. */
export interface Plugin {
  /** As in kube-scheduler: `NodeResourcesFit`. */
  readonly name: string
  /** Looks at the pod and all nodes once. A refusal here holds for every node and has no count. */
  preFilter?(pod: PodInfo, snapshot: Snapshot, state: CycleState): Refusal | undefined
  filter?(pod: PodInfo, node: NodeInfo, state: CycleState): Refusal | undefined
  /** Looks at the pod and the nodes that remain, before scoring. False: this plugin has nothing to say. */
  preScore?(pod: PodInfo, nodes: readonly NodeInfo[], snapshot: Snapshot, state: CycleState): boolean
  /** How well a node suits the pod; any range, see `normalize`. */
  score?(pod: PodInfo, node: NodeInfo, state: CycleState): number
  /** Brings the scores of all nodes into 0–100. */
  normalize?(scores: number[], nodes: readonly NodeInfo[], state: CycleState): void
  /** The plugin's weight among the scores. */
  readonly weight?: number
  /** Whether an event may let a pod that this plugin refused fit (its queueing hint). */
  retryOn?(event: ClusterEvent, pod: PodInfo): boolean
}

export const MAXIMUM_SCORE = 100

/** Scales scores so that the highest is 100, or with `reverse` 0 (`helper.DefaultNormalizeScore`). */
export function normalizeByMaximum(scores: number[], reverse: boolean): void {
  let highest = 0
  for (const score of scores) highest = Math.max(highest, score)
  for (let i = 0; i < scores.length; i++) {
    const scaled = highest === 0 ? 0 : Math.floor((MAXIMUM_SCORE * (scores[i] as number)) / highest)
    scores[i] = reverse ? MAXIMUM_SCORE - scaled : scaled
  }
}

