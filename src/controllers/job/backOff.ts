import type { ContainerStatus } from 'kubernetes-types/core/v1'
import { parseTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'

const BASE_DELAY_MS = 10_000
const MAXIMUM_DELAY_MS = 600_000

/** What a Job has gone through since its last success (`backoff_utils.go`). */
export interface BackOff {
  readonly failures: number
  /** Milliseconds since the Unix epoch; undefined without failures. */
  readonly lastFailureMs: number | undefined
}

export const noFailures: BackOff = { failures: 0, lastFailureMs: undefined }

/** The record after these pods have ended; a failure counts if it came after the last success. */
export function afterPods(known: BackOff, succeeded: readonly Pod[], failed: readonly Pod[]): BackOff {
  const failedAt = failed.map(finishedMs)
  if (succeeded.length > 0) {
    const lastSuccessMs = Math.max(...succeeded.map(finishedMs))
    return countOf(noFailures, failedAt.filter((atMs) => atMs > lastSuccessMs))
  }
  return countOf(known, failedAt)
}

function countOf(known: BackOff, failedAt: readonly number[]): BackOff {
  return failedAt.length === 0 ? known : { failures: known.failures + failedAt.length, lastFailureMs: Math.max(...failedAt) }
}

/** How long no replacement is made yet: 10 s after the last failure, doubling with each, at most 10 min. */
export function remainingMs({ failures, lastFailureMs }: BackOff, nowMs: number): number {
  if (failures === 0 || lastFailureMs === undefined) return 0
  const delayMs = Math.min(BASE_DELAY_MS * 2 ** (failures - 1), MAXIMUM_DELAY_MS)
  return Math.max(0, lastFailureMs + delayMs - nowMs)
}

/** When a pod ended, milliseconds since the Unix epoch: its last container's end, or else when it was no longer ready, or else when it was deleted. */
export function finishedMs(pod: Pod): number {
  const { status, metadata } = pod
  const ofContainers = lastEndMs(pod)
  if (ofContainers !== undefined) return ofContainers
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  if (ready?.status === 'False' && ready.lastTransitionTime) return parseTime(ready.lastTransitionTime)
  if (metadata.deletionTimestamp) return parseTime(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
  return parseTime(metadata.creationTimestamp)
}

/** The end of the last container, sidecars included; undefined if one has not ended, or nothing is known of any. */
function lastEndMs({ spec, status }: Pod): number | undefined {
  const sidecars = new Set((spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name))
  const containers = status.containerStatuses ?? []
  const ends = [...containers, ...(status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))].map(endMs)
  return ends.length === 0 || ends.includes(undefined) ? undefined : Math.max(...(ends as number[]))
}

function endMs({ state }: ContainerStatus): number | undefined {
  return state?.terminated?.finishedAt ? parseTime(state.terminated.finishedAt) : undefined
}
