import { base64ToText, textToBase64 } from '../base/base64.ts'
import { resourceOf, type Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { parseText } from './decode/index.ts'
import { badRequest, gone } from './errors.ts'
import type { Selection } from './selection.ts'
import type { ApiServer } from './server.ts'
import { keyOf, type Change } from './store.ts'

export interface Page {
  readonly items: readonly AnyStored[]
  /** The revision as of which the whole list is made, its later pages too. */
  readonly revision: number
  readonly continue?: string
  readonly remainingItemCount?: number
}

/**
 * A list, or a page of it. Later pages show the objects as they were at the revision of the first: what has changed since is undone from the history, and a list
 * whose history is gone is answered 410.
 */
export function listPage(server: ApiServer, kind: Kind, namespace: string, selection: Selection, limit: number, token: string | undefined, exactRevision?: number): Page {
  const resource = resourceOf(kind)
  const from = token === undefined ? undefined : readToken(token)
  const revision = from?.revision ?? exactRevision ?? server.store.revision
  if (revision < server.store.compactedRevision) throw gone(from ? EXPIRED : 'The resourceVersion for the provided list is too old.')
  const past = revision < server.store.revision ? pastObjects(server.store.changesSince(resource, revision)) : undefined
  const items: AnyStored[] = []
  let last = ''
  let remaining = 0
  const visit = (object: AnyStored, key: string): void => {
    if (!selection.matches(object)) return
    if (limit > 0 && items.length >= limit) {
      remaining++
      return
    }
    items.push(object)
    last = key
  }
  if (past) {
    const entries = new Map<string, AnyStored>()
    server.store.scan(resource, namespace, (object, key) => void entries.set(key, object), from?.after)
    for (const [key, object] of past) {
      if (object && (namespace === '' || object.metadata.namespace === namespace) && key > (from?.after ?? '')) entries.set(key, object)
      else entries.delete(key)
    }
    for (const key of [...entries.keys()].sort()) visit(entries.get(key) as AnyStored, key)
  } else server.store.scan(resource, namespace, visit, from?.after)
  return {
    items,
    revision,
    ...(remaining > 0 ? { continue: textToBase64(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: last })), remainingItemCount: remaining } : {}),
  }
}

const EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

function readToken(token: string): { revision: number; after: string } {
  const refused = (why: string): Error => badRequest(`invalid continue token: continue key is not valid: ${why}`)
  try {
    const read = parseText(base64ToText(token), false) as { rv?: unknown; start?: unknown } | null
    if (typeof read?.rv === 'number' && typeof read.start === 'string') return { revision: read.rv, after: read.start }
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error))
  }
  throw refused('unexpected format')
}

/** What the objects that changed since were before: undefined for those that did not exist. */
function pastObjects(changes: readonly Change[]): Map<string, AnyStored | undefined> {
  const past = new Map<string, AnyStored | undefined>()
  for (const { object, previous } of changes) {
    const key = keyOf(object.metadata.namespace ?? '', object.metadata.name)
    if (!past.has(key)) past.set(key, previous)
  }
  return past
}
