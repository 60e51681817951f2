/**
 * Work that takes virtual time, written as one function: a generator that yields what it waits for. Each worker of a kubelet is one, as each is a goroutine in the
 * real one, and what blocks there is a `yield*` here.
 */

/** Something to wait for: begins the wait and calls `resume` once when it is over. Returns how to call the wait off. */
export type Pause = (resume: () => void) => (() => void) | void

export type Task<T = void> = Generator<Pause, T, void>

export interface RunningTask {
  /** Ends it where it waits; `finally` blocks run, and nobody is told. */
  cancel(): void
}

/** Runs a task until it first waits, and goes on whenever its wait is over. `done` is called with its result, perhaps before this returns. */
export function runTask<T>(task: Task<T>, done: (result: T) => void = () => {}): RunningTask {
  let callOff: (() => void) | void
  let ended = false

  const advance = (): void => {
    // A wait that is over at once must not grow the stack.
    for (let again = true; again && !ended; ) {
      const step = task.next()
      if (step.done) {
        ended = true
        return done(step.value)
      }
      again = false
      let begun = false
      let resumed = false
      const resume = (): void => {
        if (resumed || ended) return
        resumed = true
        callOff = undefined
        if (begun) advance()
        else again = true
      }
      const cancel = step.value(resume)
      begun = true
      if (!resumed) callOff = cancel
    }
  }
  advance()
  return {
    cancel() {
      if (ended) return
      ended = true
      callOff?.()
      task.return(undefined as T)
    },
  }
}

/** Waits until all of several tasks, run side by side, have ended. */
export function* all(tasks: readonly Task<unknown>[]): Task {
  if (tasks.length === 0) return
  yield (resume) => {
    let left = tasks.length
    const running = tasks.map((task) => runTask(task, () => void (--left === 0 && resume())))
    return () => running.forEach((task) => task.cancel())
  }
}

/** A one-time signal that tasks can wait for; waiting for one that was given is over at once. */
export class Signal {
  #given = false
  readonly #waiting = new Set<() => void>()

  get given(): boolean {
    return this.#given
  }

  give(): void {
    if (this.#given) return
    this.#given = true
    for (const resume of [...this.#waiting]) resume()
    this.#waiting.clear()
  }

  readonly wait: Pause = (resume) => {
    if (this.#given) return resume()
    this.#waiting.add(resume)
    return () => void this.#waiting.delete(resume)
  }
}
