import { parseTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'
import { isReady, readySinceMs } from './pods.ts'

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/**
 * Active pods, those first that are missed least (`controller_utils.go ActivePods`): without a machine, pending, not ready, ready for a shorter time, restarted more often, younger.
 * Equals keep their order.
 */
export function inRemovalOrder(pods: readonly Pod[]): Pod[] {
  const ranks = new Map(pods.map((pod) => [pod, rankOf(pod)]))
  return [...pods].sort((a, b) => compare(ranks.get(a) ?? [], ranks.get(b) ?? []))
}

/** Numbers of which the lower goes first, the first that differs deciding. */
function rankOf(pod: Pod): number[] {
  const { spec, status, metadata } = pod
  const ready = isReady(pod)
  const restarts = Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount))
  return [spec.nodeName ? 1 : 0, PHASES[status.phase ?? ''] ?? 0, ready ? 1 : 0, ready ? -(readySinceMs(pod) ?? Number.POSITIVE_INFINITY) : 0, -restarts, -parseTime(metadata.creationTimestamp)]
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, index) => number !== b[index])
  return at < 0 ? 0 : (a[at] as number) < (b[at] as number) ? -1 : 1
}
