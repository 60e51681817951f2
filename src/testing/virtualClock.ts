import type { CancelSignal, Clock } from '../kubectl/context.ts'

/** A clock that stands still until everybody waits for it: then it jumps to whatever is due next. For tests of asynchronous clients. */
export class VirtualClock implements Clock {
  readonly #timers: { readonly atMs: number; readonly run: () => void }[] = []
  #nowMs: number

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  schedule(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run }
    this.#timers.push(timer)
    return () => {
      const index = this.#timers.indexOf(timer)
      if (index >= 0) this.#timers.splice(index, 1)
    }
  }

  sleep(durationMs: number, signal?: CancelSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.schedule(durationMs, resolve)
      signal?.addEventListener('abort', () => {
        cancel()
        resolve()
      })
    })
  }

  /** Waits for a result, moving time on whenever nothing else is left to do. */
  async drive<T>(result: Promise<T>, whenIdle: () => void = () => undefined): Promise<T> {
    let settled = false
    const finish = () => (settled = true)
    result.then(finish, finish)
    while (!settled) {
      for (let turn = 0; turn < 3 && !settled; turn++) await new Promise((resolve) => setImmediate(resolve))
      if (!settled) this.#next(whenIdle)
    }
    return result
  }

  #next(whenIdle: () => void): void {
    this.#timers.sort((left, right) => left.atMs - right.atMs)
    const timer = this.#timers.shift()
    if (!timer) return whenIdle()
    this.#nowMs = Math.max(this.#nowMs, timer.atMs)
    timer.run()
  }
}
