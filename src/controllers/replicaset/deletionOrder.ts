import { parseTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'
import { isReady, readySinceMs } from '../runtime/pods.ts'

/** What a pod's deletion costs, as its owner sees it: a whole number of 32 bits. */
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/**
 * The pods that go first when there are too many (`controller_utils.go ActivePodsWithRanks`): those without a machine, Pending ones, not ready ones, cheap ones, those that share their
 * machine with more of their kin, those ready for a shorter time, restarted ones, young ones. Ages are compared by powers of two; of those of one class, and of equals, the order
 * of their uids decides.
 * @param crowd how many active pods of the same kin are on a machine.
 */
export function inDeletionOrder(pods: readonly Pod[], crowd: ReadonlyMap<string, number>, nowMs: number): Pod[] {
  const ranked = new Map(pods.map((pod) => [pod, rankOf(pod, crowd)]))
  return [...pods].sort((a, b) => compare(ranked.get(a) as Rank, ranked.get(b) as Rank, nowMs))
}

interface Rank {
  readonly uid: string
  /** Numbers of which the lower goes first, the first that differs deciding. */
  readonly first: readonly number[]
  /** Milliseconds since the Unix epoch; only if it is ready. */
  readonly readySince: number | undefined
  readonly restarts: readonly number[]
  readonly createdAt: number
}

function rankOf(pod: Pod, crowd: ReadonlyMap<string, number>): Rank {
  const { spec, status, metadata } = pod
  const ready = isReady(pod)
  return {
    uid: metadata.uid,
    first: [spec.nodeName ? 1 : 0, PHASES[status.phase ?? ''] ?? 0, ready ? 1 : 0, deletionCost(pod), -(crowd.get(spec.nodeName ?? '') ?? 0)],
    readySince: ready ? readySinceMs(pod) : undefined,
    restarts: restartsOf(pod),
    createdAt: parseTime(metadata.creationTimestamp),
  }
}

function compare(a: Rank, b: Rank, nowMs: number): number {
  return compareNumbers(a.first, b.first) || compareAges(a, b, 'readySince', nowMs) || compareNumbers(b.restarts, a.restarts) || compareAges(a, b, 'createdAt', nowMs) || compareUids(a, b)
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, index) => number !== b[index])
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number)
}

function compareAges(a: Rank, b: Rank, since: 'readySince' | 'createdAt', nowMs: number): number {
  const left = a[since]
  const right = b[since]
  if (left === right || left === undefined || right === undefined) return 0
  return ageClass(left, nowMs) - ageClass(right, nowMs) || compareUids(a, b)
}

function compareUids(a: Rank, b: Rank): number {
  return a.uid < b.uid ? -1 : 1
}

/** Ages in classes that double (LogarithmicScaleDown): who is in the same class is equally old. The younger class is the lower. */
function ageClass(sinceMs: number, nowMs: number): number {
  const nanoseconds = (nowMs - sinceMs) * 1e6
  return nanoseconds <= 0 ? -1 : Math.floor(Math.log2(nanoseconds))
}

/** An annotation that is no proper number costs nothing. */
function deletionCost({ metadata }: Pod): number {
  const text = metadata.annotations?.[DELETION_COST] ?? ''
  const cost = /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0
  return Math.abs(cost) < 2 ** 31 || cost === -(2 ** 31) ? cost : 0
}

/** The most restarts among the containers, and among the sidecars. */
function restartsOf({ spec, status }: Pod): [number, number] {
  const sidecars = new Set((spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name))
  const most = (counts: readonly { restartCount: number }[]): number => Math.max(0, ...counts.map(({ restartCount }) => restartCount))
  return [most(status.containerStatuses ?? []), most((status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)))]
}
