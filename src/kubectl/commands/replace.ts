import { StatusError } from '../../client/status.ts'
import { fetchTarget, type Target, targetPath, visitFiles } from '../builder.ts'
import type { Command } from '../command.ts'
import { pathOf } from '../discovery.ts'
import { UsageError, withSource } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { withLastApplied } from '../lastApplied.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, fieldValidation, FILE_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG } from '../sharedFlags.ts'

export const replace: Command = {
  name: 'replace',
  group: 'Advanced Commands',
  use: '-f FILENAME',
  short: 'Replace a resource by file name or stdin',
  long: 'Replace a resource by file name or stdin.\n\n JSON and YAML formats are accepted. The whole object must be given; what the file leaves out is gone or gets its default. --force deletes the object and creates it anew.',
  examples: [
    { what: 'Replace a pod by what a file describes', command: 'kubectl replace -f ./pod.yaml' },
    { what: 'Delete and create it anew', command: 'kubectl replace --force -f ./pod.yaml' },
  ],
  flags: [
    { name: 'cascade', kind: 'string', default: 'background', bare: 'background', completes: ['background', 'orphan', 'foreground'], usage: 'What happens to dependents when --force deletes.' },
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-replace'),
    ...FILE_FLAGS,
    { name: 'force', kind: 'bool', usage: 'Delete the object and create it anew.' },
    { name: 'grace-period', kind: 'int', default: '-1', usage: 'Seconds given to end gracefully, with --force.' },
    ...PRINT_FLAGS,
    SAVE_CONFIG_FLAG,
    { name: 'subresource', kind: 'string', completes: ['status', 'scale'], usage: 'Subresource to replace instead of the object.' },
    { name: 'timeout', kind: 'duration', usage: 'How long to wait for the deletion, with --force.' },
    VALIDATE_FLAG,
  ],
  validate({ flags }) {
    if (flags.list('filename').length === 0 && flags.string('kustomize') === '') throw new UsageError('Must specify --filename to replace')
  },
  run: (session) => visitFiles(session, (target) => (session.flags.bool('force') ? recreate(session, target) : replaceTarget(session, target))),
}

function queryOf(session: Session) {
  return { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager'), fieldValidation: fieldValidation(session.flags.string('validate')) }
}

function objectOf(session: Session, target: Target): JsonObject {
  return session.flags.bool('save-config') ? withLastApplied(target.object as JsonObject) : (target.object as JsonObject)
}

async function replaceTarget(session: Session, target: Target): Promise<void> {
  const object = objectOf(session, target)
  const print = await resultPrinter(session, 'replaced')
  if (dryRunOf(session) === 'client') return session.stdout(print(object))
  const subresource = session.flags.string('subresource') || undefined
  try {
    const live = object['metadata']?.resourceVersion ? undefined : await liveVersion(session, target)
    const body = live ? { ...object, metadata: { ...object['metadata'], resourceVersion: live } } : object
    session.stdout(print(await session.client.request('PUT', targetPath(target, subresource), { query: queryOf(session), body })))
  } catch (error) {
    throw withSource('replacing', target.source, error)
  }
}

async function liveVersion(session: Session, target: Target): Promise<string | undefined> {
  try {
    return (await session.client.get(targetPath(target)))['metadata']?.resourceVersion as string | undefined
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return undefined
    throw error
  }
}

const POLL_MS = 1000

async function recreate(session: Session, target: Target): Promise<void> {
  const grace = session.flags.int('grace-period')
  try {
    await session.client.request('DELETE', targetPath(target), { body: { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy: 'Background' } })
    session.stdout(`${target.mapping.kind.toLowerCase()}${target.mapping.group === '' ? '' : `.${target.mapping.group}`} ${JSON.stringify(target.name)} deleted\n`)
    await untilMissing(session, target)
  } catch (error) {
    if (!(error instanceof StatusError && error.code === 404)) throw error
  }
  const print = await resultPrinter(session, 'replaced')
  session.stdout(print(await session.client.request('POST', pathOf(target.mapping, target.namespace), { query: queryOf(session), body: objectOf(session, target) })))
}

async function untilMissing(session: Session, target: Target): Promise<void> {
  while (!session.context.signal.aborted) {
    await fetchTarget(session, target)
    await session.context.clock.sleep(POLL_MS, session.context.signal)
  }
}
