/** How a rolling update goes on (`rolling.go`, `deployment_util.go NewRSNewReplicas`). */
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { leastAvailable, mostReplicas } from './limits.ts'
import { active, olderFirst, sizeOf, totalOf, totalSize } from './replicaSets.ts'

/** A ReplicaSet and the size that it is to have. */
export interface Scaling {
  readonly set: ReplicaSet
  readonly size: number
}

/**
 * The size that the newest ReplicaSet may have beside the others: what is wanted as far as the surge allows, and not less than it has unless that is too much. With the
 * strategy Recreate, all that is wanted.
 * @param size what it has; 0 if it is yet to be made.
 */
export function sizeOfNewest(deployment: Deployment, size: number, old: readonly ReplicaSet[]): number {
  const { replicas = 0, strategy } = deployment.spec
  if (strategy?.type === 'Recreate' || size >= replicas) return replicas
  const room = mostReplicas(deployment) - size - totalSize(old)
  return room <= 0 ? size : size + Math.min(room, replicas - size)
}

/**
 * How the old ReplicaSets shrink, in the order of the writes: first pods that are not available anyway, then others as far as enough are left. Pods of the newest that are
 * not yet available count as if they were to be waited for. A ReplicaSet may be in it twice. Nothing shrinks on the word of one that still tells of more available pods than
 * it is to have: it was scaled down a moment ago, and its count is old.
 */
export function shrinkOld(deployment: Deployment, newest: ReplicaSet, old: readonly ReplicaSet[]): Scaling[] {
  const sets = active(old).sort(olderFirst)
  const least = leastAvailable(deployment)
  const waitedFor = sizeOf(newest) - availableIn(newest)
  const spare = totalSize(sets) + sizeOf(newest) - least - waitedFor
  if (sets.length === 0 || spare <= 0) return []
  const sizes = new Map(sets.map((set) => [set, sizeOf(set)]))
  const unhealthy = shrink(sets, sizes, spare, (set, size) => size - availableIn(set))
  if (unhealthy.outdated) return unhealthy.scalings
  const available = totalOf('availableReplicas', [...sets, newest])
  return [...unhealthy.scalings, ...shrink(sets, sizes, available - least, (_, size) => size).scalings]
}

function availableIn({ status }: ReplicaSet): number {
  return status.availableReplicas ?? 0
}

/** Takes pods from one ReplicaSet after the other, from each at most what `excess` says, until so many are taken or one is found outdated. */
function shrink(
  sets: readonly ReplicaSet[],
  sizes: Map<ReplicaSet, number>,
  count: number,
  excess: (set: ReplicaSet, size: number) => number,
): { scalings: Scaling[]; outdated: boolean } {
  const scalings: Scaling[] = []
  let left = count
  for (const set of sets) {
    if (left <= 0) break
    const before = sizes.get(set) as number
    const taken = Math.min(left, excess(set, before))
    if (taken < 0) return { scalings, outdated: true }
    if (taken === 0) continue
    left -= taken
    sizes.set(set, before - taken)
    scalings.push({ set, size: before - taken })
  }
  return { scalings, outdated: false }
}
