/** The numbers of revisions, and the annotations by which a Deployment and its ReplicaSets keep them (`deployment_util.go`). */
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { mostReplicas } from './limits.ts'
import { olderFirst, type Order } from './replicaSets.ts'

/** The number of a ReplicaSet's last rollout; on a Deployment, of the present one. */
export const REVISION = 'deployment.kubernetes.io/revision'
/** The earlier numbers of a ReplicaSet that a rollback has made the newest again. */
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
/** How many pods the Deployment wanted when it last scaled the ReplicaSet: if it now wants another number, it is to be scaled. */
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
/** How many pods the Deployment could have had at most at that time; shares are measured by it. */
export const MAXIMUM_REPLICAS = 'deployment.kubernetes.io/max-replicas'

/** What a ReplicaSet does not take over from its Deployment. */
const OWN = new Set(['kubectl.kubernetes.io/last-applied-configuration', REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAXIMUM_REPLICAS, 'deprecated.deployment.rollback.to'])

/** The history of revisions may be that long, in characters; then the oldest numbers are forgotten. */
const LONGEST_HISTORY = 2000

type Annotations = Readonly<Record<string, string>>

/** The revision of a ReplicaSet, 0 if it has none, NaN if it is no number. */
export function revisionOf(set: ReplicaSet): number {
  return numberIn(set.metadata.annotations?.[REVISION] ?? '0')
}

/** The revision that follows on those of these ReplicaSets. */
export function nextRevision(old: readonly ReplicaSet[]): number {
  return Math.max(0, ...old.map(revisionOf).filter((revision) => !Number.isNaN(revision))) + 1
}

/** The lowest revision first; those without a proper one by age. */
export const lowerRevisionFirst: Order = (a, b) => {
  const difference = revisionOf(a) - revisionOf(b)
  return Number.isNaN(difference) || difference === 0 ? olderFirst(a, b) : difference
}

/** A whole number as an annotation holds it; NaN if it is none. */
export function numberIn(text: string | undefined): number {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
}

/**
 * The annotations that the newest ReplicaSet is to have: the Deployment's, and a revision above that of all others. A ReplicaSet that is the newest again remembers its
 * former revision. One whose revision is no number stays as it is.
 */
export function newestAnnotations(deployment: Deployment, known: Annotations, revision: number): Annotations {
  const former = known[REVISION]
  const formerNumber = former ? numberIn(former) : 0
  if (Number.isNaN(formerNumber)) return known
  const next: Record<string, string> = { ...known }
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!OWN.has(key)) next[key] = value
  if (formerNumber >= revision) return next
  next[REVISION] = String(revision)
  if (former !== undefined) next[REVISION_HISTORY] = historyWith(known[REVISION_HISTORY] ?? '', former)
  return next
}

function historyWith(history: string, revision: string): string {
  if (history === '') return revision
  const revisions = history.split(',')
  while (revisions.length > 0 && revisions.join(',').length + 1 + revision.length > LONGEST_HISTORY) revisions.shift()
  return [...revisions, revision].join(',')
}

/** The annotations that tell for which size of the Deployment a ReplicaSet was scaled. */
export function scaleAnnotations(deployment: Deployment): Annotations {
  return { [DESIRED_REPLICAS]: String(deployment.spec.replicas ?? 0), [MAXIMUM_REPLICAS]: String(mostReplicas(deployment)) }
}
