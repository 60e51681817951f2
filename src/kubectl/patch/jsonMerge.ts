import { deepEqual } from '../../base/equality.ts'
import type { JsonObject } from '../json.ts'

/** JSON merge patches (RFC 7386) as kubectl computes them for what knows no strategic merge. */
const isObject = (value: unknown): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value)

/** The patch from one object to another. */
export function mergePatchBetween(original: JsonObject, modified: JsonObject, parts: { readonly additions: boolean; readonly deletions: boolean } = { additions: true, deletions: true }): JsonObject {
  const patch: JsonObject = {}
  for (const [key, next] of Object.entries(modified)) {
    const old = original[key]
    if (next === undefined) continue
    if (isObject(old) && isObject(next)) {
      const inner = mergePatchBetween(old, next, parts)
      if (Object.keys(inner).length > 0) patch[key] = inner
    } else if (parts.additions && !deepEqual(old, next)) patch[key] = next
  }
  if (parts.deletions) for (const key of Object.keys(original)) if (original[key] !== undefined && modified[key] === undefined) patch[key] = null
  return patch
}

/** Additions and changes against the live object, removals against the last applied configuration. */
export function threeWayMergePatch(lastApplied: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  return merged(mergePatchBetween(current, modified, { additions: true, deletions: false }), mergePatchBetween(lastApplied, modified, { additions: false, deletions: true }))
}

function merged(left: JsonObject, right: JsonObject): JsonObject {
  const result: JsonObject = { ...left }
  for (const [key, value] of Object.entries(right)) result[key] = isObject(result[key]) && isObject(value) ? merged(result[key], value) : value
  return result
}

/** The object after a merge patch. */
export function applyMergePatch(object: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: JsonObject = isObject(object) ? { ...object } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = applyMergePatch(result[key], value)
  }
  return result
}
