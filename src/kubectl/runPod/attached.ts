import type { Pod } from 'kubernetes-types/core/v1'
import { ConnectionError, StatusError } from '../../client/status.ts'
import type { Target } from '../builder.ts'
import { dryRunSuffix } from '../printers/objectPrinter.ts'
import { ExitError, KubectlError, messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { runRemoteCommand, terminalOf } from '../remoteCommand.ts'
import type { Session } from '../session.ts'
import { followObject } from '../watching.ts'

/** What `kubectl run` does with a pod that it attaches to: wait for it, connect, and end as its container ended. */

const hasEnded = (pod: Pod) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
const isReady = (pod: Pod) => pod.status?.phase === 'Running' && (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')

/** Follows the pod until a condition holds. Throws when it is deleted or the time is up. */
async function podWhen(session: Session, target: Target, condition: (pod: Pod) => boolean): Promise<Pod> {
  let found: Pod | undefined
  const check = (object: JsonObject | undefined) => {
    if (object && condition(object as Pod)) found = object as Pod
    return found !== undefined
  }
  const done = await followObject(session, target, session.flags.durationMs('pod-running-timeout'), check, ({ type, object }) => {
    if (type === 'DELETED') throw new StatusError({ status: 'Failure', reason: 'NotFound', code: 404, message: 'pods "" not found' })
    return check(object)
  })
  if (done && found) return found
  if (session.context.signal.aborted) throw new ExitError(1)
  throw new KubectlError('timed out waiting for the condition')
}

const podPath = ({ metadata }: Pod, subresource: string) => `${collectionPath('v1', 'pods', metadata?.namespace)}/${metadata?.name}/${subresource}`

async function showLogs(session: Session, pod: Pod): Promise<void> {
  const container = pod.spec?.containers[0]?.name
  for await (const piece of session.client.stream(podPath(pod, 'log'), { query: { container } }, session.context.signal)) session.stdout(piece)
}

async function attachTo(session: Session, pod: Pod): Promise<void> {
  const { flags } = session
  const quiet = flags.bool('quiet')
  const container = pod.spec?.containers[0]?.name
  const { stdin, tty } = terminalOf(session, { stdin: flags.bool('stdin'), tty: flags.bool('tty') }, quiet)
  if (!quiet) session.stderr("If you don't see a command prompt, try pressing enter.\n")
  await runRemoteCommand(session, { path: podPath(pod, 'attach'), query: { container, stderr: tty ? undefined : true, stdin: stdin || undefined, stdout: true, tty: tty || undefined }, stdin, tty })
  if (!quiet && stdin && tty && pod.spec?.restartPolicy === 'Always') session.stdout(`Session ended, resume using 'kubectl attach ${pod.metadata?.name} -c ${container} -i -t' command when the pod is running\n`)
}

/** Attaches to the pod once it runs, then ends with its exit code where the restart policy lets it end. */
export async function followPod(session: Session, target: Target, restartPolicy: string): Promise<void> {
  const pod = await podWhen(session, target, (each) => hasEnded(each) || isReady(each))
  if (hasEnded(pod)) await showLogs(session, pod)
  else {
    try {
      await attachTo(session, pod)
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError || error instanceof KubectlError)) throw error
      session.stderr(`warning: couldn't attach to pod/${target.name}, falling back to streaming logs: ${messageOf(error)}\n`)
      await showLogs(session, pod)
    }
  }
  if (session.flags.bool('leave-stdin-open') || restartPolicy === 'Always') return
  requireSuccess(await podWhen(session, target, (each) => (restartPolicy === 'OnFailure' ? each.status?.phase === 'Succeeded' : hasEnded(each))))
}

function requireSuccess(pod: Pod): void {
  const { namespace, name } = pod.metadata ?? {}
  if (pod.status?.phase === 'Succeeded') return
  const terminated = pod.status?.containerStatuses?.[0]?.state?.terminated
  if (!terminated || terminated.exitCode === 0) throw new KubectlError(`pod ${namespace}/${name} failed with unknown exit code`)
  throw new PodFailed(`pod ${namespace}/${name} terminated (${terminated.reason ?? ''})\n${terminated.message ?? ''}`, terminated.exitCode)
}

/** The pod's container ended with a code, which is that of the command too. */
class PodFailed extends ExitError {
  readonly text: string

  constructor(text: string, code: number) {
    super(code)
    this.text = text
  }
}

/** Runs a step, removes the objects (`--rm`) whatever came of it, then says how the pod failed. */
export async function removingAfterwards(session: Session, created: readonly Target[], step: () => Promise<void>): Promise<void> {
  let failure: unknown
  try {
    await step()
  } catch (error) {
    failure = error
  }
  if (session.flags.bool('rm')) for (const target of created) await remove(session, target)
  if (failure instanceof PodFailed) session.stderr(`${failure.text.replace(/\n$/, '')}\n`)
  if (failure !== undefined) throw failure
}

async function remove(session: Session, { mapping, namespace, name }: Target): Promise<void> {
  const { flags } = session
  const grace = flags.bool('force') && flags.int('grace-period') < 0 ? 0 : flags.int('grace-period')
  if (grace === 0) session.warn('Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.')
  try {
    await session.client.request('DELETE', `${collectionPath(mapping.version, mapping.resource, namespace)}/${name}`, { body: { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy: 'Background' } })
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return
    throw error
  }
  if (!flags.bool('quiet')) session.stdout(`${mapping.kind.toLowerCase()} ${JSON.stringify(name)} ${grace === 0 ? 'force deleted' : 'deleted'}${dryRunSuffix(session)}\n`)
}
