/** Blocks are split when they grow beyond this. */
const BLOCK_LENGTH = 512

interface Block<T> {
  keys: string[]
  values: T[]
}

/**
 * A map whose entries are kept in the order of their keys (by UTF-16 code unit), in blocks of bounded length: finding, inserting and removing cost a
 * binary search and a short move, also among hundreds of thousands. (The well-kept B+ tree package is CommonJS without a usable default export in Node's ES modules.)
 */
export class SortedMap<T> {
  readonly #blocks: Block<T>[] = [{ keys: [], values: [] }]
  #size = 0

  get size(): number {
    return this.#size
  }

  get(key: string): T | undefined {
    const block = this.#blocks[this.#blockFor(key)] as Block<T>
    const at = lowerBound(block.keys, key)
    return block.keys[at] === key ? block.values[at] : undefined
  }

  set(key: string, value: T): void {
    const index = this.#blockFor(key)
    const block = this.#blocks[index] as Block<T>
    const at = lowerBound(block.keys, key)
    if (block.keys[at] === key) {
      block.values[at] = value
      return
    }
    block.keys.splice(at, 0, key)
    block.values.splice(at, 0, value)
    this.#size++
    if (block.keys.length > BLOCK_LENGTH) {
      const half = block.keys.length >> 1
      this.#blocks.splice(index + 1, 0, { keys: block.keys.splice(half), values: block.values.splice(half) })
    }
  }

  delete(key: string): boolean {
    const index = this.#blockFor(key)
    const block = this.#blocks[index] as Block<T>
    const at = lowerBound(block.keys, key)
    if (block.keys[at] !== key) return false
    block.keys.splice(at, 1)
    block.values.splice(at, 1)
    this.#size--
    if (block.keys.length === 0 && this.#blocks.length > 1) this.#blocks.splice(index, 1)
    return true
  }

  /** Visits the entries with `from` ≤ key < `to` in order, until `visit` returns false. The map must not be changed meanwhile. */
  scan(from: string, to: string, visit: (value: T, key: string) => boolean | void): void {
    for (let index = this.#blockFor(from); index < this.#blocks.length; index++) {
      const block = this.#blocks[index] as Block<T>
      for (let at = lowerBound(block.keys, from); at < block.keys.length; at++) {
        const key = block.keys[at] as string
        if (key >= to) return
        if (visit(block.values[at] as T, key) === false) return
      }
    }
  }

  /** The last block whose first key is not after `key`. */
  #blockFor(key: string): number {
    let low = 0
    let high = this.#blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (((this.#blocks[middle] as Block<T>).keys[0] as string) <= key) low = middle
      else high = middle - 1
    }
    return low
  }
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] as string) < key) low = middle + 1
    else high = middle
  }
  return low
}
