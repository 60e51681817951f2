import { parseTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'
import { isReady, readySinceMs } from '../runtime/pods.ts'

/**
 * The pods that go first when there are too many (`controller_utils.go ActivePodsWithRanks`): those without a machine, Pending ones, not ready ones, cheap ones, those that share their
 * machine with more of their kin, those ready for a shorter time (by powers of two), restarted ones, young ones. Of equals by uid.
 * @param crowd how many active pods of the same kin are on a machine.
 */
export function inDeletionOrder(pods: readonly Pod[], crowd: ReadonlyMap<string, number>, nowMs: number): Pod[] {
  const rank = new Map(pods.map((pod) => [pod, ranks(pod, crowd, nowMs)]))
  return [...pods].sort((a, b) => {
    const left = rank.get(a) as readonly number[]
    const right = rank.get(b) as readonly number[]
    for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return (left[i] as number) - (right[i] as number)
    return a.metadata.uid < b.metadata.uid ? -1 : 1
  })
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

function ranks(pod: Pod, crowd: ReadonlyMap<string, number>, nowMs: number): number[] {
  const { spec, status, metadata } = pod
  const ready = isReady(pod)
  const restarts = Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount))
  return [
    spec.nodeName ? 1 : 0,
    PHASES[status.phase ?? ''] ?? 0,
    ready ? 1 : 0,
    Number(metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0),
    -(crowd.get(spec.nodeName ?? '') ?? 0),
    ready ? ageClass(readySinceMs(pod), nowMs) : 0,
    -restarts,
    ageClass(parseTime(metadata.creationTimestamp), nowMs),
  ]
}

/** Ages in classes that double (LogarithmicScaleDown): who is in the same class is equally old. The younger class is the lower. */
function ageClass(sinceMs: number | undefined, nowMs: number): number {
  if (sinceMs === undefined) return -1
  const nanoseconds = (nowMs - sinceMs) * 1e6
  return nanoseconds <= 0 ? -1 : Math.floor(Math.log2(nanoseconds))
}
