/** Who comes to own what by a write: `structured-merge-diff/merge/update.go`, on the objects of one kind in whatever versions their managers speak. */
import { compare, ignoring, type Comparison } from './compare.ts'
import { difference, differenceBelow, EMPTY, fieldSet, intersection, pathsOf, union, type FieldSet } from './fieldSet.ts'
import { identityOf, withFewUpdaters, type Manager, type Managers } from './managers.ts'
import { fieldsOf, merge, withNamedFields, withoutFields } from './typedValue.ts'
import type { ValueType } from './valueType.ts'

/** How objects look in one version. */
export interface View {
  readonly apiVersion: string
  readonly type: ValueType
  /** The object in this version, given as it is stored. */
  show(object: object): object
  /** The object as it is stored, given in this version. */
  store(object: object): object
}

export interface Writer {
  readonly name: string
  readonly subresource: string
  /** RFC 3339. */
  readonly time: string
  /** The version of the request. */
  readonly view: View
  /** What the kind's strategy does not let this request change. */
  readonly reset: FieldSet
  /** The view of another version; undefined if that is not served any more. */
  viewOf(apiVersion: string): View | undefined
}

/** A field that somebody else manages and for which another value is applied. */
export interface Conflict {
  readonly manager: Manager
  readonly path: readonly string[]
}

export class ApplyConflict extends Error {
  readonly conflicts: readonly Conflict[]

  constructor(conflicts: readonly Conflict[]) {
    super('conflicts')
    this.conflicts = conflicts
  }
}

/** `stripmeta.go`: what everybody must send says nothing about who manages it. */
const UNMANAGED = fieldSet(
  ['f:apiVersion'], ['f:kind'], ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((name) => ['f:metadata', `f:${name}`]),
)

/** The managers after a create, an update or a patch; both objects are in the writer's version. */
export function managersAfterUpdate(managers: Managers, old: object, next: object, writer: Writer): Managers {
  const change = compare(writer.view.type, old, next)
  if (change.added.size === 0 && change.modified.size === 0 && change.removed.size === 0) return managers
  const { others } = takenFrom(managers, undefined, old, next, change, writer, true)
  const taken = difference(differenceBelow(union(change.modified, change.added), writer.reset), UNMANAGED)
  if (taken.size === 0) return others
  const { name, subresource, time, view } = writer
  const own = { name: name || 'unknown', operation: 'Update' as const, apiVersion: view.apiVersion, subresource }
  const identity = identityOf(own)
  const out = new Map(others)
  out.set(identity, { ...own, time, fields: union(taken, others.get(identity)?.fields ?? EMPTY) })
  return withFewUpdaters(out)
}

export interface Applied {
  /** What comes of it, in the writer's version and not yet defaulted; undefined if nothing changes. */
  readonly object: object | undefined
  readonly managers: Managers
}

/** Merges what is applied into an object, takes away what the writer applied before and does not now, and tells the managers. Throws `ApplyConflict`. */
export function apply(managers: Managers, live: object, applied: object, writer: Writer, force: boolean): Applied {
  const { type, apiVersion } = writer.view
  const own = { name: writer.name, operation: 'Apply' as const, apiVersion, subresource: writer.subresource }
  const identity = identityOf(own)
  const last = managers.get(identity)
  const fields = differenceBelow(fieldsOf(type, applied), writer.reset)
  const mine: Manager = { ...own, time: last?.time, fields }
  const claims = new Map(managers).set(identity, mine)
  const merged = merge(type, live, applied) as object
  const next = last ? prune(merged, claims, last, writer) : merged
  const { others } = takenFrom(claims, identity, live, next, compare(type, live, next), writer, force)
  const change = compare(type, live, next)
  const object = change.added.size + change.modified.size + change.removed.size === 0 ? undefined : next
  const out = new Map(others)
  const managed = difference(fields, UNMANAGED)
  if (managed.size > 0) out.set(identity, { ...mine, fields: managed, ...(object ? { time: writer.time } : {}) })
  else out.delete(identity)
  return { object, managers: out }
}

/** Takes from all managers but one what a change took from them; throws if they would not give it. */
function takenFrom(managers: Managers, except: string | undefined, old: object, next: object, change: Comparison, writer: Writer, force: boolean): { others: Managers } {
  const changes = new Map([[writer.view.apiVersion, ignoring(change, writer.reset)]])
  const changeIn = (apiVersion: string): Comparison | undefined => {
    const known = changes.get(apiVersion)
    if (known) return known
    const view = writer.viewOf(apiVersion)
    if (!view) return undefined
    const converted = ignoring(compare(view.type, view.show(writer.view.store(old)), view.show(writer.view.store(next))), writer.reset)
    changes.set(apiVersion, converted)
    return converted
  }
  const conflicts: Conflict[] = []
  const others = new Map<string, Manager>()
  for (const [identity, manager] of managers) {
    const seen = changeIn(manager.apiVersion)
    if (identity === except) others.set(identity, manager)
    if (identity === except || !seen) continue
    const contested = intersection(manager.fields, union(seen.modified, seen.added))
    conflicts.push(...pathsOf(contested).map((path) => ({ manager, path })))
    const fields = difference(difference(manager.fields, contested), seen.removed)
    if (fields.size > 0) others.set(identity, fields === manager.fields ? manager : { ...manager, fields })
  }
  if (!force && conflicts.length > 0) throw new ApplyConflict(conflicts)
  return { others }
}

/** Takes away what a manager applied the last time, unless he or somebody else still claims it, or he never owned it alone. */
function prune(merged: object, claims: Managers, last: Manager, writer: Writer): object {
  const view = writer.viewOf(last.apiVersion)
  if (!view || last.fields.size === 0) return merged
  const inLast = between(writer.view, view, merged)
  const lastFields = withNamedFields(view.type, last.fields)
  let pruned = withoutFields(view.type, inLast, lastFields) as object
  const claimed = new Map<string, FieldSet>([[view.apiVersion, EMPTY]])
  for (const { apiVersion, fields } of claims.values()) claimed.set(apiVersion, union(claimed.get(apiVersion) ?? EMPTY, fields))
  let current = view
  for (const [apiVersion, fields] of claimed) {
    const other = writer.viewOf(apiVersion)
    if (!other) continue
    const whole = between(view, other, inLast)
    const present = withNamedFields(other.type, fieldsOf(other.type, whole))
    const kept = withNamedFields(other.type, fieldsOf(other.type, between(current, other, pruned)))
    pruned = withoutFields(other.type, whole, difference(present, union(kept, withNamedFields(other.type, fields)))) as object
    current = other
  }
  const kept = withNamedFields(view.type, fieldsOf(view.type, between(current, view, pruned)))
  const present = withNamedFields(view.type, fieldsOf(view.type, inLast))
  const dropped = intersection(difference(present, kept), lastFields)
  return between(view, writer.view, withoutFields(view.type, inLast, dropped) as object)
}

function between(from: View, to: View, object: object): object {
  return from.apiVersion === to.apiVersion ? object : to.show(from.store(object))
}
