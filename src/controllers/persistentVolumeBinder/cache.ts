import { keyOfObject } from '../../client/informer.ts'

interface Versioned {
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly resourceVersion: string }
}

/** The controller's own copy of objects, which holds what it has written before its watch shows it. */
export class Cache<T extends Versioned> {
  readonly #objects = new Map<string, T>()

  get(key: string): T | undefined {
    return this.#objects.get(key)
  }

  list(): T[] {
    return [...this.#objects.values()]
  }

  /** Keeps an object unless a newer version of it is known. Returns whether it is kept. */
  put(object: T): boolean {
    const key = keyOfObject(object)
    const known = this.#objects.get(key)
    if (known && Number(known.metadata.resourceVersion) > Number(object.metadata.resourceVersion)) return false
    this.#objects.set(key, object)
    return true
  }

  delete(key: string): void {
    this.#objects.delete(key)
  }
}
