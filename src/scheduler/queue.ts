import type { Simulation, Timer } from '../base/simulation.ts'
import type { ClusterEvent, Plugin } from './framework.ts'
import type { PodInfo } from './podInfo.ts'

const FIRST_BACKOFF_MS = 1000
const LONGEST_BACKOFF_MS = 10_000
/** Pods whose back-off is over are let go once in this time. */
const BACKOFF_FLUSH_MS = 1000
/** A pod that nothing has woken for this long is tried all the same. */
const UNSCHEDULABLE_AT_MOST_MS = 5 * 60_000

interface Waiting {
  info: PodInfo
  attempts: number
  lastAttemptMs: number
  /** The plugins that refused it. */
  refusedBy: ReadonlySet<string>
  order: number
}

/**
 * kube-scheduler's three queues: *active* pods are tried next, by priority; *unschedulable* ones wait for an event that may help them; and who was tried lately waits out
 * its *back-off* first (1, 2, 4, 8, 10 s).
 */
export class SchedulingQueue {
  readonly #simulation: Simulation
  readonly #plugins: readonly Plugin[]
  readonly #wake: () => void
  readonly #active = new Map<string, Waiting>()
  readonly #backoff = new Map<string, Waiting>()
  readonly #unschedulable = new Map<string, Waiting>()
  #order = 0
  #flush: Timer | undefined
  #leftover: Timer | undefined
  #stopped = false

  /** @param wake called when there is something to schedule. */
  constructor(simulation: Simulation, plugins: readonly Plugin[], wake: () => void) {
    this.#simulation = simulation
    this.#plugins = plugins
    this.#wake = wake
  }

  get length(): number {
    return this.#active.size + this.#backoff.size + this.#unschedulable.size
  }

  get activeLength(): number {
    return this.#active.size
  }

  add(info: PodInfo): void {
    if (this.#active.has(info.key) || this.#backoff.has(info.key) || this.#unschedulable.has(info.key)) return this.update(info)
    this.#active.set(info.key, { info, attempts: 0, lastAttemptMs: 0, refusedBy: new Set(), order: this.#order++ })
    this.#wake()
  }

  /** The pod has changed while it waits; a change of its spec or labels may help it. */
  update(info: PodInfo): void {
    const waiting = this.#active.get(info.key) ?? this.#backoff.get(info.key) ?? this.#unschedulable.get(info.key)
    if (waiting) waiting.info = info
  }

  remove(key: string): void {
    this.#active.delete(key)
    this.#backoff.delete(key)
    this.#unschedulable.delete(key)
  }

  /** The next pod to try: the highest priority, then the longest in the queue. */
  next(): PodInfo | undefined {
    let best: Waiting | undefined
    for (const waiting of this.#active.values())
      if (!best || waiting.info.priority > best.info.priority || (waiting.info.priority === best.info.priority && waiting.order < best.order)) best = waiting
    if (!best) return undefined
    this.#active.delete(best.info.key)
    this.#inFlight.set(best.info.key, best)
    return best.info
  }

  readonly #inFlight = new Map<string, Waiting>()

  /** It found its place. */
  done(key: string): void {
    this.#inFlight.delete(key)
  }

  /** It was refused: it waits for an event that one of these plugins takes for helpful. */
  refused(info: PodInfo, refusedBy: ReadonlySet<string>): void {
    const waiting = this.#inFlight.get(info.key)
    this.#inFlight.delete(info.key)
    this.#unschedulable.set(info.key, {
      info,
      attempts: (waiting?.attempts ?? 0) + 1,
      lastAttemptMs: this.#simulation.nowMs,
      refusedBy,
      order: waiting?.order ?? this.#order++,
    })
    this.#leftover ??= this.#simulation.schedule(UNSCHEDULABLE_AT_MOST_MS, () => this.#retryLeftovers(), { background: true })
  }

  /** Something happened: pods that it may help are tried again, at once or after their back-off. */
  move(event: ClusterEvent): void {
    for (const [key, waiting] of [...this.#unschedulable]) {
      const helped = this.#plugins.some((plugin) => waiting.refusedBy.has(plugin.name) && (plugin.retryOn?.(event, waiting.info) ?? true))
      if (helped) this.#retry(key, waiting)
    }
  }

  /** Tries one pod again, whatever refused it: it was nominated, or its gates are gone. */
  activate(key: string): void {
    const waiting = this.#unschedulable.get(key)
    if (waiting) this.#retry(key, waiting)
  }

  stop(): void {
    this.#stopped = true
    this.#flush?.cancel()
    this.#leftover?.cancel()
  }

  #retry(key: string, waiting: Waiting): void {
    this.#unschedulable.delete(key)
    if (this.#simulation.nowMs >= backoffEndMs(waiting)) {
      this.#active.set(key, waiting)
      this.#wake()
      return
    }
    this.#backoff.set(key, waiting)
    this.#scheduleFlush()
  }

  #scheduleFlush(): void {
    if (this.#flush || this.#stopped) return
    // The flusher ticks on whole seconds of its own.
    const phase = (this.#simulation.nowMs - this.#simulation.startMs) % BACKOFF_FLUSH_MS
    this.#flush = this.#simulation.schedule(BACKOFF_FLUSH_MS - phase, () => {
      this.#flush = undefined
      for (const [key, waiting] of [...this.#backoff]) {
        if (this.#simulation.nowMs < backoffEndMs(waiting)) continue
        this.#backoff.delete(key)
        this.#active.set(key, waiting)
        this.#wake()
      }
      if (this.#backoff.size > 0) this.#scheduleFlush()
    })
  }

  #retryLeftovers(): void {
    this.#leftover = undefined
    for (const [key, waiting] of [...this.#unschedulable]) if (this.#simulation.nowMs - waiting.lastAttemptMs >= UNSCHEDULABLE_AT_MOST_MS) this.#retry(key, waiting)
    if (this.#unschedulable.size > 0 && !this.#stopped) this.#leftover = this.#simulation.schedule(UNSCHEDULABLE_AT_MOST_MS / 10, () => this.#retryLeftovers(), { background: true })
  }
}

function backoffEndMs({ attempts, lastAttemptMs }: Waiting): number {
  return attempts === 0 ? 0 : lastAttemptMs + Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), LONGEST_BACKOFF_MS)
}
