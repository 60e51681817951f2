import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

/** The letters of generated names: no vowels and no characters that are easily confused (`k8s.io/apimachinery/pkg/util/rand`). */
export const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** One seeded stream of chance. Each part of the cluster draws from a stream of its own, so that a new draw in one does not change the others. */
export class Random {
  readonly #generator: RandomGenerator

  constructor(seed: number, stream: string) {
    this.#generator = xoroshiro128plus((hashText(stream) ^ Math.imul(seed | 0, 0x9e3779b1)) | 0)
  }

  /** A whole number, both ends included. */
  integer(low: number, high: number): number {
    return uniformInt(this.#generator, low, high)
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.integer(0, 0x3fffffff) / 0x40000000
  }

  /** One of the items, each as likely as the others. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)] as T
  }

  /** Letters for a generated name, such as the five at the end of a pod's. */
  suffix(length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += NAME_ALPHABET[this.integer(0, NAME_ALPHABET.length - 1)]
    return text
  }

  /** Lower-case hexadecimal digits, such as a container's id. */
  hex(length: number): string {
    let text = ''
    while (text.length < length) text += this.integer(0, 0xffffff).toString(16).padStart(6, '0')
    return text.slice(0, length)
  }

  /** A version 4 UUID. */
  uuid(): string {
    const digits = this.hex(30)
    const variant = '89ab'[this.integer(0, 3)]
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18, 30)}`
  }

  /** The items in random order (Fisher–Yates); the argument stays as it is. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items]
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.integer(0, i)
      const held = out[i] as T
      out[i] = out[j] as T
      out[j] = held
    }
    return out
  }
}

/** FNV-1a, 32 bits, over the UTF-16 code units of a text; an unsigned number. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
