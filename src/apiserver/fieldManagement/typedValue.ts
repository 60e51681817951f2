/** Operations on values by their types, as `structured-merge-diff/typed` does them. An absent value is undefined, which JSON's null is not. */
import { EMPTY, type FieldSet } from './fieldSet.ts'
import { elementOf, isList, isMap, isNothing } from './elements.ts'
import { entryType, type ListType, type MapType, type ValueType } from './valueType.ts'

export interface Building {
  member: boolean
  readonly children: Map<string, Building>
}

/** Adds a path to a set that is being made. */
export function insert(set: Map<string, Building>, path: readonly string[]): void {
  let entry: Building | undefined
  let level = set
  for (const element of path) {
    entry = level.get(element)
    if (!entry) level.set(element, (entry = { member: false, children: new Map() }))
    level = entry.children
  }
  if (entry) entry.member = true
}

/** The fields that a value says something about: what its author owns. */
export function fieldsOf(type: ValueType, value: unknown): FieldSet {
  const out = new Map<string, Building>()
  collect(type, value, [], out)
  return out
}

function collect(type: ValueType, value: unknown, path: string[], out: Map<string, Building>): void {
  if (type.kind === 'scalar' || type.kind === 'any' || type.atomic) return insert(out, path)
  if (type.kind === 'map') {
    if (!isMap(value)) return
    for (const [name, entry] of Object.entries(value)) {
      const below = entryType(type, name)
      if (entry === undefined || !below) continue
      path.push(`f:${name}`)
      collect(below, entry, path, out)
      if (entry === null || (isMap(entry) && Object.keys(entry).length === 0) || !type.field(name)) insert(out, path)
      path.pop()
    }
    return
  }
  if (!isList(value)) return
  const counts = new Map<string, number>()
  for (const item of value) {
    const element = elementOf(type, item)
    counts.set(element, (counts.get(element) ?? 0) + 1)
  }
  for (const item of value) {
    const element = elementOf(type, item)
    path.push(element)
    if (counts.get(element) === 1) collect(type.element, item, path, out)
    insert(out, path)
    path.pop()
  }
}

/** Merges what is applied into what is there. */
export function merge(type: ValueType, live: unknown, applied: unknown): unknown {
  if (type.kind === 'scalar' || type.kind === 'any' || type.atomic || (isNothing(live) && isNothing(applied))) return applied === undefined ? live : applied
  if (type.kind === 'map') return mergeMaps(type, isMap(live) ? live : {}, isMap(applied) ? applied : {})
  return mergeLists(type, isList(live) ? live : [], isList(applied) ? applied : [])
}

function mergeMaps(type: MapType, live: Record<string, unknown>, applied: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(live), ...Object.keys(applied)])) {
    const below = entryType(type, name)
    const merged = below ? merge(below, live[name], applied[name]) : (applied[name] ?? live[name])
    if (merged !== undefined) out[name] = merged
  }
  return out
}

/**
 * Applied elements keep their order; those that only the live list has stay after the element before them as far as that order allows.
 */
function mergeLists(type: ListType, live: readonly unknown[], applied: readonly unknown[]): unknown[] {
  const liveElements = live.map((item) => elementOf(type, item))
  const appliedElements = applied.map((item) => elementOf(type, item))
  // A duplicate in the live list is not merged with what is applied: it is overwritten.
  const liveByElement = new Map(liveElements.map((element, index) => [element, liveElements.indexOf(element) === liveElements.lastIndexOf(element) ? live[index] : null]))
  const appliedByElement = new Map(appliedElements.map((element, index) => [element, applied[index]]))
  const shared = appliedElements.filter((element) => liveByElement.has(element))
  const merged = new Set<string>()
  const out: unknown[] = []
  let nextShared = shared.shift()
  const take = (element: string): void => {
    merged.add(element)
    out.push(merge(type.element, liveByElement.get(element), appliedByElement.get(element)))
    if (nextShared === element) nextShared = shared.shift()
  }
  for (let l = 0, a = 0; l < live.length || a < applied.length; ) {
    const fromLive = liveElements[l]
    const fromApplied = appliedElements[a]
    if (fromLive !== undefined && fromApplied !== undefined) {
      if (fromLive === fromApplied) {
        take(fromLive)
        l++
        a++
        continue
      }
      if (appliedByElement.has(fromLive) && nextShared !== undefined && nextShared !== fromLive) {
        l++
        continue
      }
    }
    if (fromLive !== undefined) {
      if (!appliedByElement.has(fromLive)) {
        out.push(live[l])
        l++
        continue
      }
      if (merged.has(fromLive)) l++
    }
    if (fromApplied !== undefined) {
      take(fromApplied)
      a++
    }
  }
  return out
}

/** The value without the fields of a set and what is below them; null if nothing is left. */
export function withoutFields(type: ValueType, value: unknown, set: FieldSet): unknown {
  if (type.kind === 'scalar' || type.kind === 'any') return value
  if (isNothing(value) || type.atomic) return null
  if (type.kind === 'map') {
    if (!isMap(value)) return null
    const out: Record<string, unknown> = {}
    for (const [name, entry] of Object.entries(value)) {
      const found = set.get(`f:${name}`)
      const below = entryType(type, name)
      if (entry === undefined || found?.member) continue
      out[name] = found && below ? withoutFields(below, entry, found.children) : entry
    }
    return Object.keys(out).length > 0 ? out : null
  }
  if (!isList(value)) return null
  const items = value.flatMap((item) => {
    const found = set.get(elementOf(type, item))
    return found?.member ? [] : [found ? withoutFields(type.element, item, found.children) : item]
  })
  return items.length > 0 ? items : null
}

/** A set of which each declared field above one of its paths is a member, too. */
export function withNamedFields(type: ValueType | undefined, set: FieldSet): FieldSet {
  if (set.size === 0) return EMPTY
  return new Map([...set].map(([element, { member, children }]) => {
    const name = element.startsWith('f:') ? element.slice(2) : undefined
    const declared = name !== undefined && type?.kind === 'map' ? type.field(name) : undefined
    const below = name !== undefined ? (type?.kind === 'map' ? entryType(type, name) : undefined) : type?.kind === 'list' && element.startsWith('k:') ? type.element : undefined
    return [element, { member: member || (declared !== undefined && children.size > 0), children: withNamedFields(below, children) }]
  }))
}
