import type { ListType } from './valueType.ts'

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** Whether a value is absent, null, or an empty list or map. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  for (const entry of Object.values(value)) if (entry !== undefined) return false
  return true
}

/** Why an item cannot be told apart from the others of its list. */
export class ElementError extends Error {}

/** The element of a path for an item of a list that is not atomic. */
export function elementOf(type: ListType, item: unknown): string {
  if (type.keys.length === 0) {
    if (isMap(item)) throw new ElementError("associative list without keys has an element that's a map type")
    if (isList(item)) throw new ElementError('not supported: associative list with lists as elements')
    if (item === null) throw new ElementError("associative list without keys has an element that's an explicit null")
    return `v:${JSON.stringify(item)}`
  }
  if (item === null) throw new ElementError('associative list with keys may not have a null element')
  if (!isMap(item)) throw new ElementError('associative list with keys may not have non-map elements')
  const parts = type.keys.map(({ name, defaultValue }) => {
    const value = item[name] ?? defaultValue
    if (value === undefined) throw new ElementError(`associative list with keys has an element that omits key field ${JSON.stringify(name)} (and doesn't have default value)`)
    return `${JSON.stringify(name)}:${JSON.stringify(value)}`
  })
  return `k:{${(parts.length > 1 ? parts.toSorted() : parts).join(',')}}`
}
