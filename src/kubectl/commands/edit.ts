import { deepEqual } from '../../base/equality.ts'
import { StatusError } from '../../client/status.ts'
import { fetchTarget, fileTargets, selectArguments, type Target, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { apiVersionOf } from '../discovery.ts'
import { ExitError, KubectlError, messageOf, UsageError } from '../errors.ts'
import { indentedJson, sortKeys, type JsonObject } from '../json.ts'
import { mergePatchBetween } from '../patch/jsonMerge.ts'
import { isBuiltIn } from '../patch/mergeSchema.ts'
import { twoWayPatch } from '../patch/strategic.ts'
import { namePrinter, PRINT_FLAGS } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { fieldManagerFlag, fieldValidation, FILE_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG } from '../sharedFlags.ts'
import { parseYamlDocument, printYaml } from '../yaml.ts'

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

export const edit: Command = {
  name: 'edit',
  group: 'Basic Commands (Intermediate)',
  use: '(RESOURCE/NAME | -f FILENAME)',
  short: 'Edit a resource on the server',
  long: 'Edit a resource from the default editor.\n\n The object is opened as YAML, or as JSON with -o json; what was changed is sent to the server when the editor is left. When the server refuses it, the editor opens again with the reasons on top.',
  examples: [
    { what: "Edit the service 'web'", command: 'kubectl edit svc/web' },
    { what: "Edit the deployment 'web' as JSON", command: 'kubectl edit deploy/web -o json' },
  ],
  flags: [fieldManagerFlag('kubectl-edit'), ...FILE_FLAGS, ...PRINT_FLAGS, SAVE_CONFIG_FLAG, { name: 'subresource', kind: 'string', completes: ['status'], usage: 'Subresource to edit instead of the object.' }, VALIDATE_FLAG],
  complete: (session, word) => completeResources(session, word),
  async run(session) {
    const targets = session.flags.list('filename').length > 0 ? await fileTargets(session) : (await selectArguments(session, session.args)).singles
    if (targets.length === 0) throw new UsageError('one or more resources must be specified')
    for (const target of targets) await editTarget(session, target)
  },
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = object['metadata'] ?? {}
  return { ...object, metadata }
}

async function editTarget(session: Session, target: Target): Promise<void> {
  const subresource = session.flags.string('subresource') || undefined
  const live = withoutManagedFields(await fetchTarget(session, target, undefined, subresource))
  const isJson = session.flags.string('output') === 'json'
  const original = isJson ? `${indentedJson(sortKeys(live))}\n` : printYaml(live)
  let reasons = ''
  for (let shown = original; ; ) {
    const text = await openEditor(session, HEADER + reasons + shown, `${target.name}.${isJson ? 'json' : 'yaml'}`)
    const content = withoutComments(text ?? '')
    if (content.trim() === '' || content === withoutComments(shown)) return cancelled(session, reasons !== '')
    shown = content
    try {
      return await save(session, target, live, content, subresource)
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof KubectlError)) throw error
      reasons = reasonLines(target, error)
      session.stderr(`error: ${target.mapping.resource} ${JSON.stringify(target.name)} is invalid\n`)
    }
  }
}

function cancelled(session: Session, wasRefused: boolean): void {
  session.stderr(wasRefused ? 'Edit cancelled, no valid changes were saved.\n' : 'Edit cancelled, no changes made.\n')
  if (wasRefused) throw new ExitError(1)
}

async function openEditor(session: Session, text: string, fileName: string): Promise<string | undefined> {
  if (!session.context.edit) throw new KubectlError('unable to launch the editor: there is none here')
  return session.context.edit(text, fileName)
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
}

function reasonLines(target: Target, error: Error): string {
  const causes = error instanceof StatusError ? (error.status.details?.causes ?? []) : []
  const lines = causes.length > 0 ? causes.map(({ field, message }) => `* ${field}: ${message}`) : [messageOf(error)]
  return [`# ${target.mapping.resource} ${JSON.stringify(target.name)} was not valid:`, ...lines.map((line) => `# ${line}`), '#', ''].join('\n')
}

async function save(session: Session, target: Target, live: JsonObject, text: string, subresource: string | undefined): Promise<void> {
  const edited = parseYamlDocument(text) as JsonObject
  const apiVersion = apiVersionOf(target.mapping)
  if (edited['metadata']?.name !== live['metadata']?.name) throw new KubectlError('At least one of apiVersion, kind and name was changed')
  if (deepEqual(edited, live)) return cancelled(session, false)
  const strategic = isBuiltIn(apiVersion)
  const body = strategic ? twoWayPatch(live, edited, target.mapping.kind) : mergePatchBetween(live, edited)
  const contentType = strategic ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json'
  const query = { fieldManager: session.flags.string('field-manager'), fieldValidation: fieldValidation(session.flags.string('validate')) }
  const result = await session.client.request('PATCH', targetPath(target, subresource), { query, contentType, body })
  session.stdout(namePrinter('edited')(result))
}
