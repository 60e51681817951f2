import type { CancelSignal } from './context.ts'

/** A signal that one part of a command gives another: a deadline has passed, the result is known. Follows a parent signal too. */
export class Cancellation implements CancelSignal {
  #aborted = false
  readonly #listeners = new Set<() => void>()
  readonly #parent: CancelSignal | undefined
  readonly #follow = () => this.abort()

  constructor(parent?: CancelSignal) {
    this.#parent = parent
    if (parent?.aborted) this.#aborted = true
    else parent?.addEventListener('abort', this.#follow)
  }

  get aborted(): boolean {
    return this.#aborted
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  abort(): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#parent?.removeEventListener('abort', this.#follow)
    for (const listener of [...this.#listeners]) listener()
    this.#listeners.clear()
  }
}

/** Resolves when the signal aborts. */
export function aborted(signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}

/** Values handed from callbacks to a loop that awaits them. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = []
  #ended = false
  #wake: (() => void) | undefined

  push(value: T): void {
    this.#values.push(value)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift() as T
      if (this.#ended) return
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = undefined
    }
  }
}
