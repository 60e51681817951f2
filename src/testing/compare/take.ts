import { count, type Counter } from './counter.ts'
import { fieldsOf } from './fields.ts'
import { normalise } from './normalise.ts'
import { Sequence } from './sequence.ts'
import type { JsonObject } from './states.ts'
import { readTranscript, type Command } from './transcript.ts'
import { parseWatchLog, readWatchLog, type WatchedObject } from './watchLog.ts'

/** The two files of one recording, as text. */
export interface RecordedTake {
  /** Each instruction of the script with its time and output. */
  readonly transcript: string
  /** One line of JSON for each watch event. */
  readonly watch: string
}

/** What a recording shows, ready to be compared. */
export interface Take {
  readonly commands: readonly Command[]
  /** How many Events of each kind there are. */
  readonly events: Counter
  /** The fields of all objects that exist at the end, nodes apart. */
  readonly final: Counter
  /** The sequences of states by normalised name (`pods default web-RAND`), the earliest first. */
  readonly sequences: ReadonlyMap<string, readonly Sequence[]>
  /** When each step of the script began, in ms since the recording began. */
  readonly began: readonly number[]
}

/**
 * Reads a take. With the steps' times of another take as `clock`, times are told on that clock: as far into a step here as there
 * (a `settle` may be longer in one take).
 */
export function readTake(recorded: RecordedTake, clock?: readonly number[]): Take {
  const { transcript, watch } = nameRestarts(recorded)
  const { commands, began } = readTranscript(transcript)
  const { objects, events, histories } = readWatchLog(watch)
  const sequences = new Map<string, Sequence[]>()
  for (const { resource, namespace, name, steps } of histories) {
    const key = `${resource} ${namespace} ${normalise(name)}`
    const sequence = new Sequence(steps.map(({ t, state }) => ({ state, t: tell(t, began, clock) })))
    sequences.set(key, [...(sequences.get(key) ?? []), sequence])
  }
  for (const group of sequences.values()) group.sort((a, b) => a.startMs - b.startMs)
  return { commands, events: countEvents(events), final: count(finalFields(objects)), sequences, began }
}

function tell(t: number, began: readonly number[], clock: readonly number[] | undefined): number {
  if (!clock || clock.length !== began.length || clock.length === 0) return t
  // The transcript's times have tenths of a second: what comes just before a step's time may belong to it.
  const step = Math.max(0, began.findLastIndex((start) => start <= t + 50))
  return (clock[step] ?? 0) + t - (began[step] ?? 0)
}

function* finalFields(objects: readonly WatchedObject[]): Generator<string> {
  for (const { resource, namespace, name, object } of objects) {
    if (resource === 'nodes') continue
    const prefix = `${resource} ${namespace} ${normalise(name)} `
    for (const field of fieldsOf(object)) yield prefix + field
  }
}

interface RecordedEvent {
  involvedObject: { kind?: string; name?: string }
  type?: string
  reason?: string
  source?: { component?: string }
  reportingComponent?: string
  message?: string
  count?: number
  series?: { count?: number }
}

function countEvents(objects: readonly JsonObject[]): Counter {
  const counts = new Map<string, number>()
  for (const event of objects as unknown as RecordedEvent[]) {
    const { kind, name = '' } = event.involvedObject
    const source = event.source?.component || event.reportingComponent
    const key = JSON.stringify([kind, normalise(name), event.type, event.reason, source, normalise(event.message ?? '')])
    counts.set(key, (counts.get(key) ?? 0) + (event.count || event.series?.count || 1))
  }
  return counts
}

/**
 * `rollout restart` writes the time into the pod template, so the template's hash differs from take to take:
 * the hashes of such templates are replaced by their number, in the order in which their ReplicaSets were made.
 */
function nameRestarts(take: RecordedTake): RecordedTake {
  let { transcript, watch } = take
  restartHashes(watch).forEach((hash, index) => {
    transcript = transcript.replaceAll(hash, `restart${index}`)
    watch = watch.replaceAll(hash, `restart${index}`)
  })
  return { transcript, watch }
}

interface WithTemplate {
  spec?: { template?: { metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> } } }
}

function restartHashes(watch: string): string[] {
  if (!watch.includes('restartedAt')) return []
  const hashes = new Set<string>()
  for (const { resource, object } of parseWatchLog(watch)) {
    const template = resource === 'replicasets' ? (object as WithTemplate | undefined)?.spec?.template?.metadata : undefined
    const hash = template?.labels?.['pod-template-hash']
    if (hash && 'kubectl.kubernetes.io/restartedAt' in (template?.annotations ?? {})) hashes.add(hash)
  }
  return [...hashes]
}
