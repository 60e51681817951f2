/** How long to hold back what failed: doubles with each failure (`client-go/util/flowcontrol`). Times are milliseconds since the Unix epoch. */
export class BackOff {
  readonly #initialMs: number
  readonly #mostMs: number
  readonly #entries = new Map<string, { delayMs: number; updatedMs: number }>()

  constructor(initialMs: number, mostMs: number) {
    this.#initialMs = initialMs
    this.#mostMs = mostMs
  }

  /** The delay that holds now; 0 if there was no failure. */
  delayMs(key: string): number {
    return this.#entries.get(key)?.delayMs ?? 0
  }

  /** Whether it must wait at `nowMs`, after an event at `eventMs`. */
  holds(key: string, eventMs: number, nowMs: number): boolean {
    const entry = this.#entries.get(key)
    return entry !== undefined && !this.#forgiven(eventMs, entry.updatedMs) && nowMs - eventMs < entry.delayMs
  }

  /** Whether it must wait at `nowMs`, after the last failure. */
  holdsSinceUpdate(key: string, nowMs: number): boolean {
    const entry = this.#entries.get(key)
    return entry !== undefined && !this.#forgiven(nowMs, entry.updatedMs) && nowMs - entry.updatedMs < entry.delayMs
  }

  /** Notes another failure, at `eventMs`. */
  next(key: string, eventMs: number, nowMs: number): void {
    const entry = this.#entries.get(key)
    const delayMs = entry && !this.#forgiven(eventMs, entry.updatedMs) ? Math.min(2 * entry.delayMs, this.#mostMs) : this.#initialMs
    this.#entries.set(key, { delayMs, updatedMs: nowMs })
  }

  forget(key: string): void {
    this.#entries.delete(key)
  }

  /** What went well for twice the longest delay begins anew. */
  #forgiven(eventMs: number, updatedMs: number): boolean {
    return eventMs - updatedMs > 2 * this.#mostMs
  }
}
