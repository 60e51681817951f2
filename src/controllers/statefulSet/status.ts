import type { StatefulSetStatus } from 'kubernetes-types/apps/v1'
import type { StatefulSet } from '../../kinds/resources.ts'
import { isCreated, isRunningAndReady, isTerminating, revisionOf, type Replica } from './identity.ts'

export interface Counts {
  readonly replicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
  /** Those of the current revision that are not going. */
  readonly currentReplicas: number
  /** Those of the revision of the template that are not going. */
  readonly updatedReplicas: number
}

/** @param current the name of the current revision, `update` that of the template's. */
export function countsOf(pods: readonly Replica[], current: string, update: string, isAvailable: (pod: Replica) => boolean): Counts {
  const count = (fits: (pod: Replica) => boolean): number => pods.filter(fits).length
  const stays = (pod: Replica): boolean => isCreated(pod) && !isTerminating(pod)
  return {
    replicas: count(isCreated),
    readyReplicas: count(isRunningAndReady),
    availableReplicas: count((pod) => isRunningAndReady(pod) && isAvailable(pod)),
    currentReplicas: count((pod) => stays(pod) && revisionOf(pod) === current),
    updatedReplicas: count((pod) => stays(pod) && revisionOf(pod) === update),
  }
}

/** When all pods are of the new revision and ready, it is the current one. */
export function completed({ spec }: StatefulSet, status: StatefulSetStatus): StatefulSetStatus {
  const { replicas = 0 } = spec
  const done = spec.updateStrategy?.type === 'RollingUpdate' && [status.updatedReplicas, status.readyReplicas, status.replicas].every((count) => count === replicas)
  return done ? { ...status, currentReplicas: status.updatedReplicas ?? 0, currentRevision: status.updateRevision ?? '' } : status
}

const COMPARED = ['replicas', 'currentReplicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas'] as const

export function differs({ status: known }: StatefulSet, next: StatefulSetStatus): boolean {
  if ((next.observedGeneration ?? 0) > (known.observedGeneration ?? 0)) return true
  if (next.currentRevision !== known.currentRevision || next.updateRevision !== known.updateRevision) return true
  return COMPARED.some((count) => (next[count] ?? 0) !== (known[count] ?? 0))
}
