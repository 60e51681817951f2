import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { sizeOf } from './replicaSets.ts'
import { lowerRevisionFirst } from './revision.ts'

/** A limit of that number is none. */
const NO_LIMIT = 2 ** 31 - 1

/** The old ReplicaSets that are more than the history may hold: those of the lowest revisions, unless they have pods or have not yet seen that they are to have none. */
export function superfluous(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const { revisionHistoryLimit: limit = NO_LIMIT } = deployment.spec
  if (limit === NO_LIMIT) return []
  const alive = old.filter(({ metadata }) => !metadata.deletionTimestamp).sort(lowerRevisionFirst)
  return alive
    .slice(0, Math.max(0, alive.length - limit))
    .filter((set) => (set.status.replicas ?? 0) === 0 && sizeOf(set) === 0 && (set.metadata.generation ?? 0) <= (set.status.observedGeneration ?? 0))
}
