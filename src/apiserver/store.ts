import { SortedMap } from '../base/sortedMap.ts'
import type { AnyStored } from '../kinds/objects.ts'
import type { ResourceName } from '../kinds/resources.ts'

/** One write of one object. */
export interface Change {
  readonly revision: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** The object as written; for DELETED its last state, carrying the revision of the deletion. */
  readonly object: AnyStored
  /** What was there before. */
  readonly previous: AnyStored | undefined
}

export type ChangeListener = (change: Change) => void

/** How many changes of one resource are kept for watches that begin in the past. */
const HISTORY_LENGTH = 4096

/** The history of this resource does not go back to the revision asked for. */
export class CompactedError extends Error {
  override name = 'CompactedError'
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

class Shelf {
  readonly objects = new SortedMap<AnyStored>()
  readonly history: Change[] = []
  /** Changes up to and including this revision are no longer kept. */
  compacted = 0
  /** Listeners to all changes, and those that ask for one value of an indexed field. */
  readonly listeners = new Set<ChangeListener>()
  readonly narrowed = new Map<string, Set<ChangeListener>>()
}

/** The key of an object among those of its resource: lists are sorted by it, as etcd's are. */
export function keyOf(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`
}

/**
 * What etcd and the watch cache are to a real API server: objects by key, one revision for every write, and the latest changes.
 * Objects are immutable and shared; nothing is ever copied for a reader.
 */
export class Store {
  #revision = 1
  #compacted = 0
  readonly #shelves = new Map<ResourceName, Shelf>()
  /** Called after every write, before the watchers of its resource: the event log. */
  readonly onChange: ((resource: ResourceName, change: Change) => void)[] = []

  /** The revision of the latest write. */
  get revision(): number {
    return this.#revision
  }

  get(resource: ResourceName, key: string): AnyStored | undefined {
    return this.#shelves.get(resource)?.objects.get(key)
  }

  /** How many objects of a resource there are. */
  count(resource: ResourceName): number {
    return this.#shelves.get(resource)?.objects.size ?? 0
  }

  /** Calls `visit` for each object in the order of keys, in one namespace or ('') all, from `after` (exclusive) on; stops when it returns false. */
  scan(resource: ResourceName, namespace: string, visit: (object: AnyStored, key: string) => boolean | void, after = ''): void {
    const shelf = this.#shelves.get(resource)
    if (!shelf) return
    const prefix = namespace === '' ? '' : `${namespace}/`
    const from = after > prefix ? after : prefix
    // '0' is the character after '/': the end of the namespace's keys.
    shelf.objects.scan(from, prefix === '' ? '\uffff' : `${namespace}0`, (object, key) => key === after || visit(object, key))
  }

  /** The revision that the next write will have: objects carry it in `metadata.resourceVersion`. */
  nextRevision(): string {
    return String(this.#revision + 1)
  }

  /** Writes an object whose `metadata.resourceVersion` is `nextRevision()`. */
  put(resource: ResourceName, key: string, object: AnyStored): void {
    const shelf = this.#shelf(resource)
    const previous = shelf.objects.get(key)
    shelf.objects.set(key, object)
    this.#write(resource, shelf, { revision: ++this.#revision, type: previous ? 'MODIFIED' : 'ADDED', object, previous })
  }

  /** Removes an object; `last` is its state as watchers see it, with `nextRevision()`. */
  remove(resource: ResourceName, key: string, last: AnyStored): void {
    const shelf = this.#shelf(resource)
    const previous = shelf.objects.get(key)
    shelf.objects.delete(key)
    this.#write(resource, shelf, { revision: ++this.#revision, type: 'DELETED', object: last, previous })
  }

  /** The changes of a resource after a revision, oldest first; throws `CompactedError` if they are no longer kept. */
  changesSince(resource: ResourceName, revision: number): readonly Change[] {
    const shelf = this.#shelf(resource)
    if (revision < Math.max(shelf.compacted, this.#compacted)) throw new CompactedError(`revision ${revision} was compacted`)
    const history = shelf.history
    let low = 0
    let high = history.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((history[middle] as Change).revision <= revision) low = middle + 1
      else high = middle
    }
    return history.slice(low)
  }

  /**
   * Listens to the changes of a resource from now on. With `narrow` (an indexed field and its value, see `narrowedBy`) only to those that concern that value:
   * thousands of kubelets each watch the pods of one node.
   */
  listen(resource: ResourceName, listener: ChangeListener, narrow?: string): () => void {
    const shelf = this.#shelf(resource)
    if (narrow === undefined) {
      shelf.listeners.add(listener)
      return () => shelf.listeners.delete(listener)
    }
    let set = shelf.narrowed.get(narrow)
    if (!set) shelf.narrowed.set(narrow, (set = new Set()))
    set.add(listener)
    return () => {
      set.delete(listener)
      if (set.size === 0) shelf.narrowed.delete(narrow)
    }
  }

  /** Forgets the history up to a revision: older watches and continue tokens are answered 410 Gone. */
  compact(revision = this.#revision): void {
    this.#compacted = Math.max(this.#compacted, revision)
    for (const shelf of this.#shelves.values()) {
      const keep = shelf.history.findIndex((change) => change.revision > this.#compacted)
      shelf.history.splice(0, keep === -1 ? shelf.history.length : keep)
    }
  }

  /** The latest revision whose history is gone; 0 if none. */
  get compactedRevision(): number {
    return this.#compacted
  }

  /** Resources of which something is or was stored. */
  resources(): ResourceName[] {
    return [...this.#shelves.keys()].sort(byText)
  }

  #shelf(resource: ResourceName): Shelf {
    let shelf = this.#shelves.get(resource)
    if (!shelf) this.#shelves.set(resource, (shelf = new Shelf()))
    return shelf
  }

  #write(resource: ResourceName, shelf: Shelf, change: Change): void {
    shelf.history.push(change)
    if (shelf.history.length > 2 * HISTORY_LENGTH) {
      const dropped = shelf.history.splice(0, shelf.history.length - HISTORY_LENGTH)
      shelf.compacted = (dropped[dropped.length - 1] as Change).revision
    }
    for (const listener of this.onChange) listener(resource, change)
    for (const listener of [...shelf.listeners]) listener(change)
    if (shelf.narrowed.size > 0) {
      const now = narrowedBy(resource, change.object)
      const before = change.previous && narrowedBy(resource, change.previous)
      for (const listener of [...(shelf.narrowed.get(now) ?? [])]) listener(change)
      if (before !== undefined && before !== now) for (const listener of [...(shelf.narrowed.get(before) ?? [])]) listener(change)
    }
  }
}

/** The value by which listeners of a resource may narrow what they hear: a pod's node, any other object's name. */
export function narrowedBy(resource: ResourceName, object: AnyStored): string {
  return resource === 'pods' ? ((object['spec'] as { nodeName?: string }).nodeName ?? '') : object.metadata.name
}
