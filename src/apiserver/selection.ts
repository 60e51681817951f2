import { parseFieldSelector, parseLabelSelector, SelectorError } from '../base/selectors.ts'
import type { WatchEvent } from '../client/api.ts'
import { resourceOf, type Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { badRequest } from './errors.ts'
import type { Change } from './store.ts'

/** Which objects of a resource a list or a watch is about. */
export interface Selection {
  matches(object: AnyStored): boolean
  /** The value of the indexed field that the selector asks for (see `narrowedBy` of the store), so that a watch need not hear of all changes. */
  readonly narrow: string | undefined
}

export interface SelectionOptions {
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
}

const everything = (): boolean => true

/** Reads selectors; a selector that cannot be read, or a field that the kind does not know, is a bad request. */
export function selectionOf(kind: Kind, options: SelectionOptions): Selection {
  const { namespace, labelSelector, fieldSelector } = options
  if (!namespace && !labelSelector && !fieldSelector) return { matches: everything, narrow: undefined }
  const labels = labelSelector ? readable(() => parseLabelSelector(labelSelector)) : undefined
  const fields = fieldSelector ? readable(() => parseFieldSelector(fieldSelector)) : []
  const read = fields.map(({ field, operator, value }) => ({ valueOf: fieldReader(kind, field), operator, value }))
  const indexed = resourceOf(kind) === 'pods' ? 'spec.nodeName' : 'metadata.name'
  const narrow = fields.find(({ field, operator }) => field === indexed && operator === '=')
  return {
    matches: (object) =>
      (!namespace || object.metadata.namespace === namespace) &&
      (!labels || labels.matches(object.metadata.labels ?? {})) &&
      read.every(({ valueOf, operator, value }) => (valueOf(object) === value) === (operator === '=')),
    narrow: narrow?.value,
  }
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message)
    throw error
  }
}

function fieldReader(kind: Kind, field: string): (object: AnyStored) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name
  if (field === 'metadata.namespace' && (kind.namespaced || !kind.selectableFields)) return (object) => object.metadata.namespace ?? ''
  const reader = kind.selectableFields?.[field]
  if (!reader) throw badRequest(unknownField(kind, field))
  return reader
}

/** Kinds that know no fields of their own refuse in other words than those that do. */
function unknownField(kind: Kind, field: string): string {
  if (!kind.selectableFields) return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
  return kind.kind === 'Job' ? `field label ${JSON.stringify(field)} not supported for Job` : `field label not supported: ${field}`
}

/** What a change is to a watch of that selection: an object may enter it, change in it, or leave it. */
export function selectChange(change: Change, selection: Selection): WatchEvent<AnyStored> | undefined {
  const { object, previous } = change
  const before = previous !== undefined && selection.matches(previous)
  if (change.type === 'DELETED') return before ? { type: 'DELETED', object } : undefined
  const now = selection.matches(object)
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', object }
  // Who leaves is shown as it was, at the revision of the change that took it out.
  if (before) return { type: 'DELETED', object: { ...previous, metadata: { ...previous.metadata, resourceVersion: object.metadata.resourceVersion } } }
  return undefined
}
