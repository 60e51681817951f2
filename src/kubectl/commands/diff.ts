import { StatusError } from '../../client/status.ts'
import { fetchTarget, fileTargets, type Target, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { unifiedDiff } from '../diffText.ts'
import { apiVersionOf, pathOf } from '../discovery.ts'
import { ExitError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { fieldManagerFlag, FILE_FLAGS, SELECTOR_FLAG } from '../sharedFlags.ts'
import { printYaml } from '../yaml.ts'
import { applyPatch } from './apply.ts'

const RETRIES_ON_CONFLICT = 4

export const diff: Command = {
  name: 'diff',
  group: 'Advanced Commands',
  use: '-f FILENAME',
  short: 'Diff the live version against a would-be applied version',
  long: 'Diff configurations specified by file name or stdin between the current online configuration, and the configuration as it would be if applied.\n\n Exit status: 0 no differences were found, 1 differences were found, >1 something failed.',
  examples: [{ what: 'Show what applying a file would change', command: 'kubectl diff -f pod.yaml' }],
  flags: [
    fieldManagerFlag('kubectl-client-side-apply'),
    ...FILE_FLAGS,
    { name: 'force-conflicts', kind: 'bool', usage: 'With --server-side, take over fields that others manage.' },
    SELECTOR_FLAG,
    { name: 'server-side', kind: 'bool', usage: 'Compare with a server-side apply.' },
    { name: 'show-managed-fields', kind: 'bool', usage: 'Include managedFields.' },
  ],
  async run(session) {
    const texts: string[] = []
    for (const target of await fileTargets(session)) texts.push(await difference(session, target))
    session.stdout(texts.join(''))
    if (texts.some((text) => text !== '')) throw new ExitError(1)
  },
}

async function difference(session: Session, target: Target): Promise<string> {
  const live = await liveObject(session, target)
  const merged = await mergedObject(session, target, live)
  const hunks = unifiedDiff(live ? textOf(session, live) : '', textOf(session, merged))
  if (hunks === '') return ''
  const file = [apiVersionOf(target.mapping).replace('/', '.'), target.mapping.kind, target.namespace, target.name].filter((part) => part !== '').join('.')
  const stamp = Math.floor(session.context.random() * 4e9)
  const [before, after] = [`/tmp/LIVE-${stamp}/${file}`, `/tmp/MERGED-${stamp}/${file}`]
  const time = `${new Date(session.nowMs).toISOString().replace('T', ' ').replace('Z', '000000')} +0000`
  return `diff -u -N ${before} ${after}\n--- ${before}\t${time}\n+++ ${after}\t${time}\n${hunks}`
}

function textOf(session: Session, object: JsonObject): string {
  const { managedFields, ...metadata } = object['metadata'] ?? {}
  return printYaml(session.flags.bool('show-managed-fields') ? { ...object, metadata: { ...metadata, managedFields } } : { ...object, metadata })
}

async function liveObject(session: Session, target: Target): Promise<JsonObject | undefined> {
  try {
    return await fetchTarget(session, target)
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return undefined
    throw error
  }
}

async function mergedObject(session: Session, target: Target, live: JsonObject | undefined): Promise<JsonObject> {
  const object = target.object as JsonObject
  const query = { dryRun: 'All', fieldManager: session.flags.string('field-manager') }
  if (session.flags.bool('server-side')) return session.client.request('PATCH', targetPath(target), { query: { ...query, fieldManager: 'kubectl', force: session.flags.bool('force-conflicts') }, contentType: 'application/apply-patch+yaml', body: object })
  if (!live) return session.client.request('POST', pathOf(target.mapping, target.namespace), { query, body: object })
  let current = live
  for (let attempt = 0; ; attempt++) {
    const { body, contentType } = applyPatch(target, object, current)
    if (Object.keys(body).length === 0) return current
    try {
      const versioned = { ...body, metadata: { ...body['metadata'], resourceVersion: current['metadata']?.resourceVersion } }
      return await session.client.request('PATCH', targetPath(target), { query, contentType, body: versioned })
    } catch (error) {
      if (!(error instanceof StatusError && error.code === 409) || attempt >= RETRIES_ON_CONFLICT) throw error
      current = await session.client.get(targetPath(target))
    }
  }
}
