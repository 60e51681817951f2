import type { Simulation } from '../../base/simulation.ts'

/** After this time a controller no longer waits for what it expected to see. */
const TIMEOUT_MS = 5 * 60_000

interface Expected {
  creations: number
  readonly deletions: Set<string>
  readonly sinceMs: number
}

/**
 * What a controller has done and not yet seen by its watch. Until it has, its view of the world is behind its own deeds, and to act on it would do them twice
 * (`controller_utils.go ControllerExpectations`).
 */
export class Expectations {
  readonly #simulation: Simulation
  readonly #expected = new Map<string, Expected>()

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  met(key: string): boolean {
    const expected = this.#expected.get(key)
    if (!expected) return true
    return (expected.creations <= 0 && expected.deletions.size === 0) || this.#simulation.nowMs - expected.sinceMs > TIMEOUT_MS
  }

  expectCreations(key: string, count: number): void {
    this.expect(key, count, [])
  }

  expectDeletions(key: string, keys: readonly string[]): void {
    this.expect(key, 0, keys)
  }

  expect(key: string, creations: number, deletions: readonly string[]): void {
    this.#expected.set(key, { creations, deletions: new Set(deletions), sinceMs: this.#simulation.nowMs })
  }

  sawCreation(key: string): void {
    this.creationsFailed(key, 1)
  }

  /** So many will not be seen. */
  creationsFailed(key: string, count: number): void {
    const expected = this.#expected.get(key)
    if (expected) expected.creations -= count
  }

  sawDeletion(key: string, deleted: string): void {
    this.#expected.get(key)?.deletions.delete(deleted)
  }

  forget(key: string): void {
    this.#expected.delete(key)
  }
}
