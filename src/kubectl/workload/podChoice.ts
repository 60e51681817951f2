import type { Pod } from 'kubernetes-types/core/v1'
import { Cancellation } from '../cancellation.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import type { Session } from '../session.ts'
import { selectorText } from './selectorText.ts'

/** Which of two pods comes first: negative for the left one. */
export type PodOrder = (left: Pod, right: Pod) => number

/** The selector of the pods that an object stands for (`deploy/web`); throws for kinds that stand for none. */
export function podSelectorOf(object: JsonObject): string {
  const { kind, apiVersion, metadata, spec } = object
  switch (kind) {
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Deployment':
    case 'Job':
      return selectorText(spec?.selector)
    case 'ReplicationController':
      return selectorText({ matchLabels: spec?.selector })
    case 'Service':
      if (Object.keys(spec?.selector ?? {}).length === 0) throw new KubectlError(`invalid service '${metadata?.name}': Service is defined without a selector`)
      return selectorText({ matchLabels: spec.selector })
    default:
      throw new KubectlError(`selector for ${goType({ kind, apiVersion })} not implemented`)
  }
}

/** `*v1.Deployment`: how Go names the type of an object. */
export function goType({ kind, apiVersion }: JsonObject): string {
  return `*${String(apiVersion).split('/').at(-1)}.${kind}`
}

/** The pods of a selector, the best first; when there is none, waits for one to appear. */
export async function podsOfSelector(session: Session, namespace: string, labelSelector: string, order: PodOrder, timeoutMs: number): Promise<Pod[]> {
  const path = collectionPath('v1', 'pods', namespace)
  const list = await session.client.get(path, { labelSelector })
  const pods: Pod[] = (list['items'] ?? []).map((pod: JsonObject) => ({ apiVersion: 'v1', kind: 'Pod', ...pod }))
  if (pods.length > 0) return pods.sort(order)
  return [await nextPod(session, path, labelSelector, list['metadata']?.resourceVersion, timeoutMs)]
}

async function nextPod(session: Session, path: string, labelSelector: string, resourceVersion: string | undefined, timeoutMs: number): Promise<Pod> {
  const stop = new Cancellation(session.context.signal)
  if (timeoutMs > 0) void session.context.clock.sleep(timeoutMs, stop).then(() => stop.abort())
  try {
    for await (const { type, object } of await session.client.watch(path, { labelSelector, resourceVersion, watch: true }, stop)) if (type === 'ADDED' || type === 'MODIFIED') return object as Pod
    throw new KubectlError('timed out waiting for the condition')
  } finally {
    stop.abort()
  }
}

// ---- orders

const flag = (left: boolean, right: boolean) => Number(right) - Number(left)
const PHASE_RANK: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 }
const phaseRank = ({ status }: Pod) => PHASE_RANK[status?.phase ?? ''] ?? 0
const readyCondition = ({ status }: Pod) => status?.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'True')
const isAssigned = ({ spec }: Pod) => Boolean(spec?.nodeName)
const isDeleting = ({ metadata }: Pod) => metadata?.deletionTimestamp !== undefined

/** Earlier times first, unknown ones last. */
function byTime(left: string | undefined, right: string | undefined): number {
  if (!left || !right) return flag(Boolean(left), Boolean(right))
  return Date.parse(left) - Date.parse(right)
}

function restarts({ spec, status }: Pod): { own: number; ofSidecars: number } {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name)
  const most = (list: readonly { restartCount: number }[]) => Math.max(0, ...list.map(({ restartCount }) => restartCount))
  return { own: most(status?.containerStatuses ?? []), ofSidecars: most((status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.includes(name))) }
}

function byRestarts(left: Pod, right: Pod): number {
  const [ofLeft, ofRight] = [restarts(left), restarts(right)]
  return ofRight.own - ofLeft.own || ofRight.ofSidecars - ofLeft.ofSidecars
}

const readyTime = (left: Pod, right: Pod) => (readyCondition(left) && readyCondition(right) ? byTime(readyCondition(left)?.lastTransitionTime, readyCondition(right)?.lastTransitionTime) : 0)
const creation = (left: Pod, right: Pod) => byTime(left.metadata?.creationTimestamp, right.metadata?.creationTimestamp)
const standing = (left: Pod, right: Pod) => flag(isAssigned(left), isAssigned(right)) || phaseRank(left) - phaseRank(right) || flag(Boolean(readyCondition(left)), Boolean(readyCondition(right)))

/** The pod whose logs tell most: it runs, is ready for longest, has restarted most often (kubectl's ByLogging). */
export const forLogs: PodOrder = (left, right) => standing(left, right) || readyTime(left, right) || byRestarts(left, right) || creation(left, right)

/** The pod that is most alive: the one that a controller would delete last (the reverse of kubectl's ActivePods). */
export const forCommands: PodOrder = (left, right) =>
  standing(left, right) || flag(isDeleting(right), isDeleting(left)) || -byTime(left.metadata?.deletionTimestamp, right.metadata?.deletionTimestamp) || readyTime(left, right) || -byRestarts(left, right) || creation(left, right)
