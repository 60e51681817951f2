import { Causes, type FactId } from './causes.ts'
import { invariant } from './invariant.ts'
import { Random } from './random.ts'

/** Something that will happen; the handle by which it can be called off. */
export interface Timer {
  /** When it is due: virtual milliseconds since the Unix epoch. */
  readonly atMs: number
  /** Calls it off; nothing happens if it has run or was called off before. */
  cancel(): void
}

/** What an upcoming event is about, for "what is due next". Only events that a person would name have one. */
export interface Due {
  readonly atMs: number
  /** When it was scheduled. */
  readonly startedMs: number
  /** A noun phrase: `liveness probe`, `restart of app`, `grace period ends`. */
  readonly what: string
  /** `pods/default/web-1` and the like. */
  readonly subject: string
}

interface Event extends Timer {
  readonly startedMs: number
  readonly order: number
  readonly run: () => void
  readonly cause: FactId
  readonly what: string
  readonly subject: string
  background: boolean
  cancelled: boolean
}

export interface ScheduleOptions {
  /** See `Due.what`. */
  what?: string
  /** See `Due.subject`. */
  subject?: string
  /** Housekeeping that goes on for ever (leases, resyncs, probes): it does not keep the cluster from having settled. */
  background?: boolean
}

/**
 * Virtual time: one queue of events ordered by (time, insertion), one seed, no timer of its own. A host advances it.
 * The same seed and the same calls give the same order of events on every engine.
 */
export class Simulation {
  readonly seed: number
  readonly startMs: number
  readonly causes = new Causes()
  #nowMs: number
  #steps = 0
  #inserted = 0
  #foreground = 0
  readonly #heap: Event[] = []
  /** Those that `due` tells of. */
  readonly #named = new Set<Event>()
  readonly #streams = new Map<string, Random>()

  /** @param startMs the virtual moment at which the run begins, milliseconds since the Unix epoch. */
  constructor(options: { seed: number; startMs: number }) {
    this.seed = options.seed
    this.startMs = options.startMs
    this.#nowMs = options.startMs
  }

  /** Virtual time, whole milliseconds since the Unix epoch. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** How many events have run; with `nowMs` it names a moment exactly. */
  get steps(): number {
    return this.#steps
  }

  /** The stream of chance with this name, the same one for every caller. */
  random(stream: string): Random {
    let random = this.#streams.get(stream)
    if (!random) this.#streams.set(stream, (random = new Random(this.seed, stream)))
    return random
  }

  /** Runs `run` after `delayMs` (rounded up to whole milliseconds; 0 is later in this instant). It inherits the current cause. */
  schedule(delayMs: number, run: () => void, options: ScheduleOptions = {}): Timer {
    invariant(delayMs >= 0, `cannot schedule ${delayMs} ms into the past`)
    const leaveForeground = (): void => void this.#foreground--
    const named = this.#named
    const event: Event = {
      startedMs: this.#nowMs,
      atMs: this.#nowMs + Math.ceil(delayMs),
      order: this.#inserted++,
      run,
      cause: this.causes.current,
      what: options.what ?? '',
      subject: options.subject ?? '',
      background: options.background ?? false,
      cancelled: false,
      cancel() {
        if (this.cancelled) return
        this.cancelled = true
        if (this.what !== '') named.delete(this)
        if (!this.background) leaveForeground()
      },
    }
    if (event.what !== '') named.add(event)
    if (!event.background) this.#foreground++
    this.#push(event)
    return event
  }

  /** When the next event is due, or undefined if nothing is. */
  nextAtMs(): number | undefined {
    this.#dropCancelled()
    return this.#heap[0]?.atMs
  }

  /** Runs the next event; false if there is none. */
  step(): boolean {
    this.#dropCancelled()
    const event = this.#pop()
    if (!event) return false
    this.#nowMs = event.atMs
    this.#steps++
    event.cancelled = true
    if (event.what !== '') this.#named.delete(event)
    if (!event.background) this.#foreground--
    this.causes.current = event.cause
    event.run()
    this.causes.current = 0
    return true
  }

  /** Runs all events due up to and including that moment, then stands there. */
  advanceTo(atMs: number): void {
    for (let next = this.nextAtMs(); next !== undefined && next <= atMs; next = this.nextAtMs()) this.step()
    if (atMs > this.#nowMs) this.#nowMs = atMs
  }

  advanceBy(durationMs: number): void {
    this.advanceTo(this.#nowMs + durationMs)
  }

  /** Whether only housekeeping is left in the queue. */
  get settled(): boolean {
    return this.#foreground === 0
  }

  /** What will happen next that a person would name, soonest first, at most `limit`. */
  due(limit: number): Due[] {
    return [...this.#named]
      .sort(before)
      .slice(0, limit)
      .map(({ atMs, startedMs, what, subject }) => ({ atMs, startedMs, what, subject }))
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled) this.#pop()
  }

  #push(event: Event): void {
    const heap = this.#heap
    let at = heap.push(event) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = heap[up] as Event
      if (before(parent, event) <= 0) break
      heap[at] = parent
      at = up
    }
    heap[at] = event
  }

  #pop(): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || first === last) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event) < 0) child++
      if (before(last, heap[child] as Event) <= 0) break
      heap[at] = heap[child] as Event
      at = child
    }
    heap[at] = last
    return first
  }
}

function before(a: Event, b: Event): number {
  return a.atMs - b.atMs || a.order - b.order
}
