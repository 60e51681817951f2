import { targetPath, type Target, visitTargets } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { KubectlError, UsageError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { deepEqual } from '../../base/equality.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_FLAG, ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, FIELD_SELECTOR_FLAG, fieldManagerFlag, FILE_FLAGS, LOCAL_FLAG, OVERWRITE_FLAG, SELECTOR_FLAG } from '../sharedFlags.ts'

type MapField = 'labels' | 'annotations'

const RESOURCE_VERSION_FLAG = { name: 'resource-version', kind: 'string', usage: 'Only change the object if this is its current resource version; for one object.' } as const

function flagsFor(manager: string) {
  return [
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    DRY_RUN_FLAG,
    fieldManagerFlag(manager),
    FIELD_SELECTOR_FLAG,
    ...FILE_FLAGS,
    { name: 'list', kind: 'bool', usage: 'Show what the objects have.' } as const,
    LOCAL_FLAG,
    OVERWRITE_FLAG,
    ...PRINT_FLAGS,
    RESOURCE_VERSION_FLAG,
    SELECTOR_FLAG,
  ]
}

export const label: Command = {
  name: 'label',
  group: 'Settings Commands',
  use: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the labels on a resource',
  long: 'Update the labels on a resource.\n\n  *  A value that is there is only replaced with --overwrite.\n  *  KEY- removes a label.\n  *  With --resource-version the object must have that version.',
  examples: [
    { what: "Give the pod 'web' a label", command: 'kubectl label pods web tier=frontend' },
    { what: 'Replace its value', command: 'kubectl label --overwrite pods web tier=backend' },
    { what: 'Remove it', command: 'kubectl label pods web tier-' },
  ],
  flags: flagsFor('kubectl-label'),
  complete: (session, word) => completeResources(session, word),
  run: (session) => change(session, 'labels'),
}

export const annotate: Command = {
  name: 'annotate',
  group: 'Settings Commands',
  use: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the annotations on a resource',
  long: 'Update the annotations on one or more resources.\n\n Annotations hold whatever text tools want to keep with an object. A value that is there is only replaced with --overwrite; KEY- removes one.',
  examples: [
    { what: "Annotate the pod 'web'", command: "kubectl annotate pods web description='my frontend'" },
    { what: 'Remove the annotation', command: 'kubectl annotate pods web description-' },
  ],
  flags: flagsFor('kubectl-annotate'),
  complete: (session, word) => completeResources(session, word),
  run: (session) => change(session, 'annotations'),
}

interface Changes {
  readonly set: Readonly<Record<string, string>>
  readonly remove: readonly string[]
  readonly resources: readonly string[]
}

/** Tells `TYPE NAME` from `KEY=VALUE` and `KEY-`. */
function changesOf(session: Session, field: MapField): Changes {
  const set: Record<string, string> = {}
  const remove: string[] = []
  const resources: string[] = []
  for (const argument of session.args) {
    const isChange = argument.includes('=') || argument.endsWith('-')
    if (!isChange) {
      if (Object.keys(set).length > 0 || remove.length > 0) throw new KubectlError(`all resources must be specified before ${field.slice(0, -1)} changes: ${argument}`)
      resources.push(argument)
    } else if (argument.includes('=')) set[argument.slice(0, argument.indexOf('='))] = argument.slice(argument.indexOf('=') + 1)
    else remove.push(argument.slice(0, -1))
  }
  const both = remove.filter((key) => key in set)
  if (both.length > 0) throw new KubectlError(`can not both modify and remove ${field === 'labels' ? 'a label' : 'an annotation'} in the same command`)
  return { set, remove, resources }
}

async function change(session: Session, field: MapField): Promise<void> {
  const { flags } = session
  const changes = changesOf(session, field)
  const isList = flags.bool('list')
  if (changes.resources.length === 0 && flags.list('filename').length === 0) throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (!isList && Object.keys(changes.set).length === 0 && changes.remove.length === 0) throw new UsageError(`at least one ${field.slice(0, -1)} update is required`)
  const options = { labelSelector: flags.string('selector'), fieldSelector: flags.string('field-selector'), selectsAll: flags.bool('all'), allNamespaces: flags.bool('all-namespaces') }
  await visitTargets(session, changes.resources, options, (target) => (isList ? show(session, target, field) : changeTarget(session, target, field, changes)))
}

async function show(session: Session, target: Target, field: MapField): Promise<void> {
  const values: Record<string, string> = target.object?.['metadata']?.[field] ?? {}
  for (const key of Object.keys(values).sort()) session.stdout(`${key}=${values[key]}\n`)
}

function checkOverwrites(session: Session, old: Readonly<Record<string, string>>, changes: Changes, field: MapField): void {
  if (session.flags.bool('overwrite')) return
  const taken = Object.keys(changes.set).filter((key) => old[key] !== undefined && old[key] !== changes.set[key])
  const [key] = taken
  if (key === undefined) return
  throw new KubectlError(field === 'labels' ? taken.map((each) => `'${each}' already has a value (${old[each]}), and --overwrite is false`).join('\n') : `--overwrite is false but found the following declared annotation(s): ${taken.map((each) => `'${each}' already has a value (${old[each]})`).join('; ')}`)
}

async function changeTarget(session: Session, target: Target, field: MapField, changes: Changes): Promise<void> {
  const object = target.object as JsonObject
  const old: Record<string, string> = object['metadata']?.[field] ?? {}
  checkOverwrites(session, old, changes, field)
  const next: Record<string, string> = { ...old, ...changes.set }
  for (const key of changes.remove) delete next[key]
  const version = session.flags.string('resource-version')
  const patch = patchOf(old, next, field, changes, version)
  const isLocal = session.flags.bool('local') || dryRunOf(session) === 'client'
  const changed = { ...object, metadata: { ...object['metadata'], [field]: next } }
  const result = isLocal ? changed : await session.client.request('PATCH', targetPath(target), { query: { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager') }, contentType: 'application/merge-patch+json', body: patch })
  const print = await resultPrinter(session, operationOf(field, old, next, changes, session))
  session.stdout(print(result))
}

function patchOf(old: Readonly<Record<string, string>>, next: Readonly<Record<string, string>>, field: MapField, changes: Changes, version: string): JsonObject {
  const values: Record<string, string | null> = {}
  for (const [key, value] of Object.entries(next)) if (old[key] !== value) values[key] = value
  for (const key of changes.remove) if (old[key] !== undefined) values[key] = null
  const metadata: JsonObject = { ...(Object.keys(values).length > 0 ? { [field]: values } : {}), ...(version === '' ? {} : { resourceVersion: version }) }
  return Object.keys(metadata).length > 0 ? { metadata } : {}
}

function operationOf(field: MapField, old: Readonly<Record<string, string>>, next: Readonly<Record<string, string>>, changes: Changes, session: Session): string {
  if (field === 'annotations') return 'annotated'
  for (const key of changes.remove) if (old[key] === undefined) session.stdout(`label ${JSON.stringify(key)} not found.\n`)
  if (deepEqual(old, next)) return 'not labeled'
  return changes.remove.length > 0 && Object.keys(changes.set).length === 0 ? 'unlabeled' : 'labeled'
}
