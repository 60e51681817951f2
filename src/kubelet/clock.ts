import type { ScheduleOptions, Simulation, Timer } from '../base/simulation.ts'
import type { Random } from '../base/random.ts'
import type { Pause } from './task.ts'

/**
 * The simulation as one process sees it: when the process is killed, all that it had planned is called off.
 */
export class Clock {
  readonly #simulation: Simulation
  readonly #timers = new Set<Timer>()
  /** The process's stream of chance. */
  readonly random: Random
  #running = true

  constructor(simulation: Simulation, stream: string) {
    this.#simulation = simulation
    this.random = simulation.random(stream)
  }

  get nowMs(): number {
    return this.#simulation.nowMs
  }

  get running(): boolean {
    return this.#running
  }

  schedule(delayMs: number, run: () => void, options?: ScheduleOptions): Timer {
    const timer = this.#simulation.schedule(
      delayMs,
      () => {
        this.#timers.delete(timer)
        run()
      },
      options,
    )
    if (!this.#running) timer.cancel()
    else this.#timers.add(timer)
    return { atMs: timer.atMs, cancel: () => void (timer.cancel(), this.#timers.delete(timer)) }
  }

  /** For tasks: a wait of that length. */
  sleep(delayMs: number, options?: ScheduleOptions): Pause {
    return (resume) => {
      const timer = this.schedule(delayMs, resume, options)
      return () => timer.cancel()
    }
  }

  /** The process is killed. */
  end(): void {
    this.#running = false
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
  }
}

/** A loop that looks every so often at fixed moments: nothing is scheduled for it until there is something to be seen at its next turn. */
export class Beat {
  readonly #clock: Clock
  readonly #firstMs: number
  readonly periodMs: number

  /** @param firstMs the moment of its first turn, milliseconds since the Unix epoch. */
  constructor(clock: Clock, firstMs: number, periodMs: number) {
    this.#clock = clock
    this.#firstMs = firstMs
    this.periodMs = periodMs
  }

  /** The latest turn up to and including now; undefined before the first. */
  get lastMs(): number | undefined {
    const since = this.#clock.nowMs - this.#firstMs
    return since < 0 ? undefined : this.#firstMs + Math.floor(since / this.periodMs) * this.periodMs
  }

  /** The first turn at or after that moment, later than now. */
  nextMs(fromMs: number): number {
    const since = Math.max(fromMs, this.#clock.nowMs + 1) - this.#firstMs
    return since <= 0 ? this.#firstMs : this.#firstMs + Math.ceil(since / this.periodMs) * this.periodMs
  }
}
