import { StatusError } from '../../client/status.ts'
import { itemsOf, listObjects, NOTHING_NAMED, selectArguments, type Target, targetOf, targetPath, visitFiles } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { groupResource } from '../discovery.ts'
import { KubectlError, throwCollected, UsageError, withSource } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { dryRunOf, dryRunSuffix, namePrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_FLAG, ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, FIELD_SELECTOR_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../sharedFlags.ts'
import { followObject } from '../watching.ts'

export const deleteCommand: Command = {
  name: 'delete',
  group: 'Basic Commands (Intermediate)',
  use: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  long: 'Delete resources by file names, stdin, resources and names, or by resources and label selector.\n\n Pods end gracefully: they get their grace period, which --grace-period changes and --now sets to one second. --force removes an object at once, whether or not its containers have ended.',
  examples: [
    { what: 'Delete what a file describes', command: 'kubectl delete -f pod.yaml' },
    { what: 'Delete a pod with little delay', command: 'kubectl delete pod web --now' },
    { what: 'Delete all pods of a label', command: 'kubectl delete pods -l app=web' },
    { what: 'Delete a deployment and leave its pods', command: 'kubectl delete deployment web --cascade=orphan' },
  ],
  flags: [
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    { name: 'cascade', kind: 'string', default: 'background', bare: 'background', completes: ['background', 'orphan', 'foreground'], usage: 'Must be "background", "orphan", or "foreground": what happens to the dependents, such as the pods of a deployment.' },
    DRY_RUN_FLAG,
    FIELD_SELECTOR_FLAG,
    ...FILE_FLAGS,
    { name: 'force', kind: 'bool', usage: 'Remove objects at once, without waiting for them to end gracefully.' },
    { name: 'grace-period', kind: 'int', default: '-1', usage: 'Seconds given to end gracefully; negative leaves the default, 0 needs --force.' },
    { name: 'ignore-not-found', kind: 'bool', usage: 'Treat a missing object as deleted.' },
    { name: 'now', kind: 'bool', usage: 'Give a grace period of one second.' },
    { name: 'output', short: 'o', kind: 'string', completes: ['name'], usage: 'Output mode. Use "-o name" for shorter output (resource/name).' },
    { name: 'raw', kind: 'string', usage: 'Path to DELETE on the server.' },
    SELECTOR_FLAG,
    { name: 'timeout', kind: 'duration', usage: 'How long to wait for the deletion, zero means as long as the object takes.' },
    { name: 'wait', kind: 'bool', default: 'true', usage: 'Wait until the objects are gone.' },
  ],
  complete: (session, word) => completeResources(session, word),
  validate({ flags, args }) {
    const output = flags.string('output')
    if (output !== '' && output !== 'name') throw new UsageError(`unexpected -o output mode: ${output}. We only support '-o name'`)
    if (flags.bool('all') && flags.string('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time')
    const grace = flags.int('grace-period')
    if (flags.bool('now') && grace !== -1) throw new KubectlError('--now and --grace-period cannot be specified together')
    if (flags.bool('force') && grace > 0) throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together')
    if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '' && flags.string('raw') === '') throw new KubectlError(NOTHING_NAMED)
  },
  async run(session) {
    const { flags } = session
    if (flags.string('raw') !== '') return void (await session.client.send('DELETE', flags.string('raw')))
    const graceSeconds = graceOf(session)
    if (graceSeconds === 0) session.warn('Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.')
    if (dryRunOf(session) === 'none' && flags.bool('all-namespaces') && flags.bool('all')) session.warn('deleting cluster-scoped resources, not scoped to the provided namespace')
    const deleted: Deleted[] = []
    let found = 0
    const visit = async (target: Target) => {
      found++
      const result = await deleteTarget(session, target, graceSeconds)
      if (result) deleted.push(result)
    }
    if (flags.list('filename').length > 0 || flags.string('kustomize') !== '') await visitFiles(session, visit)
    else await visitSelected(session, visit)
    if (found === 0) session.stdout('No resources found\n')
    if (flags.bool('wait') && dryRunOf(session) === 'none') await waitUntilGone(session, deleted)
  },
}

/** -1 leaves it to the server. */
function graceOf({ flags }: Session): number {
  if (flags.bool('now')) return 1
  const grace = flags.int('grace-period')
  if (flags.bool('force') && grace < 0) return 0
  // Without --force a period of 0 would be no graceful end at all; the least is a second.
  return grace === 0 && !flags.bool('force') ? 1 : grace
}

interface Deleted {
  readonly target: Target
  readonly uid: string | undefined
}

async function visitSelected(session: Session, visit: (target: Target) => Promise<void>): Promise<void> {
  const { flags } = session
  const labelSelector = flags.string('selector')
  const fieldSelector = flags.string('field-selector')
  const selection = await selectArguments(session, session.args, { labelSelector, fieldSelector, selectsAll: flags.bool('all') })
  const failures: unknown[] = []
  const attempt = async (target: Target) => {
    try {
      await visit(target)
    } catch (error) {
      failures.push(error)
    }
  }
  for (const target of selection.singles) await attempt(target)
  for (const mapping of selection.lists) {
    const list = await listObjects(session, mapping, { labelSelector: labelSelector || undefined, fieldSelector: fieldSelector || undefined }, flags.bool('all-namespaces') ? undefined : session.namespace)
    for (const object of itemsOf(list)) await attempt(targetOf(mapping, object))
  }
  throwCollected(failures)
}

const PROPAGATION: Readonly<Record<string, string>> = { background: 'Background', true: 'Background', orphan: 'Orphan', false: 'Orphan', foreground: 'Foreground' }

async function deleteTarget(session: Session, target: Target, graceSeconds: number): Promise<Deleted | undefined> {
  const { flags } = session
  const propagationPolicy = PROPAGATION[flags.string('cascade')]
  if (!propagationPolicy) throw new KubectlError(`invalid cascade value (${flags.string('cascade')}). Must be "background", "foreground", or "orphan"`)
  const dryRun = dryRunOf(session)
  let answer: JsonObject | undefined
  if (dryRun !== 'client') {
    const body = { ...(graceSeconds >= 0 ? { gracePeriodSeconds: graceSeconds } : {}), propagationPolicy, ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) }
    try {
      answer = await session.client.request('DELETE', targetPath(target), { body })
    } catch (error) {
      if (!isIgnored(session, error)) throw withSource('deleting', target.source, error)
      await session.client.get(targetPath(target)).catch(() => undefined)
      return undefined
    }
  }
  printDeleted(session, target, graceSeconds)
  return { target, uid: answer?.['kind'] === 'Status' ? answer['details']?.uid : answer?.['metadata']?.uid }
}

function isIgnored({ flags }: Session, error: unknown): boolean {
  const ignores = flags.changed('ignore-not-found') ? flags.bool('ignore-not-found') : flags.bool('all')
  return ignores && error instanceof StatusError && error.code === 404
}

function printDeleted(session: Session, target: Target, graceSeconds: number): void {
  const { mapping, name } = target
  if (session.flags.string('output') === 'name') return session.stdout(namePrinter('')({ apiVersion: mapping.group === '' ? mapping.version : `${mapping.group}/${mapping.version}`, kind: mapping.kind, metadata: { name } }))
  const kind = mapping.group === '' ? mapping.kind.toLowerCase() : `${mapping.kind.toLowerCase()}.${mapping.group}`
  session.stdout(`${kind} ${JSON.stringify(name)} ${graceSeconds === 0 ? 'force deleted' : 'deleted'}${dryRunSuffix(session)}\n`)
}

/** Waits for each object to be gone, or to have been replaced by another of its name. */
export async function waitUntilGone(session: Session, deleted: readonly Deleted[]): Promise<void> {
  const timeoutMs = session.flags.has('timeout') ? session.flags.durationMs('timeout') : 0
  const failures: unknown[] = []
  for (const { target, uid } of deleted) {
    const isGone = (object: JsonObject | undefined) => object === undefined || (uid !== undefined && object['metadata']?.uid !== uid)
    try {
      if (isGone(await session.client.get(targetPath(target)))) continue
    } catch (error) {
      if (error instanceof StatusError && error.code === 404) continue
      failures.push(error)
      continue
    }
    const done = await followObject(session, target, timeoutMs, isGone, ({ type, object }) => type === 'DELETED' || isGone(object))
    if (!done) failures.push(new KubectlError(`timed out waiting for the condition on ${groupResource(target.mapping)}/${target.name}`))
  }
  throwCollected(failures)
}

