import type { DeploymentStatus } from 'kubernetes-types/apps/v1'
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { availability, withCondition } from './conditions.ts'
import { leastAvailable } from './limits.ts'
import { totalOf, totalSize } from './replicaSets.ts'

/** The status that a Deployment with these ReplicaSets has, apart from its progress (`sync.go calculateStatus`). Counts of 0 are left out, as the API does. */
export function statusOf(deployment: Deployment, newest: ReplicaSet | undefined, old: readonly ReplicaSet[], nowMs: number): DeploymentStatus {
  const sets = newest ? [...old, newest] : old
  const available = totalOf('availableReplicas', sets)
  const { conditions = [], collisionCount } = deployment.status
  return assembled({
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: totalOf('replicas', sets),
    updatedReplicas: newest?.status.replicas ?? 0,
    readyReplicas: totalOf('readyReplicas', sets),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalSize(sets) - available),
    conditions: [...withCondition(conditions, availability(available >= leastAvailable(deployment), nowMs))],
    ...(collisionCount === undefined ? {} : { collisionCount }),
  })
}

function assembled(status: DeploymentStatus): DeploymentStatus {
  return Object.fromEntries(Object.entries(status).filter(([key, value]) => value !== 0 || key === 'collisionCount'))
}

/** Whether a rollout is over: all wanted pods are of the newest template and available, there are no others, and the status tells of the present spec. */
export function isComplete({ metadata, spec: { replicas = 0 } }: Deployment, status: DeploymentStatus): boolean {
  const { updatedReplicas = 0, replicas: all = 0, availableReplicas = 0, observedGeneration = 0 } = status
  return updatedReplicas === replicas && all === replicas && availableReplicas === replicas && observedGeneration >= (metadata.generation ?? 0)
}

/** Whether more pods are of the newest template, ready or available than before, or fewer are old. */
export function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const grown = (count: 'updatedReplicas' | 'readyReplicas' | 'availableReplicas'): boolean => (after[count] ?? 0) > (before[count] ?? 0)
  const outdated = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas
  return grown('updatedReplicas') || outdated(after) < outdated(before) || grown('readyReplicas') || grown('availableReplicas')
}
