import { deepEqual } from '../../base/equality.ts'
import { StatusError } from '../../client/status.ts'
import { fetchTarget, fileTargets, selectArguments, type Target, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { apiVersionOf } from '../discovery.ts'
import { KubectlError, messageOf, throwCollected, UsageError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { applyMergePatch } from '../patch/jsonMerge.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, FILE_FLAGS, LOCAL_FLAG } from '../sharedFlags.ts'
import { parseYamlDocument } from '../yaml.ts'

const CONTENT_TYPES: Readonly<Record<string, string>> = { strategic: 'application/strategic-merge-patch+json', merge: 'application/merge-patch+json', json: 'application/json-patch+json' }

export const patch: Command = {
  name: 'patch',
  group: 'Advanced Commands',
  use: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  short: 'Update fields of a resource',
  long: 'Update fields of a resource using strategic merge patch, a JSON merge patch, or a JSON patch.\n\n JSON and YAML formats are accepted. Custom resources know no strategic merge patch.',
  examples: [
    { what: 'Mark a node unschedulable', command: `kubectl patch node node-1 -p '{"spec":{"unschedulable":true}}'` },
    { what: "Change a container's image; spec.containers is merged by name", command: `kubectl patch pod web -p '{"spec":{"containers":[{"name":"web","image":"nginx:1.28"}]}}'` },
    { what: 'Use a JSON patch', command: `kubectl patch deployment web --type=json -p='[{"op": "replace", "path": "/spec/replicas", "value": 2}]'` },
  ],
  flags: [
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-patch'),
    ...FILE_FLAGS,
    LOCAL_FLAG,
    { name: 'patch', short: 'p', kind: 'string', usage: 'The patch, as JSON or YAML.' },
    { name: 'patch-file', kind: 'string', completes: 'file', usage: 'A file that holds the patch.' },
    ...PRINT_FLAGS,
    { name: 'subresource', kind: 'string', completes: ['status', 'scale', 'resize'], usage: 'Subresource to patch instead of the object.' },
    { name: 'type', kind: 'string', default: 'strategic', completes: ['json', 'merge', 'strategic'], usage: 'The kind of patch: one of [json merge strategic].' },
  ],
  complete: (session, word) => completeResources(session, word),
  validate({ flags }) {
    if (flags.string('patch') === '' && flags.string('patch-file') === '') throw new UsageError('must specify --patch or --patch-file containing the contents of the patch')
    if (!CONTENT_TYPES[flags.string('type')]) throw new UsageError(`--type must be one of [json merge strategic], not ${JSON.stringify(flags.string('type'))}`)
  },
  async run(session) {
    const { flags } = session
    const text = flags.string('patch') || (await session.readText(flags.string('patch-file')))
    const body = parsePatch(text)
    const targets = flags.list('filename').length > 0 ? await fileTargets(session) : (await selectArguments(session, session.args)).singles
    if (targets.length === 0) throw new UsageError('one or more resources must be specified')
    const failures: unknown[] = []
    for (const target of targets) {
      try {
        await patchTarget(session, target, body)
      } catch (error) {
        failures.push(error)
      }
    }
    throwCollected(failures)
  },
}

function parsePatch(text: string): unknown {
  try {
    return parseYamlDocument(text)
  } catch (error) {
    throw new KubectlError(`unable to parse ${JSON.stringify(text)}: ${messageOf(error)}`)
  }
}

async function patchTarget(session: Session, target: Target, body: unknown): Promise<void> {
  const { flags } = session
  const subresource = flags.string('subresource') || undefined
  const type = flags.string('type')
  const isLocal = flags.bool('local') || dryRunOf(session) === 'client'
  const current = flags.bool('local') ? (target.object as JsonObject) : await fetchTarget(session, target, undefined, subresource)
  if (isLocal && type === 'json') throw new KubectlError('a JSON patch cannot be tried on the client: use --dry-run=server')
  const result = isLocal ? (applyMergePatch(current, body) as JsonObject) : await send(session, target, body, type, subresource)
  const print = await resultPrinter(session, deepEqual(result, current) ? 'patched (no change)' : 'patched')
  session.stdout(print(result))
}

async function send(session: Session, target: Target, body: unknown, type: string, subresource: string | undefined): Promise<JsonObject> {
  const contentType = CONTENT_TYPES[type] as string
  try {
    return await session.client.request('PATCH', targetPath(target, subresource), { query: { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager') }, contentType, body })
  } catch (error) {
    if (error instanceof StatusError && error.code === 415) throw new KubectlError(`${contentType} is not supported by ${apiVersionOf(target.mapping)}, Kind=${target.mapping.kind}: ${error.message}`)
    throw error
  }
}
