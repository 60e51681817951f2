import type { Session } from '../cluster/session.ts'

/** How often virtual time is brought up to real time, in real milliseconds. */
const TURN_MS = 10
/** How much of a turn the simulation may take before requests get theirs. */
const BUDGET_MS = 20
/** How much virtual time one turn takes in at the most when it runs as fast as it can. */
const FARTHEST_MS = 3_600_000

/** Lets a session's virtual time follow real time, times a factor. */
export class Pacer {
  readonly #session: Session
  #factor: number
  #timer: NodeJS.Timeout | undefined
  #anchor = { realMs: 0, atMs: 0 }

  /** @param factor virtual by real time; `Infinity` for as fast as it can. */
  constructor(session: Session, factor: number) {
    this.#session = session
    this.#factor = factor
  }

  get factor(): number {
    return this.#timer ? this.#factor : 0
  }

  play(factor = this.#factor): void {
    this.pause()
    this.#factor = factor
    this.#setAnchor()
    this.#timer = setInterval(() => this.#turn(), TURN_MS)
  }

  pause(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** After virtual time was moved by other means. */
  resynchronise(): void {
    this.#setAnchor()
  }

  #setAnchor(): void {
    this.#anchor = { realMs: performance.now(), atMs: this.#session.atMs }
  }

  #turn(): void {
    const nowMs = performance.now()
    const wantedMs = Number.isFinite(this.#factor) ? this.#anchor.atMs + (nowMs - this.#anchor.realMs) * this.#factor : this.#session.atMs + FARTHEST_MS
    const reached = this.#session.advanceTo(Math.max(this.#session.atMs, Math.floor(wantedMs)), () => performance.now() < nowMs + BUDGET_MS)
    // What cannot be held is given up instead of piled up.
    if (!reached) this.#setAnchor()
  }
}
