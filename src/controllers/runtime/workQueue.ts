import type { Simulation, Timer } from '../../base/simulation.ts'

/** client-go's default rate limiter for one item: 5 ms · 2ⁿ, at most 1,000 s. */
const BASE_DELAY_MS = 5
const MAXIMUM_DELAY_MS = 1_000_000

/** What a reconciliation says besides having succeeded. */
export interface Result {
  /** Look again after that time, whatever happens. */
  readonly requeueAfterMs?: number
}

/**
 * Work in steps: at each `yield` it waits until what it has asked of the API so far is answered, and so many milliseconds more as it yields. Others may act meanwhile.
 */
export type Steps<T = void> = Generator<number | void, T, void>

/** A reconciliation, done at once or in steps. */
export type Reconciliation = Result | void | Steps<Result | void>

/** Does all steps at once, for who cannot wait between them. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** What came of one reconciliation. */
type Outcome = { readonly result: Result | void } | { readonly error: unknown }

export interface WorkQueueOptions {
  /** How many keys are worked on side by side. */
  readonly workers: number
  /** How long a worker takes until it has looked at a key and decided, in virtual milliseconds; asked anew for each. */
  readonly costMs: (key: string) => number
  /** How long the requests of the step just made keep its worker, and the key, after that. */
  readonly requestsMs?: () => number
  /** The first pause after an error; it doubles with each further one. */
  readonly baseDelayMs?: number
  readonly maximumDelayMs?: number
  /** How often a key is tried again that fails each time; then it is left until it is added anew. Without it, for ever. */
  readonly retries?: number
  /** Told of an error; the key is tried again after its back-off. */
  readonly onError?: (key: string, error: unknown) => void
  /** Whether retries and delayed looks count as housekeeping that never ends. */
  readonly background?: boolean
}

/**
 * client-go's rate-limiting work queue with its workers: a key waits at most once, is never worked on by two workers, and is looked at again if it was added while worked on.
 * An error puts it back after a growing pause.
 */
export class WorkQueue {
  readonly #simulation: Simulation
  readonly #reconcile: (key: string) => Reconciliation
  readonly #options: WorkQueueOptions
  /** Keys to work on, in order, each with the cause that put it there first. */
  readonly #waiting = new Map<string, number>()
  readonly #working = new Set<string>()
  readonly #dirty = new Map<string, number>()
  readonly #delayed = new Map<string, Timer>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Set<Timer>()
  #pumping = false
  #stopped = false

  constructor(simulation: Simulation, reconcile: (key: string) => Reconciliation, options: WorkQueueOptions) {
    this.#simulation = simulation
    this.#reconcile = reconcile
    this.#options = options
  }

  add(key: string): void {
    if (this.#stopped) return
    const { causes } = this.#simulation
    if (this.#working.has(key)) {
      if (!this.#dirty.has(key)) this.#dirty.set(key, causes.current)
      return
    }
    if (!this.#waiting.has(key)) this.#waiting.set(key, causes.current)
    this.#pump()
  }

  /** Adds a key after that time; of several such for one key the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#stopped) return
    if (delayMs <= 0) return this.add(key)
    const known = this.#delayed.get(key)
    if (known && known.atMs <= this.#simulation.nowMs + delayMs) return
    known?.cancel()
    const timer = this.#simulation.schedule(
      delayMs,
      () => {
        this.#delayed.delete(key)
        this.add(key)
      },
      { background: this.#options.background ?? false },
    )
    this.#delayed.set(key, timer)
  }

  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    this.addAfter(key, Math.min((this.#options.baseDelayMs ?? BASE_DELAY_MS) * 2 ** failures, this.#options.maximumDelayMs ?? MAXIMUM_DELAY_MS))
  }

  /** Clears the back-off of a key. */
  forget(key: string): void {
    this.#failures.delete(key)
  }

  /** How often a key has failed since it was last forgotten. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0
  }

  /** How many keys wait. */
  get length(): number {
    return this.#waiting.size
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#delayed.values()) timer.cancel()
    for (const timer of this.#timers) timer.cancel()
    this.#waiting.clear()
    this.#dirty.clear()
  }

  #pump(): void {
    if (this.#pumping || this.#waiting.size === 0 || this.#working.size >= this.#options.workers) return
    this.#pumping = true
    this.#after(0, () => {
      this.#pumping = false
      while (this.#waiting.size > 0 && this.#working.size < this.#options.workers) this.#workOnNext()
    })
  }

  #workOnNext(): void {
    const [key, cause] = this.#waiting.entries().next().value as [string, number]
    this.#waiting.delete(key)
    this.#working.add(key)
    // The result of the work is seen when its time is over, so that what it reads is what it acts on.
    this.#simulation.causes.current = cause
    this.#after(this.#options.costMs(key), () => this.#step(key, () => this.#reconcile(key)))
  }

  /** One step; the next one, or the end, comes when its requests are answered. */
  #step(key: string, act: () => Reconciliation): void {
    const { outcome, next, waitMs = 0 } = attempt(act)
    this.#after((this.#options.requestsMs?.() ?? 0) + waitMs, () => (next ? this.#step(key, next) : this.#finish(key, outcome ?? { result: undefined })))
  }

  #finish(key: string, outcome: Outcome): void {
    if ('error' in outcome) this.#failed(key, outcome.error)
    else this.forget(key)
    this.#working.delete(key)
    if ('result' in outcome && outcome.result?.requeueAfterMs !== undefined) this.addAfter(key, outcome.result.requeueAfterMs)
    const again = this.#dirty.get(key)
    if (again !== undefined) {
      this.#dirty.delete(key)
      this.#simulation.causes.current = again
      this.add(key)
    }
    this.#pump()
  }

  #failed(key: string, error: unknown): void {
    this.#options.onError?.(key, error)
    if (this.failures(key) < (this.#options.retries ?? Number.POSITIVE_INFINITY)) this.addRateLimited(key)
    else this.forget(key)
  }

  #after(delayMs: number, run: () => void): void {
    const timer: Timer = this.#simulation.schedule(delayMs, () => {
      this.#timers.delete(timer)
      if (!this.#stopped) run()
    })
    this.#timers.add(timer)
  }
}

/** What a step ended with: the outcome, or the next step and how long it has to wait besides. */
interface StepEnd {
  readonly outcome?: Outcome
  readonly next?: () => Reconciliation
  readonly waitMs?: number
}

function attempt(act: () => Reconciliation): StepEnd {
  try {
    const reconciliation = act()
    if (!isSteps(reconciliation)) return { outcome: { result: reconciliation } }
    const { done, value } = reconciliation.next()
    return done ? { outcome: { result: value } } : { next: () => reconciliation, waitMs: value ?? 0 }
  } catch (error) {
    return { outcome: { error } }
  }
}

function isSteps(reconciliation: Reconciliation): reconciliation is Steps<Result | void> {
  return typeof reconciliation === 'object' && 'next' in reconciliation
}
