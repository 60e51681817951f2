import { Beat, type Clock } from '../clock.ts'

/** Pods that are due for another sync; it is looked into every second, at fixed moments (`workQueue` and the sync ticker of the real kubelet). */
export class WorkQueue {
  readonly #clock: Clock
  readonly #beat: Beat
  readonly #onDue: (podUid: string) => void
  /** By pod: when it is due, milliseconds since the Unix epoch. */
  readonly #due = new Map<string, number>()
  /** Who is to be looked at, by moment; those that have a name of their own by themselves. */
  readonly #planned = new Map<string, Set<string>>()

  /** @param firstMs the moment of its first look, milliseconds since the Unix epoch. */
  constructor(clock: Clock, firstMs: number, onDue: (podUid: string) => void) {
    this.#clock = clock
    this.#onDue = onDue
    this.#beat = new Beat(clock, firstMs, 1000)
  }

  /** A later call for the same pod replaces an earlier one. `due` names the look for people, if it deserves a name. */
  add(podUid: string, delayMs: number, due?: { readonly what: string; readonly subject: string }): void {
    const dueMs = this.#beat.nextMs(this.#clock.nowMs + delayMs)
    this.#due.set(podUid, dueMs)
    const turn = due ? `${dueMs} ${podUid}` : String(dueMs)
    const planned = this.#planned.get(turn)
    if (planned) return void planned.add(podUid)
    this.#planned.set(turn, new Set([podUid]))
    this.#clock.schedule(dueMs - this.#clock.nowMs, () => this.#take(turn, dueMs), { ...due, background: true })
  }

  /** The first turn at or after that moment. */
  turnAfter(atMs: number): number {
    return this.#beat.nextMs(atMs)
  }

  remove(podUid: string): void {
    this.#due.delete(podUid)
  }

  #take(turn: string, atMs: number): void {
    const planned = this.#planned.get(turn) ?? []
    this.#planned.delete(turn)
    for (const podUid of planned) {
      if (this.#due.get(podUid) !== atMs) continue
      this.#due.delete(podUid)
      this.#onDue(podUid)
    }
  }
}
