import type { Pod } from 'kubernetes-types/core/v1'
import { StatusError } from '../../client/status.ts'
import { AggregateFailure, KubectlError, messageOf } from '../errors.ts'
import { collectionPath } from '../paths.ts'
import type { Session } from '../session.ts'

/** Which pods of a node `kubectl drain` removes, and which keep it from going on. */

type Verdict = { readonly removes: boolean; readonly warning?: string; readonly error?: string }

const REMOVE: Verdict = { removes: true }
const LEAVE: Verdict = { removes: false }
const refuse = (error: string): Verdict => ({ removes: false, error })

const hasFinished = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed'
const controllerOf = ({ metadata }: Pod) => metadata?.ownerReferences?.find(({ controller }) => controller)

/** A pod that has been going for longer than `--skip-wait-for-delete-timeout` is not waited for. */
export function isSkipped(session: Session, { metadata }: Pod): boolean {
  const seconds = session.flags.int('skip-wait-for-delete-timeout')
  const since = metadata?.deletionTimestamp
  return seconds > 0 && since !== undefined && Math.floor((session.nowMs - Date.parse(String(since))) / 1000) > seconds
}

async function ofDaemonSet(session: Session, pod: Pod): Promise<Verdict> {
  const controller = controllerOf(pod)
  if (controller?.kind !== 'DaemonSet' || hasFinished(pod)) return REMOVE
  try {
    await session.client.get(`${collectionPath('apps/v1', 'daemonsets', pod.metadata?.namespace)}/${controller.name}`)
  } catch (error) {
    if (error instanceof StatusError && error.code === 404 && session.flags.bool('force')) return { removes: true, warning: messageOf(error) }
    return refuse(messageOf(error))
  }
  return session.flags.bool('ignore-daemonsets') ? { removes: false, warning: 'ignoring DaemonSet-managed Pods' } : refuse('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)')
}

function withLocalStorage(session: Session, pod: Pod): Verdict {
  if (!pod.spec?.volumes?.some(({ emptyDir }) => emptyDir) || hasFinished(pod)) return REMOVE
  return session.flags.bool('delete-emptydir-data') ? { removes: true, warning: 'deleting Pods with local storage' } : refuse('Pods with local storage (use --delete-emptydir-data to override)')
}

function withoutController(session: Session, pod: Pod): Verdict {
  if (hasFinished(pod) || controllerOf(pod)) return REMOVE
  return session.flags.bool('force') ? { removes: true, warning: 'deleting Pods that declare no controller' } : refuse('cannot delete Pods that declare no controller (use --force to override)')
}

/** The first rule that keeps the pod decides; otherwise the last one does. */
async function judge(session: Session, pod: Pod): Promise<Verdict> {
  const isMirror = pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined
  const rules = [() => (isSkipped(session, pod) ? LEAVE : REMOVE), () => ofDaemonSet(session, pod), () => (isMirror ? LEAVE : REMOVE), () => withLocalStorage(session, pod), () => withoutController(session, pod)]
  let verdict = REMOVE
  for (const rule of rules) {
    verdict = await rule()
    if (!verdict.removes) break
  }
  return verdict
}

/** `cause: namespace/name, namespace/name`, by cause. */
function byCause(entries: readonly (readonly [string, Pod])[]): [string, string][] {
  const grouped = new Map<string, string[]>()
  for (const [cause, { metadata }] of entries) grouped.set(cause, [...(grouped.get(cause) ?? []), `${metadata?.namespace}/${metadata?.name}`])
  return [...grouped].map(([cause, pods]) => [cause, pods.join(', ')])
}

export interface PodsToRemove {
  readonly pods: readonly Pod[]
  /** Empty, or what to know about them. */
  readonly warning: string
}

/** The pods of a node that go. Throws when some may not. */
export async function podsToRemove(session: Session, node: string): Promise<PodsToRemove> {
  const { flags } = session
  const query = { labelSelector: flags.string('pod-selector') || undefined, fieldSelector: `spec.nodeName=${node}`, limit: flags.int('chunk-size') || undefined }
  const found: Pod[] = []
  for (let next: string | undefined; ; ) {
    const page = await session.client.get('/api/v1/pods', { ...query, continue: next })
    found.push(...((page['items'] ?? []) as Pod[]))
    next = page['metadata']?.continue || undefined
    if (!next) break
  }
  const judged: { pod: Pod; verdict: Verdict }[] = []
  for (const pod of found) judged.push({ pod, verdict: await judge(session, pod) })
  const errors = byCause(judged.flatMap(({ pod, verdict }) => (verdict.error === undefined ? [] : [[verdict.error, pod] as const])))
  if (errors.length > 0) throw new AggregateFailure(errors.map(([cause, pods]) => new KubectlError(`cannot delete ${cause}: ${pods}`)))
  const warnings = byCause(judged.flatMap(({ pod, verdict }) => (verdict.warning === undefined ? [] : [[verdict.warning, pod] as const])))
  return { pods: judged.filter(({ verdict }) => verdict.removes).map(({ pod }) => pod), warning: warnings.map(([cause, pods]) => `${cause}: ${pods}`).join('; ') }
}
