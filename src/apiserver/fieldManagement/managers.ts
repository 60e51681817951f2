import { decodeFields, encodeFields, union, type FieldSet, type FieldsV1 } from './fieldSet.ts'

/** Who manages which fields of an object, and since when. */
export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  /** The version in which the fields are named. */
  readonly apiVersion: string
  /** '' for the object itself. */
  readonly subresource: string
  /** RFC 3339. */
  readonly time: string | undefined
  readonly fields: FieldSet
}

/** The managers of an object by their identity. Never changed once it is made. */
export type Managers = ReadonlyMap<string, Manager>

export const NOBODY: Managers = new Map()

/** An entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  readonly manager?: string
  readonly operation?: string
  readonly apiVersion?: string
  readonly time?: string
  readonly fieldsType?: string
  readonly fieldsV1?: FieldsV1
  readonly subresource?: string
}

/** What tells managers apart: whoever applies is one, whatever version he applies in. */
export function identityOf({ name, operation, apiVersion, subresource }: Omit<Manager, 'fields' | 'time'>): string {
  return JSON.stringify({
    ...(name ? { manager: name } : {}),
    operation,
    ...(operation === 'Update' ? { apiVersion } : {}),
    ...(subresource ? { subresource } : {}),
  })
}

/** `metadata.managedFields`; undefined if nobody manages anything. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined
  return [...managers.values()].toSorted(byOperationAndTime).map(({ name, operation, apiVersion, subresource, time, fields }) => ({
    ...(name ? { manager: name } : {}),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFields(fields),
    ...(subresource ? { subresource } : {}),
  }))
}

function byOperationAndTime(left: Manager, right: Manager): number {
  return (
    compareText(left.operation, right.operation) ||
    compareText(left.time ?? '', right.time ?? '') ||
    compareText(left.name, right.name) ||
    compareText(left.apiVersion, right.apiVersion) ||
    compareText(left.subresource, right.subresource)
  )
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Reads `metadata.managedFields`; undefined if an entry is not well-formed. */
export function decodeManagers(entries: readonly ManagedFieldsEntry[]): Managers | undefined {
  const out = new Map<string, Manager>()
  for (const { manager = '', operation, apiVersion, time, fieldsType, fieldsV1 = {}, subresource = '' } of entries) {
    const fields = decodeFields(fieldsV1)
    if ((operation !== 'Apply' && operation !== 'Update') || !apiVersion || fieldsType !== 'FieldsV1' || !fields) return undefined
    const made: Manager = { name: manager, operation, apiVersion, subresource, time, fields }
    out.set(identityOf(made), made)
  }
  return out
}

/** Whether two states of an object's managers differ in nothing but times. */
export function sameManagers(left: Managers, right: Managers): boolean {
  if (left === right) return true
  if (left.size !== right.size) return false
  for (const [identity, { apiVersion, fields }] of left) {
    const other = right.get(identity)
    if (other?.apiVersion !== apiVersion || !sameFields(fields, other.fields)) return false
  }
  return true
}

export function sameFields(left: FieldSet, right: FieldSet): boolean {
  if (left === right) return true
  if (left.size !== right.size) return false
  for (const [element, entry] of left) {
    const other = right.get(element)
    if (other?.member !== entry.member || !sameFields(entry.children, other.children)) return false
  }
  return true
}

const MAXIMUM_UPDATERS = 10

/** Merges the oldest of more than ten updaters into one per version, as `capmanagers.go` does. */
export function withFewUpdaters(managers: Managers): Managers {
  const updaters = [...managers].filter(([, manager]) => manager.operation === 'Update')
  if (updaters.length <= MAXIMUM_UPDATERS) return managers
  const out = new Map(managers)
  const firstOfVersion = new Map<string, string>()
  let count = updaters.length
  for (const [identity, manager] of updaters.toSorted(([left, { time: a = '' }], [right, { time: b = '' }]) => compareText(a, b) || compareText(left, right))) {
    if (count <= MAXIMUM_UPDATERS) break
    const first = firstOfVersion.get(manager.apiVersion)
    if (first === undefined) {
      firstOfVersion.set(manager.apiVersion, identity)
      continue
    }
    const name = 'ancient-changes'
    const bucket = identityOf({ ...manager, name, subresource: '' })
    const gathered = out.get(bucket) ?? out.get(first)
    out.delete(first)
    out.delete(identity)
    out.set(bucket, { ...manager, name, subresource: '', fields: union(manager.fields, gathered?.fields ?? new Map()) })
    count--
  }
  return out
}
