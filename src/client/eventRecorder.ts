import type { ObjectReference } from 'kubernetes-types/core/v1'
import type { Simulation } from '../base/simulation.ts'
import { formatTime } from '../base/time.ts'
import type { Api } from './api.ts'
import { ConnectionError, StatusError } from './status.ts'

/** An object that an Event is about, or a reference to it (with a `fieldPath` for one of its containers). */
export type EventSubject = ObjectReference | { apiVersion: string; kind: string; metadata: { namespace?: string; name: string; uid: string; resourceVersion: string } }

/** Writes Events about objects in the name of one component. Events are best effort: a failure to write one is ignored. */
export interface EventRecorder {
  event(about: EventSubject, type: 'Normal' | 'Warning', reason: string, message: string): void
}

/** client-go's EventCorrelator: how many different texts of one reason are told singly in a time, and what follows them. */
const SIMILAR_MOST = 10
const SIMILAR_PERIOD_MS = 600_000
const COMBINED = '(combined from similar events): '

/** Its spam filter: how many Events an object may cause at once, and how often one more. */
const BURST = 25
const REFILL_MS = 300_000

/** How long an Event is on its way: recorders write from a queue of their own. */
const LATENCY_MS = [2, 8] as const

interface Known {
  readonly namespace: string
  readonly name: string
  readonly firstTimestamp: string
  count: number
}

/** The Events of one component of the control plane or of one kubelet (`source.host`). */
export function eventRecorder(simulation: Simulation, api: Api, source: { component: string; host?: string }): EventRecorder {
  const known = new Map<string, Known>()
  const similar = new Map<string, { texts: Set<string>; lastMs: number }>()
  const tokens = new Map<string, { left: number; atMs: number }>()
  const random = simulation.random(`events of ${source.component} ${source.host ?? ''}`)
  let lastWriteMs = 0

  function mayWrite(key: string): boolean {
    const bucket = tokens.get(key) ?? { left: BURST, atMs: simulation.nowMs }
    const refilled = Math.min(BURST, bucket.left + (simulation.nowMs - bucket.atMs) / REFILL_MS)
    const allowed = refilled >= 1
    tokens.set(key, { left: allowed ? refilled - 1 : refilled, atMs: simulation.nowMs })
    return allowed
  }

  /** The text under which an event is told: its own, or a combined one if too many differ. */
  function aggregated(key: string, message: string): { message: string; combined: boolean } {
    const record = similar.get(key)
    const fresh = !record || simulation.nowMs - record.lastMs > SIMILAR_PERIOD_MS ? { texts: new Set<string>(), lastMs: simulation.nowMs } : record
    fresh.lastMs = simulation.nowMs
    fresh.texts.add(message)
    similar.set(key, fresh)
    if (fresh.texts.size < SIMILAR_MOST) return { message, combined: false }
    // As client-go does, one text is forgotten, whichever, so that the set stays full.
    fresh.texts.delete(random.pick([...fresh.texts]))
    return { message: COMBINED + message, combined: true }
  }

  function write(about: ObjectReference, type: 'Normal' | 'Warning', reason: string, text: string): void {
    const owner = [source.component, source.host ?? '', about.kind, about.namespace ?? '', about.name, about.uid ?? '', about.apiVersion].join('\0')
    const { message, combined } = aggregated([owner, type, reason].join('\0'), text)
    const key = [owner, type, reason, about.fieldPath ?? '', combined ? COMBINED : message].join('\0')
    if (!mayWrite(`${owner}\0${type}`)) return
    const now = formatTime(simulation.nowMs)
    const previous = known.get(key)
    if (previous) {
      previous.count++
      api.patch('events', previous.namespace, previous.name, 'strategic', { count: previous.count, lastTimestamp: now, message })
      return
    }
    const namespace = about.namespace || 'default'
    const name = `${about.name ?? ''}.${eventSuffix(simulation, random.integer(0, 999_999))}`
    api.create('events', {
      metadata: { name, namespace },
      involvedObject: about,
      reason,
      message,
      source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      reportingComponent: combined ? '' : source.component,
      reportingInstance: source.host ?? '',
    })
    known.set(key, { namespace, name, firstTimestamp: now, count: 1 })
  }

  return {
    event(about, type, reason, message) {
      const reference = referenceTo(about)
      // One after the other: none overtakes an earlier one.
      lastWriteMs = Math.max(lastWriteMs, simulation.nowMs + random.integer(...LATENCY_MS))
      simulation.schedule(lastWriteMs - simulation.nowMs, () => bestEffort(() => write(reference, type, reason, message)))
    },
  }
}

/** Sixteen hexadecimal digits: the nanoseconds of now. */
export function eventSuffix(simulation: Simulation, nanoseconds: number): string {
  return (BigInt(simulation.nowMs) * 1_000_000n + BigInt(nanoseconds)).toString(16)
}

export function referenceTo(about: EventSubject): ObjectReference {
  if (!('metadata' in about)) return about
  const { apiVersion, kind, metadata } = about
  return { kind, ...(metadata.namespace ? { namespace: metadata.namespace } : {}), name: metadata.name, uid: metadata.uid, apiVersion, resourceVersion: metadata.resourceVersion }
}

export function bestEffort(write: () => void): void {
  try {
    write()
  } catch (error) {
    if (!(error instanceof StatusError) && !(error instanceof ConnectionError)) throw error
  }
}
