/**
 * How the kubelet learns what its containers do: it lists them every second, at fixed moments, and tells of each that started or died (`pkg/kubelet/pleg`). Until
 * the next listing it knows of no change. Here a listing takes place only when there is something to see or somebody waits for it.
 */
import { Beat, type Clock } from '../clock.ts'
import type { ContainerState, Runtime, RuntimeStatus } from '../runtime/runtime.ts'
import type { Pause } from '../task.ts'

export interface PlegEvent {
  readonly kind: 'started' | 'died'
  /** The container or sandbox. */
  readonly id: string
}

/** The pod as the last listing found it. */
export interface SeenStatus extends RuntimeStatus {
  readonly seenMs: number
}

const PERIOD_MS = 1000

export class Pleg {
  readonly #clock: Clock
  readonly #runtime: Runtime
  readonly #beat: Beat
  readonly #onEvents: (podUid: string, events: readonly PlegEvent[]) => void
  readonly #seen = new Map<string, SeenStatus>()
  readonly #changed = new Set<string>()
  readonly #waiting = new Set<() => void>()
  #planned = false

  /**
   * @param firstMs the moment of the first listing, milliseconds since the Unix epoch.
   * @param onEvents is told of all that a listing has found of a pod at once.
   */
  constructor(clock: Clock, runtime: Runtime, firstMs: number, onEvents: (podUid: string, events: readonly PlegEvent[]) => void) {
    this.#clock = clock
    this.#runtime = runtime
    this.#onEvents = onEvents
    this.#beat = new Beat(clock, firstMs, PERIOD_MS)
    runtime.onChange = (podUid) => this.#note(podUid)
    for (const podUid of runtime.podUids()) this.#note(podUid)
  }

  /** The pod's status as of a listing after that moment: tasks wait for it. */
  newerThan(podUid: string, afterMs: number): Pause {
    return (resume) => {
      const seenMs = this.#seen.get(podUid)?.seenMs
      const { lastMs } = this.#beat
      if ((seenMs !== undefined && seenMs > afterMs) || (lastMs !== undefined && lastMs > afterMs)) return resume()
      this.#waiting.add(resume)
      this.#plan()
      return () => void this.#waiting.delete(resume)
    }
  }

  seen(podUid: string): RuntimeStatus {
    return this.#seen.get(podUid) ?? NOTHING
  }

  #note(podUid: string): void {
    this.#changed.add(podUid)
    this.#plan()
  }

  #plan(): void {
    if (this.#planned) return
    this.#planned = true
    this.#clock.schedule(this.#beat.nextMs(0) - this.#clock.nowMs, () => this.#relist())
  }

  #relist(): void {
    this.#planned = false
    const changed = [...this.#changed]
    this.#changed.clear()
    const found: [string, PlegEvent[]][] = []
    for (const podUid of changed) {
      const before = this.seen(podUid)
      const status = this.#runtime.status(podUid)
      const gone = status.sandboxes.length === 0 && status.containers.length === 0
      if (gone) this.#seen.delete(podUid)
      // As the real one, it keeps the address of a pod whose sandbox is down.
      else this.#seen.set(podUid, { ...status, address: status.address || (status.sandboxes.some(({ ready }) => ready) ? '' : before.address), seenMs: this.#clock.nowMs })
      const events = differences(before, status)
      if (events.length > 0) found.push([podUid, events])
    }
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const [podUid, events] of found) this.#onEvents(podUid, events)
    for (const resume of waiting) resume()
  }
}

const NOTHING: RuntimeStatus = { address: '', sandboxes: [], containers: [] }

/** What happened between two listings; containers first, then sandboxes. */
export function differences(before: RuntimeStatus, after: RuntimeStatus): PlegEvent[] {
  const events: PlegEvent[] = []
  const compare = (id: string, was: Phase | undefined, is: Phase | undefined): void => {
    if (was === is || is === 'created') return
    if (is === 'running') events.push({ kind: 'started', id })
    else if (was !== 'exited') events.push({ kind: 'died', id })
  }
  const phases = (status: RuntimeStatus): Map<string, Phase> =>
    new Map([...status.containers.map(({ id, state }): [string, Phase] => [id, state]), ...status.sandboxes.map(({ id, ready }): [string, Phase] => [id, ready ? 'running' : 'exited'])])
  const old = phases(before)
  const now = phases(after)
  for (const [id, phase] of now) compare(id, old.get(id), phase)
  for (const [id, phase] of old) if (!now.has(id)) compare(id, phase, undefined)
  return events
}

type Phase = ContainerState['state']
