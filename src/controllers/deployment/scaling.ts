/** What follows when a Deployment is to have another number of pods, also in the middle of an update (`sync.go scale`). */
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { mostReplicas } from './limits.ts'
import { active, largerThenNewerFirst, largerThenOlderFirst, newerFirst, sizeOf, totalSize } from './replicaSets.ts'
import { DESIRED_REPLICAS, MAXIMUM_REPLICAS, numberIn } from './revision.ts'
import type { Scaling } from './rolling.ts'

/** Whether a ReplicaSet was last scaled for another size of the Deployment than it now has. */
export function isScalingEvent(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return active(sets).some((set) => {
    const desired = numberIn(set.metadata.annotations?.[DESIRED_REPLICAS])
    return !Number.isNaN(desired) && desired !== deployment.spec.replicas
  })
}

/** The sizes that ReplicaSets get, in the order of the writes; one may keep its size and only be annotated anew. */
export function scalingsFor(deployment: Deployment, newest: ReplicaSet | undefined, old: readonly ReplicaSet[]): Scaling[] {
  const { replicas = 0, strategy } = deployment.spec
  const former = [...old].sort(newerFirst)
  const sets = active(newest ? [...former, newest] : former)
  if (sets.length <= 1) {
    const only = sets[0] ?? newest ?? former[0]
    return only && sizeOf(only) !== replicas ? [{ set: only, size: replicas }] : []
  }
  if (newest && isSaturated(deployment, newest)) return active(former).map((set) => ({ set, size: 0 }))
  return strategy?.type === 'RollingUpdate' ? proportionally(deployment, sets) : []
}

/** Whether the newest ReplicaSet has all the pods that the Deployment wants, and all are available. */
function isSaturated(deployment: Deployment, { metadata, spec, status }: ReplicaSet): boolean {
  const { replicas = 0 } = deployment.spec
  return spec.replicas === replicas && numberIn(metadata.annotations?.[DESIRED_REPLICAS]) === replicas && (status.availableReplicas ?? 0) === replicas
}

/** Spreads what is added or taken over all ReplicaSets by their sizes; the largest gets what is left over. */
function proportionally(deployment: Deployment, sets: readonly ReplicaSet[]): Scaling[] {
  const allowed = deployment.spec.replicas ? mostReplicas(deployment) : 0
  const toAdd = allowed - totalSize(sets)
  if (toAdd === 0) return sets.map((set) => ({ set, size: sizeOf(set) }))
  const sorted = [...sets].sort(toAdd > 0 ? largerThenNewerFirst : largerThenOlderFirst)
  let added = 0
  const scalings = sorted.map((set) => {
    const share = shareOf(deployment, set, toAdd - added)
    added += share
    return { set, size: sizeOf(set) + share }
  })
  return scalings.map(({ set, size }, index) => ({ set, size: index === 0 ? Math.max(0, size + toAdd - added) : size }))
}

/** How many pods a ReplicaSet gets, or loses if negative, of those that are left to spread. */
function shareOf(deployment: Deployment, set: ReplicaSet, left: number): number {
  if (left === 0) return 0
  const fraction = fractionOf(deployment, set)
  return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left)
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const size = sizeOf(set)
  if (!deployment.spec.replicas) return -size
  const before = numberIn(set.metadata.annotations?.[MAXIMUM_REPLICAS]) || (deployment.status.replicas ?? 0)
  return before === 0 ? 0 : Math.round((size * mostReplicas(deployment)) / before) - size
}
