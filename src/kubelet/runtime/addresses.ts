import { invariant } from '../../base/invariant.ts'

/** The addresses of a machine's pods, handed out one after another from `.2` on as the host-local plugin does, and again from the beginning when the range is used up. */
export class Addresses {
  readonly #base: number
  readonly #size: number
  readonly #taken = new Set<number>()
  #next = 2

  /** @param cidr such as `10.244.1.0/24`. */
  constructor(cidr: string) {
    const [address = '', bits = ''] = cidr.split('/')
    this.#base = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    this.#size = 2 ** (32 - Number(bits))
    invariant(this.#size >= 4, `${cidr} has no room for pods`)
  }

  /** The next free address; undefined if all are taken. */
  take(): string | undefined {
    for (let tried = 2; tried < this.#size - 1; tried++) {
      const offset = this.#next
      this.#next = offset + 1 >= this.#size - 1 ? 2 : offset + 1
      if (this.#taken.has(offset)) continue
      this.#taken.add(offset)
      const number = this.#base + offset
      return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
    }
    return undefined
  }

  release(address: string): void {
    this.#taken.delete(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) - this.#base)
  }
}
