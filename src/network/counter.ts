import type { RequestFact } from './contract.ts'

/** How requests have ended in the last seconds. */
export interface Count {
  readonly total: number
  /** By status code (`200`) or, without a response, by why there was none (`refused`). Sorted by name. */
  readonly byOutcome: Readonly<Record<string, number>>
  /** By the pod that answered or should have (`pods/default/web-1`); those that never came so far are not among them. Sorted by name. */
  readonly byPod: Readonly<Record<string, number>>
}

interface Second {
  readonly second: number
  readonly byOutcome: Map<string, number>
  readonly byPod: Map<string, number>
}

/** Counts requests over a sliding window, in buckets of one second. */
export class RequestCounter {
  readonly #windowSeconds: number
  /** Oldest first. */
  readonly #seconds: Second[] = []

  constructor(windowSeconds: number) {
    this.#windowSeconds = windowSeconds
  }

  add({ outcome, pod, endedMs }: RequestFact): void {
    const { byOutcome, byPod } = this.#second(Math.floor(endedMs / 1000))
    increase(byOutcome, outcome.kind === 'response' ? String(outcome.status) : outcome.kind, 1)
    if (pod !== '') increase(byPod, pod, 1)
  }

  count(nowMs: number): Count {
    this.#forget(Math.floor(nowMs / 1000))
    const byOutcome = new Map<string, number>()
    const byPod = new Map<string, number>()
    for (const each of this.#seconds) {
      for (const [name, number] of each.byOutcome) increase(byOutcome, name, number)
      for (const [name, number] of each.byPod) increase(byPod, name, number)
    }
    return { total: [...byOutcome.values()].reduce((sum, number) => sum + number, 0), byOutcome: sorted(byOutcome), byPod: sorted(byPod) }
  }

  #second(second: number): Second {
    const last = this.#seconds.at(-1)
    if (last?.second === second) return last
    this.#forget(second)
    const begun: Second = { second, byOutcome: new Map(), byPod: new Map() }
    this.#seconds.push(begun)
    return begun
  }

  #forget(nowSecond: number): void {
    while (this.#seconds[0] && this.#seconds[0].second <= nowSecond - this.#windowSeconds) this.#seconds.shift()
  }
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
