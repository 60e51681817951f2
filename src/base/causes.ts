/**
 * The chain of causes. A fact is something that happened in the cluster and can be told: an input of the user, a write of an object, a container
 * that ended, a request that failed. Each remembers the fact that brought it about, so whoever asks "why?" is led back to the input that began it.
 */

export type FactId = number

export interface Fact {
  readonly id: FactId
  /** Virtual time, milliseconds since the Unix epoch. */
  readonly atMs: number
  /** Who did it: `user`, `deployment-controller`, `kubelet/node-1`, `scheduler` ... */
  readonly actor: string
  /** What was done, a short verb phrase: `create`, `update status`, `container ended with exit code 1`. */
  readonly what: string
  /** What it was done to, as `pods/default/web-1`, or ''. */
  readonly subject: string
  /** The fact that caused it; 0 for an input and for what the clock alone brings. */
  readonly cause: FactId
}

/** All facts of a run, oldest first. `current` is the fact in whose course the simulation now acts; the simulation restores it for each event. */
export class Causes {
  current: FactId = 0
  readonly #facts: Fact[] = []

  /** Notes a fact, makes it the current cause, and returns its id (from 1). */
  note(atMs: number, actor: string, what: string, subject: string): FactId {
    const id = this.#facts.length + 1
    this.#facts.push({ id, atMs, actor, what, subject, cause: this.current })
    this.current = id
    return id
  }

  get(id: FactId): Fact | undefined {
    return this.#facts[id - 1]
  }

  /** A fact and what led to it, the newest first. */
  chain(id: FactId): Fact[] {
    const out: Fact[] = []
    for (let fact = this.get(id); fact; fact = this.get(fact.cause)) out.push(fact)
    return out
  }

  /** The newest fact about a subject, found from the end. */
  latestAbout(subject: string): Fact | undefined {
    for (let i = this.#facts.length - 1; i >= 0; i--) if (this.#facts[i]?.subject === subject) return this.#facts[i]
    return undefined
  }

  get count(): number {
    return this.#facts.length
  }
}
