const BASE_DELAY_MS = 1000
const MAXIMUM_DELAY_MS = 900_000

/** When pods that failed may be replaced: a machine on which they fail again and again has to wait longer each time (`client-go flowcontrol.Backoff`). */
export class Failures {
  readonly #known = new Map<string, { delayMs: number; sinceMs: number }>()

  /** How long a place must still wait, in milliseconds; its whole pause, as the controller counts it from now. 0 if it need not. */
  waitMs(key: string, nowMs: number): number {
    const known = this.#known.get(key)
    return !known || nowMs - known.sinceMs >= known.delayMs ? 0 : known.delayMs
  }

  /** Notes a failure. A place that was well for long begins anew. */
  note(key: string, nowMs: number): void {
    const known = this.#known.get(key)
    const goesOn = known && nowMs - known.sinceMs <= 2 * MAXIMUM_DELAY_MS
    this.#known.set(key, { delayMs: goesOn ? Math.min(2 * known.delayMs, MAXIMUM_DELAY_MS) : BASE_DELAY_MS, sinceMs: nowMs })
  }
}
