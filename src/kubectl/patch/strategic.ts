import { deepEqual } from '../../base/equality.ts'
import type { JsonObject } from '../json.ts'
import { type MergeField, type MergeFields, mergeFieldsOf } from './mergeSchema.ts'

/**
 * Strategic merge patches as kubectl computes them (apimachinery's strategicpatch): what turns one object into another, written so that the server merges lists by key.
 */
interface DiffOptions {
  readonly ignoresDeletions?: boolean
  readonly ignoresChanges?: boolean
  readonly setsOrder?: boolean
}

const isObject = (value: unknown): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value)
const bytewise = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)

/** The patch from `original` to `modified`, an object of `kind`. */
export function twoWayPatch(original: JsonObject, modified: JsonObject, kind: string): JsonObject {
  return diffMaps(original, modified, mergeFieldsOf(kind), { setsOrder: true }, false)
}

/**
 * The patch that `kubectl apply` sends: additions and changes from the live object to the new configuration, and the removal of
 * what the last applied configuration had and the new one has not.
 */
export function threeWayPatch(lastApplied: JsonObject, modified: JsonObject, current: JsonObject, kind: string): JsonObject {
  const fields = mergeFieldsOf(kind)
  const delta = diffMaps(current, modified, fields, { ignoresDeletions: true, setsOrder: true }, false)
  const deletions = diffMaps(lastApplied, modified, fields, { ignoresChanges: true, setsOrder: true }, false)
  return combine(delta, deletions, fields)
}

function diffMaps(original: JsonObject, modified: JsonObject, fields: MergeFields, options: DiffOptions, retainsKeys: boolean): JsonObject {
  const patch: JsonObject = {}
  for (const [key, next] of Object.entries(modified)) {
    if (next === undefined) continue
    const old = original[key]
    if (old === undefined) {
      if (!options.ignoresChanges) patch[key] = next
      continue
    }
    Object.assign(patch, diffValue(key, old, next, fields[key] ?? {}, options))
  }
  if (!options.ignoresDeletions) for (const key of Object.keys(original)) if (original[key] !== undefined && modified[key] === undefined) patch[key] = null
  const addsField = Object.keys(modified).some((key) => original[key] === undefined)
  if (retainsKeys && (Object.keys(patch).length > 0 || addsField)) {
    const kept = Object.keys(modified).filter((key) => modified[key] !== null && modified[key] !== undefined)
    if (kept.length > 0) patch['$retainKeys'] = kept.sort(bytewise)
  }
  return patch
}

function diffValue(key: string, old: unknown, next: unknown, field: MergeField, options: DiffOptions): JsonObject {
  if (isObject(old) && isObject(next) && !field.replaces) {
    const inner = diffMaps(old, next, field.fields ?? {}, options, field.retainsKeys === true && field.mergeKey === undefined)
    return Object.keys(inner).length > 0 ? { [key]: inner } : {}
  }
  if (Array.isArray(old) && Array.isArray(next) && field.mergeKey !== undefined) return diffLists(key, old, next, field, options)
  return options.ignoresChanges || deepEqual(old, next) ? {} : { [key]: next }
}

function diffLists(key: string, old: readonly any[], next: readonly any[], field: MergeField, options: DiffOptions): JsonObject {
  if (old.length === 0) return next.length === 0 || options.ignoresChanges ? {} : { [key]: next }
  return field.mergeKey === '' ? diffPlainLists(key, old, next, options) : diffKeyedLists(key, old, next, field, options)
}

function diffPlainLists(key: string, old: readonly any[], next: readonly any[], options: DiffOptions): JsonObject {
  const added = options.ignoresChanges ? [] : next.filter((value) => !old.includes(value))
  const removed = options.ignoresDeletions ? [] : old.filter((value) => !next.includes(value))
  const ordered = options.setsOrder && ((!options.ignoresDeletions && removed.length > 0) || (!options.ignoresChanges && !deepEqual(old, next)))
  return {
    ...(added.length > 0 ? { [key]: added } : {}),
    ...(removed.length > 0 ? { [`$deleteFromPrimitiveList/${key}`]: removed } : {}),
    ...(ordered && next.length > 0 ? { [`$setElementOrder/${key}`]: next } : {}),
  }
}

function diffKeyedLists(key: string, old: readonly JsonObject[], next: readonly JsonObject[], field: MergeField, options: DiffOptions): JsonObject {
  const mergeKey = field.mergeKey as string
  const keyOf = (item: JsonObject) => item[mergeKey]
  const patches: JsonObject[] = []
  for (const item of next) {
    const before = old.find((each) => keyOf(each) === keyOf(item))
    if (!before) {
      if (!options.ignoresChanges) patches.push(item)
      continue
    }
    const inner = diffMaps(before, item, field.fields ?? {}, options, field.retainsKeys === true)
    if (Object.keys(inner).length > 0) patches.push({ ...inner, [mergeKey]: keyOf(item) })
  }
  const removed = options.ignoresDeletions ? [] : old.filter((item) => !next.some((each) => keyOf(each) === keyOf(item)))
  patches.push(...removed.map((item) => ({ $patch: 'delete', [mergeKey]: keyOf(item) })))
  const common = (list: readonly JsonObject[], other: readonly JsonObject[]) => list.map(keyOf).filter((value) => other.some((each) => keyOf(each) === value))
  const sameOrder = deepEqual(common(old, next), common(next, old))
  const ordered = options.setsOrder && ((!options.ignoresChanges && (patches.length > 0 || !sameOrder)) || (!options.ignoresDeletions && patches.length > 0))
  return {
    ...(patches.length > 0 ? { [key]: patches } : {}),
    ...(ordered && next.length > 0 ? { [`$setElementOrder/${key}`]: next.map((item) => ({ [mergeKey]: keyOf(item) })) } : {}),
  }
}

/** One patch of two: both touch different things, or the same items of a list. */
function combine(delta: JsonObject, deletions: JsonObject, fields: MergeFields): JsonObject {
  const combined: JsonObject = { ...delta }
  for (const [key, removal] of Object.entries(deletions)) {
    const change = combined[key]
    const field = fields[key] ?? {}
    if (change === undefined) combined[key] = removal
    else if (isObject(change) && isObject(removal)) combined[key] = combine(change, removal, field.fields ?? {})
    else if (Array.isArray(change) && Array.isArray(removal) && !key.startsWith('$')) combined[key] = combineLists(change, removal, field)
  }
  return combined
}

function combineLists(changes: readonly JsonObject[], removals: readonly JsonObject[], field: MergeField): JsonObject[] {
  const mergeKey = field.mergeKey ?? ''
  const merged = [...changes]
  for (const removal of removals) {
    const index = merged.findIndex((item) => isObject(item) && isObject(removal) && item[mergeKey] === removal[mergeKey])
    if (index < 0) merged.push(removal)
    else merged[index] = combine(merged[index] as JsonObject, removal, field.fields ?? {})
  }
  return merged
}
