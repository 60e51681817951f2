/** Counting and ordering ReplicaSets. */
import type { ReplicaSet } from '../../kinds/resources.ts'

export type Order = (a: ReplicaSet, b: ReplicaSet) => number

/** How many pods a ReplicaSet is to have. */
export function sizeOf(set: ReplicaSet): number {
  return set.spec.replicas ?? 0
}

export function totalSize(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + sizeOf(set), 0)
}

/** The sum of one of the counts that ReplicaSets report. */
export function totalOf(count: 'replicas' | 'readyReplicas' | 'availableReplicas', sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { status }) => sum + (status[count] ?? 0), 0)
}

/** Those that are to have pods. */
export function active(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return sets.filter((set) => sizeOf(set) > 0)
}

/** By creation, the oldest first, then by name. */
export const olderFirst: Order = ({ metadata: a }, { metadata: b }) => compareText(a.creationTimestamp, b.creationTimestamp) || compareText(a.name, b.name)

export const newerFirst: Order = (a, b) => olderFirst(b, a)

/** By size, the largest first, of equals the older, or the newer. */
export const largerThenOlderFirst: Order = (a, b) => sizeOf(b) - sizeOf(a) || olderFirst(a, b)
export const largerThenNewerFirst: Order = (a, b) => sizeOf(b) - sizeOf(a) || newerFirst(a, b)

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
