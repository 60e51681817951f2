import type { Deployment } from '../../kinds/resources.ts'

/** How far a rolling update may leave the wanted number of pods. */
export interface Limits {
  /** How many pods more than wanted. */
  readonly surge: number
  /** How many available pods fewer than wanted. */
  readonly unavailable: number
}

/**
 * The limits of a Deployment in pods: a percentage of surge is rounded up, one of unavailable pods down, and if both come to nothing one pod may be unavailable, or the
 * update could not begin. Only rolling updates have limits (`deployment_util.go ResolveFenceposts, MaxSurge, MaxUnavailable`).
 */
export function limitsOf({ spec: { replicas = 0, strategy } }: Deployment): Limits {
  if (strategy?.type !== 'RollingUpdate') return { surge: 0, unavailable: 0 }
  const { maxSurge = 0, maxUnavailable = 0 } = strategy.rollingUpdate ?? {}
  const surge = countOf(maxSurge, replicas, Math.ceil)
  const unavailable = countOf(maxUnavailable, replicas, Math.floor)
  return { surge, unavailable: Math.min(surge === 0 && unavailable === 0 ? 1 : unavailable, replicas) }
}

/** The greatest number of pods that may exist at once, which ReplicaSets are annotated with. */
export function mostReplicas(deployment: Deployment): number {
  return (deployment.spec.replicas ?? 0) + limitsOf(deployment).surge
}

/** How many pods must be available for the Deployment to be. */
export function leastAvailable(deployment: Deployment): number {
  return (deployment.spec.replicas ?? 0) - limitsOf(deployment).unavailable
}

function countOf(value: number | string, total: number, round: (count: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * total) / 100)
}
