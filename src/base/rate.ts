/** The second is counted in so many slices. */
const SLICES = 20
const SLICE_MS = 1000 / SLICES

/** How often something happened during the last second of virtual time. */
export class Rate {
  readonly #clock: { readonly nowMs: number }
  /** What happened in each of the newest slices of time; they are used in turn. */
  readonly #counts = Array.from({ length: SLICES }, () => 0)
  #slice = 0

  constructor(clock: { readonly nowMs: number }) {
    this.#clock = clock
    this.#slice = this.#current()
  }

  /** It has happened once more, now. */
  count(): void {
    this.#forgetOld()
    const at = this.#slice % SLICES
    this.#counts[at] = (this.#counts[at] as number) + 1
  }

  get perSecond(): number {
    this.#forgetOld()
    return this.#counts.reduce((sum, count) => sum + count, 0)
  }

  #current(): number {
    return Math.floor(this.#clock.nowMs / SLICE_MS)
  }

  #forgetOld(): void {
    const current = this.#current()
    for (let slice = Math.max(this.#slice + 1, current - SLICES + 1); slice <= current; slice++) this.#counts[slice % SLICES] = 0
    this.#slice = current
  }
}
