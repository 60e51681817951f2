import type { Pod } from 'kubernetes-types/core/v1'
import { formatDuration } from '../../base/duration.ts'
import { StatusError } from '../../client/status.ts'
import { Cancellation } from '../cancellation.ts'
import { AggregateFailure, KubectlError, messageOf, throwCollected } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { dryRunOf, dryRunSuffix } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { isSkipped } from './podsToRemove.ts'

/** How `kubectl drain` removes pods: by eviction, which disruption budgets may refuse, or by deletion. */

const RETRY_MS = 5000
const POLL_MS = 1000

const podPath = ({ metadata }: Pod) => `${collectionPath('v1', 'pods', metadata?.namespace)}/${metadata?.name}`
const isStatus = (error: unknown, code: number): error is StatusError => error instanceof StatusError && error.code === code

function deleteOptions(session: Session): JsonObject {
  const grace = session.flags.int('grace-period')
  return { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), ...(dryRunOf(session) === 'server' ? { dryRun: ['All'] } : {}) }
}

async function serverEvicts({ client }: Session): Promise<boolean> {
  const { resources = [] } = await client.get('/api/v1')
  return resources.some(({ name, kind, group, version }: JsonObject) => name === 'pods/eviction' && kind === 'Eviction' && group && version)
}

/** Removes the pods and waits until they are gone. */
export async function removePods(session: Session, pods: readonly Pod[]): Promise<void> {
  if (pods.length === 0) return
  const timeoutMs = session.flags.durationMs('timeout')
  const timer = new Cancellation(session.context.signal)
  const deadline = new Cancellation()
  if (timeoutMs > 0) void session.context.clock.sleep(timeoutMs, timer).then(() => timer.aborted || deadline.abort())
  try {
    if (!session.flags.bool('disable-eviction') && (await serverEvicts(session))) await evictAll(session, pods, deadline)
    else await deleteAll(session, pods, deadline)
  } finally {
    timer.abort()
  }
}

async function evictAll(session: Session, pods: readonly Pod[], deadline: Cancellation): Promise<void> {
  const failures: unknown[] = []
  await Promise.all(
    pods.map(async (pod) => {
      try {
        await evict(session, pod, deadline)
      } catch (error) {
        failures.push(error)
      }
    }),
  )
  if (failures.length > 1) throw new AggregateFailure(failures)
  throwCollected(failures)
}

async function evict(session: Session, pod: Pod, deadline: Cancellation): Promise<void> {
  const { namespace, name } = pod.metadata ?? {}
  for (;;) {
    session.stdout(`evicting pod ${namespace}/${name}${dryRunSuffix(session)}\n`)
    if (deadline.aborted) throw new KubectlError(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${formatDuration(session.flags.durationMs('timeout'))}`)
    try {
      const body = { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name, namespace, creationTimestamp: null }, deleteOptions: deleteOptions(session) }
      await session.client.request('POST', `${podPath(pod)}/eviction`, { body })
      break
    } catch (error) {
      if (isStatus(error, 404)) return
      if (await retries(session, pod, error)) await session.context.clock.sleep(RETRY_MS, session.context.signal)
      else if (isGoing(pod, error)) break
      else throw new KubectlError(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${messageOf(error)}`)
      if (session.context.signal.aborted) return
    }
  }
  if (dryRunOf(session) === 'server') return
  try {
    await untilGone(session, [pod], deadline)
  } catch (error) {
    throw new KubectlError(`error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: ${messageOf(error)}`)
  }
}

const isOfEndingNamespace = (error: unknown) => isStatus(error, 403) && (error.status.details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating')
const isGoing = ({ metadata }: Pod, error: unknown) => metadata?.deletionTimestamp !== undefined && isOfEndingNamespace(error)

/** Whether the server may say yes later: a disruption budget, or a namespace that is ending. */
async function retries(session: Session, pod: Pod, error: unknown): Promise<boolean> {
  const { namespace, name } = pod.metadata ?? {}
  if (isStatus(error, 429)) {
    session.stderr(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${messageOf(error)}\n`)
    return true
  }
  if (!isOfEndingNamespace(error) || isGoing(pod, error)) return false
  session.stderr(`error when evicting pod ${JSON.stringify(name)} from terminating namespace ${JSON.stringify(namespace)} (will retry after 5s): ${messageOf(error)}\n`)
  return true
}

async function deleteAll(session: Session, pods: readonly Pod[], deadline: Cancellation): Promise<void> {
  for (const pod of pods) {
    try {
      await session.client.request('DELETE', podPath(pod), { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...deleteOptions(session) } })
    } catch (error) {
      if (!isStatus(error, 404)) throw error
    }
  }
  if (dryRunOf(session) === 'none') await untilGone(session, pods, deadline)
}

/** Waits until each pod is gone or has been replaced, and says of each that it is. */
async function untilGone(session: Session, pods: readonly Pod[], deadline: Cancellation): Promise<void> {
  const seconds = session.flags.int('skip-wait-for-delete-timeout')
  for (let pending = pods; ; ) {
    const left: Pod[] = []
    for (const pod of pending) {
      const current = await livePod(session, pod)
      if (!current) sayGone(session, pod)
      else if (isSkipped(session, current)) session.stdout(`pod ${JSON.stringify(pod.metadata?.name)} has DeletionTimestamp older than ${seconds} seconds, skipping\n`)
      else left.push(pod)
    }
    pending = left
    if (pending.length === 0 || session.context.signal.aborted) return
    if (deadline.aborted) throw new KubectlError(session.flags.bool('disable-eviction') ? 'timed out waiting for the condition' : `global timeout reached: ${formatDuration(session.flags.durationMs('timeout'))}`)
    await session.context.clock.sleep(POLL_MS, session.context.signal)
  }
}

async function livePod(session: Session, pod: Pod): Promise<Pod | undefined> {
  try {
    const live = (await session.client.get(podPath(pod))) as Pod
    return live.metadata?.uid === pod.metadata?.uid ? live : undefined
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

function sayGone(session: Session, { metadata }: Pod): void {
  session.stdout(`pod/${metadata?.name} ${session.flags.bool('disable-eviction') ? 'deleted' : 'evicted'}\n`)
}
