/** The ranges of addresses that the cluster's network is cut into: 10.244.0.0/16 into 256 of /24, one for each node (`ipam/cidrset`). */
const RANGES = 256

const textOf = (index: number): string => `10.244.${index}.0/24`

export class Ranges {
  readonly #taken = new Set<string>()
  #next = 0

  /** The next free range after the one given out last, so that one that was given back is not used again at once; undefined if none is free. */
  take(): string | undefined {
    for (let i = 0; i < RANGES; i++) {
      const index = (this.#next + i) % RANGES
      const range = textOf(index)
      if (this.#taken.has(range)) continue
      this.#taken.add(range)
      this.#next = (index + 1) % RANGES
      return range
    }
    return undefined
  }

  /** Notes that a node has a range already. */
  occupy(range: string): void {
    this.#taken.add(range)
  }

  release(range: string): void {
    this.#taken.delete(range)
  }
}
