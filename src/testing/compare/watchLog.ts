import { stateOf, type Json, type JsonObject } from './states.ts'

/** One line of a recording's watch log. */
export interface WatchLine {
  /** Milliseconds since the recording began. */
  readonly t: number
  /** The store's revision; absent in lines that were made by hand. */
  readonly rv?: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: string
  readonly namespace?: string
  readonly name: string
  /** The whole object, when it was not known before. */
  readonly object?: JsonObject
  /** A JSON merge patch of the object's previous line. */
  readonly patch?: JsonObject
}

export interface WatchedObject {
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly object: JsonObject
}

/** The states that one object went through, each with the time at which it was reached (ms since the recording began). */
export interface History {
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly steps: { readonly t: number; readonly state: string }[]
}

export interface WatchReading {
  /** What exists at the end. */
  readonly objects: readonly WatchedObject[]
  /** The Kubernetes Events that were made, each as it was first written. */
  readonly events: readonly JsonObject[]
  readonly histories: readonly History[]
}

/** Written by chance (which node gets which addresses) or by the start of the cluster. */
const chanceReasons = new Set<unknown>(['CIDRAssignmentFailed', 'RegisteredNode'])

export function parseWatchLog(text: string): WatchLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WatchLine)
}

/** What a watch log shows: the objects at its end, the Events, and every object's sequence of states. */
export function readWatchLog(text: string): WatchReading {
  const objects = new Map<string, WatchedObject>()
  const events = new Map<string, JsonObject>()
  const histories = new Map<string, History>()
  for (const line of parseWatchLog(text)) {
    const { resource, namespace = '', name } = line
    const key = `${resource} ${namespace} ${name}`
    const object = line.object ?? asObject(applyMergePatch(objects.get(key)?.object, line.patch ?? {}))
    if (resource === 'events') {
      if ('involvedObject' in object && !chanceReasons.has(object['reason'])) events.set(key, object)
      continue
    }
    // An object from before the recording, of which only some change is known.
    if (!('metadata' in object)) continue
    const history = histories.get(key) ?? { resource, namespace, name, steps: [] }
    histories.set(key, history)
    if (line.type === 'DELETED') {
      objects.delete(key)
      history.steps.push({ t: line.t, state: '["deleted"]' })
      continue
    }
    objects.set(key, { resource, namespace, name, object })
    const state = stateOf(resource, object)
    if (state !== undefined && history.steps.at(-1)?.state !== state) history.steps.push({ t: line.t, state })
  }
  return { objects: [...objects.values()], events: [...events.values()], histories: [...histories.values()].filter(({ steps }) => steps.length > 0) }
}

/** RFC 7386. */
function applyMergePatch(old: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const result: JsonObject = isObject(old) ? { ...old } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = applyMergePatch(result[key], value as Json)
  }
  return result
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asObject(value: Json): JsonObject {
  return isObject(value) ? value : {}
}

interface Dated {
  metadata?: { creationTimestamp?: string }
}

/**
 * The wall time at which a recording began, in ms since the Unix epoch, from what its objects say of their creation (in whole seconds, hence to within
 * a fraction of a second). Undefined if it created nothing.
 */
export function beganAt(watch: string): number | undefined {
  let earliest = -Infinity
  let latest = Infinity
  for (const line of parseWatchLog(watch)) {
    const created = (line.object as Dated | undefined)?.metadata?.creationTimestamp
    if (line.type !== 'ADDED' || !created) continue
    const began = Date.parse(created) - line.t
    if (began + 1000 <= earliest || began >= latest) continue
    earliest = Math.max(earliest, began)
    latest = Math.min(latest, began + 1000)
  }
  return latest === Infinity ? undefined : Math.floor((earliest + latest) / 2)
}
