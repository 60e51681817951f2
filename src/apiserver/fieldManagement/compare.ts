import { deepEqual } from '../../base/equality.ts'
import { elementOf, isList, isMap, isNothing } from './elements.ts'
import { differenceBelow, type FieldSet } from './fieldSet.ts'
import { insert, type Building } from './typedValue.ts'
import { entryType, type ListType, type ValueType } from './valueType.ts'

/** How one value differs from another; no field is in more than one of the sets. */
export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

interface Sets {
  readonly added: Map<string, Building>
  readonly modified: Map<string, Building>
  readonly removed: Map<string, Building>
}

/** Compares two values of a type field by field. Parts that the two share cost nothing. */
export function compare(type: ValueType, old: unknown, next: unknown): Comparison {
  const sets: Sets = { added: new Map(), modified: new Map(), removed: new Map() }
  visit(type, old, next, [], sets)
  return sets
}

/** A comparison that does not mind certain fields and what is below them. */
export function ignoring({ added, modified, removed }: Comparison, fields: FieldSet): Comparison {
  return { added: differenceBelow(added, fields), modified: differenceBelow(modified, fields), removed: differenceBelow(removed, fields) }
}

function visit(type: ValueType, old: unknown, next: unknown, path: string[], sets: Sets): void {
  if (old === next) return
  if (isLeaf(type, old, next)) {
    if (old === undefined) insert(sets.added, path)
    else if (next === undefined) insert(sets.removed, path)
    else if (!deepEqual(old, next)) insert(sets.modified, path)
    return
  }
  if (type.kind === 'map') visitEntries(type, isMap(old) ? old : {}, isMap(next) ? next : {}, path, sets)
  else if (type.kind === 'list') visitItems(type, isList(old) ? old : [], isList(next) ? next : [], path, sets)
  if (old === undefined) insert(sets.added, path)
  else if (next === undefined) insert(sets.removed, path)
}

function isLeaf(type: ValueType, old: unknown, next: unknown): boolean {
  return type.kind === 'scalar' || type.kind === 'any' || type.atomic || (isNothing(old) && isNothing(next))
}

function visitEntries(type: ValueType & { kind: 'map' }, old: Record<string, unknown>, next: Record<string, unknown>, path: string[], sets: Sets): void {
  const one = (name: string): void => {
    const below = entryType(type, name)
    if (!below || old[name] === next[name]) return
    path.push(`f:${name}`)
    visit(below, old[name], next[name], path, sets)
    path.pop()
  }
  for (const name of Object.keys(next)) one(name)
  for (const name of Object.keys(old)) if (next[name] === undefined) one(name)
}

function visitItems(type: ListType, old: readonly unknown[], next: readonly unknown[], path: string[], sets: Sets): void {
  const oldItems = itemsByElement(type, old)
  const nextItems = itemsByElement(type, next)
  for (const element of new Set([...oldItems.keys(), ...nextItems.keys()])) {
    const before = oldItems.get(element) ?? []
    const after = nextItems.get(element) ?? []
    path.push(element)
    // Items that cannot be told apart are owned as one.
    if (before.length <= 1 && after.length <= 1) visit(type.element, before[0], after[0], path, sets)
    else if (before.length >= 2 && after.length >= 2) {
      if (!deepEqual(before, after)) insert(sets.modified, path)
    } else if (before.length >= 2) {
      if (after.length > 0) visit(type.element, undefined, after[0], path, sets)
      insert(sets.removed, path)
    } else {
      if (before.length > 0) visit(type.element, before[0], undefined, path, sets)
      insert(sets.added, path)
    }
    path.pop()
  }
}

function itemsByElement(type: ListType, items: readonly unknown[]): Map<string, unknown[]> {
  const out = new Map<string, unknown[]>()
  for (const item of items) {
    const element = elementOf(type, item)
    const found = out.get(element)
    if (found) found.push(item)
    else out.set(element, [item])
  }
  return out
}
