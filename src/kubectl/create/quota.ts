import { canonicalQuantity, QuantityError } from '../../base/quantity.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'

export const createQuota: Command = {
  name: 'quota',
  aliases: ['resourcequota'],
  use: 'NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  short: 'Create a quota with the specified name',
  long: 'Create a resource quota with the specified name, hard limits, and optional scopes.',
  examples: [
    { what: 'Limit the CPU and the pods of the namespace', command: 'kubectl create quota team --hard=cpu=2,pods=10' },
    { what: 'Limit the pods that have no requests', command: 'kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'hard', kind: 'string', usage: 'Limits as resource=quantity, separated by commas.' },
    { name: 'scopes', kind: 'string', usage: 'Scopes, separated by commas, all of which an object must be in to count.' },
  ],
  validate: (session) => void requireName(session),
  run: (session) => create(session, { object: quotaOf(session), resource: 'resourcequotas', namespaced: true, failure: 'failed to create quota: ' }),
}

/** `cpu=1,memory=1Gi` as a list of resources with their quantities in canonical form. */
export function parseResourceList(text: string): Record<string, string> | undefined {
  if (text === '') return undefined
  const pairs = text.split(',').map((statement): [string, string] => {
    const parts = statement.split('=')
    if (parts.length !== 2) throw new KubectlError(`Invalid argument syntax ${statement}, expected <resource>=<value>`)
    return [parts[0] as string, requireQuantity(parts[1] as string)]
  })
  return Object.fromEntries(pairs.sort(([left], [right]) => (left < right ? -1 : 1)))
}

function requireQuantity(text: string): string {
  try {
    return canonicalQuantity(text)
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error
    throw new KubectlError(error.message)
  }
}

function quotaOf(session: Session): JsonObject {
  const hard = parseResourceList(session.flags.string('hard'))
  const scopes = session.flags.string('scopes') === '' ? [] : session.flags.string('scopes').split(',')
  if (scopes.includes('')) throw new KubectlError('invalid resource quota scope ""')
  const spec = { ...(hard ? { hard } : {}), ...(scopes.length > 0 ? { scopes } : {}) }
  return { kind: 'ResourceQuota', apiVersion: 'v1', metadata: newMetadata(session, requireName(session)), spec, status: {} }
}
