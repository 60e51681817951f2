import type { Pod, ReplicaSet } from '../../kinds/resources.ts'
import { controllerOf } from '../runtime/ownership.ts'
import { totalOf } from './replicaSets.ts'

/**
 * Whether pods of earlier templates still run, so that none of the newest may be made. A pod that is being deleted runs until it is gone (`recreate.go oldPodsRunning`).
 * @param pods the pods of all ReplicaSets of the Deployment.
 */
export function oldPodsRun(newest: ReplicaSet | undefined, old: readonly ReplicaSet[], pods: readonly Pod[]): boolean {
  if (totalOf('replicas', old) > 0) return true
  return pods.some((pod) => controllerOf(pod)?.uid !== newest?.metadata.uid && pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded')
}
