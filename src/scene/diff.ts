import { deepEqual } from '../base/equality.ts'
import type { Entity } from './model.ts'

export interface Difference {
  readonly added: Entity[]
  readonly changed: Entity[]
  readonly removed: string[]
}

/**
 * Brings `shown` to what the keys that may have changed are now, and says what that took. An entity that came out equal is no difference.
 * @param current the entity of a key as it is now; undefined if it is gone.
 */
export function diff(shown: Map<string, Entity>, keys: Iterable<string>, current: (key: string) => Entity | undefined): Difference {
  const difference: Difference = { added: [], changed: [], removed: [] }
  for (const key of keys) {
    const before = shown.get(key)
    const now = current(key)
    if (now === undefined) {
      if (shown.delete(key)) difference.removed.push(key)
    } else if (before === undefined || !deepEqual(before, now)) {
      shown.set(key, now)
      difference[before === undefined ? 'added' : 'changed'].push(now)
    }
  }
  return difference
}
