import { parseTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'

export function isActive(pod: Pod): boolean {
  return pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed' && !pod.metadata.deletionTimestamp
}

export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

/** When the condition Ready last changed, milliseconds since the Unix epoch; undefined if it never did. */
export function readySinceMs(pod: Pod): number | undefined {
  const time = pod.status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime
  return time ? parseTime(time) : undefined
}

/** Whether a pod has been ready for long enough. */
export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isReady(pod)) return false
  if (minReadySeconds === 0) return true
  const since = readySinceMs(pod)
  return since !== undefined && since + minReadySeconds * 1000 <= nowMs
}
