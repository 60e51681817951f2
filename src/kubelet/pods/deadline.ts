import type { PodStatus } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import { parseTime } from '../../base/time.ts'

/** When a pod's `activeDeadlineSeconds` is over, milliseconds since the Unix epoch; undefined if it has none or has not begun. */
export function deadlineMs(pod: Pod, status: PodStatus): number | undefined {
  const { activeDeadlineSeconds } = pod.spec
  if (activeDeadlineSeconds === undefined || !status.startTime) return undefined
  return parseTime(status.startTime) + 1000 * activeDeadlineSeconds
}

/** Why a pod must end because its time is over. */
export function deadlineFailure(pod: Pod, status: PodStatus, nowMs: number): { readonly reason: string; readonly message: string } | undefined {
  const overMs = deadlineMs(pod, status)
  if (overMs === undefined || nowMs < overMs) return undefined
  return { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }
}
