import type { Simulation, Timer } from '../base/simulation.ts'
import type { ObjectOf, ResourceName } from '../kinds/resources.ts'
import type { Api, ListOptions, Subscription, WatchEvent } from './api.ts'
import { ConnectionError } from './status.ts'

export interface InformerHandlers<T> {
  added?(object: T): void
  updated?(next: T, old: T): void
  deleted?(object: T): void
}

/** How long a part waits before it lists again after its connection broke (client-go's reflector backs off from 800 ms). */
const RELIST_DELAY_MS = 800

/** `default/web-1`, or `node-1` for what has no namespace. */
export function keyOfObject(object: { metadata: { namespace?: string; name: string } }): string {
  return object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name
}

/**
 * A local copy of one resource that follows the API by list and watch, with indexes and handlers (client-go's SharedIndexInformer).
 * It lags behind the server by the watch's latency: who writes on its word must expect conflicts.
 */
export class Informer<T extends { metadata: { namespace?: string; name: string; uid: string; resourceVersion: string } }> {
  readonly resource: ResourceName
  readonly #simulation: Simulation
  readonly #api: Api
  readonly #options: ListOptions
  readonly #objects = new Map<string, T>()
  readonly #indexers = new Map<string, (object: T) => readonly string[]>()
  readonly #indexes = new Map<string, Map<string, Map<string, T>>>()
  readonly #handlers: InformerHandlers<T>[] = []
  #subscription: Subscription | undefined
  #relist: Timer | undefined
  #running = false
  #synced = false

  constructor(simulation: Simulation, api: Api, resource: ResourceName, options: ListOptions = {}) {
    this.#simulation = simulation
    this.#api = api
    this.resource = resource
    this.#options = options
  }

  /** Whether the first list has arrived. */
  get synced(): boolean {
    return this.#synced
  }

  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(namespace === '' ? name : `${namespace}/${name}`)
  }

  byKey(key: string): T | undefined {
    return this.#objects.get(key)
  }

  /** All objects, in the order in which they were first seen. */
  list(): T[] {
    return [...this.#objects.values()]
  }

  /** The objects under a value of an index. */
  indexed(index: string, value: string): T[] {
    return [...(this.#indexes.get(index)?.get(value)?.values() ?? [])]
  }

  /** Keeps objects also by the values that `valuesOf` gives; asking for an index of that name again changes nothing. */
  addIndex(index: string, valuesOf: (object: T) => readonly string[]): void {
    if (this.#indexers.has(index)) return
    this.#indexers.set(index, valuesOf)
    this.#indexes.set(index, new Map())
    for (const [key, object] of this.#objects) this.#enter(index, valuesOf, key, object)
  }

  /** Calls the handlers for every change from now on, and `added` for what is there already. */
  on(handlers: InformerHandlers<T>): void {
    this.#handlers.push(handlers)
    for (const object of this.#objects.values()) handlers.added?.(object)
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#list()
  }

  stop(): void {
    this.#running = false
    this.#subscription?.stop()
    this.#relist?.cancel()
  }

  #list(): void {
    if (!this.#running) return
    try {
      const { items, resourceVersion } = this.#api.list(this.resource, this.#options)
      const objects = items as unknown as readonly T[]
      const gone = new Map(this.#objects)
      for (const object of objects) {
        gone.delete(keyOfObject(object))
        this.#set(object)
      }
      for (const object of gone.values()) this.#remove(object)
      this.#synced = true
      this.#subscription = this.#api.watch(this.resource, { ...this.#options, resourceVersion, onEnd: () => this.#retry() }, (event) =>
        this.#receive(event as unknown as WatchEvent<T>),
      )
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
      this.#retry()
    }
  }

  #retry(): void {
    this.#relist = this.#simulation.schedule(RELIST_DELAY_MS, () => this.#list(), { background: true })
  }

  #receive(event: WatchEvent<T>): void {
    if (!this.#running) return
    if (event.type === 'DELETED') this.#remove(event.object)
    else this.#set(event.object)
  }

  #set(object: T): void {
    const key = keyOfObject(object)
    const old = this.#objects.get(key)
    if (old && old.metadata.resourceVersion === object.metadata.resourceVersion) return
    // The same name with another uid: the old object's end was missed.
    if (old && old.metadata.uid !== object.metadata.uid) this.#remove(old)
    this.#objects.set(key, object)
    for (const [index, valuesOf] of this.#indexers) {
      if (old) this.#leave(index, valuesOf, key, old)
      this.#enter(index, valuesOf, key, object)
    }
    for (const handler of this.#handlers) {
      if (old && old.metadata.uid === object.metadata.uid) handler.updated?.(object, old)
      else handler.added?.(object)
    }
  }

  #remove(object: T): void {
    const key = keyOfObject(object)
    const old = this.#objects.get(key)
    if (!old) return
    this.#objects.delete(key)
    for (const [index, valuesOf] of this.#indexers) this.#leave(index, valuesOf, key, old)
    for (const handler of this.#handlers) handler.deleted?.(object)
  }

  #enter(index: string, valuesOf: (object: T) => readonly string[], key: string, object: T): void {
    const values = this.#indexes.get(index)
    for (const value of valuesOf(object)) {
      const entries = values?.get(value)
      if (entries) entries.set(key, object)
      else values?.set(value, new Map([[key, object]]))
    }
  }

  #leave(index: string, valuesOf: (object: T) => readonly string[], key: string, object: T): void {
    const values = this.#indexes.get(index)
    for (const value of valuesOf(object)) {
      const entries = values?.get(value)
      entries?.delete(key)
      if (entries?.size === 0) values?.delete(value)
    }
  }
}

/** The informers of one process, one for each resource, shared by all of its parts. */
export class Informers {
  readonly #simulation: Simulation
  readonly #api: Api
  readonly #informers = new Map<ResourceName, Informer<any>>()
  #running = false

  constructor(simulation: Simulation, api: Api) {
    this.#simulation = simulation
    this.#api = api
  }

  of<R extends ResourceName>(resource: R): Informer<ObjectOf<R> & { metadata: { namespace?: string; name: string; uid: string; resourceVersion: string } }> {
    let informer = this.#informers.get(resource)
    if (!informer) {
      this.#informers.set(resource, (informer = new Informer(this.#simulation, this.#api, resource)))
      if (this.#running) informer.start()
    }
    return informer
  }

  start(): void {
    this.#running = true
    for (const informer of this.#informers.values()) informer.start()
  }

  stop(): void {
    this.#running = false
    for (const informer of this.#informers.values()) informer.stop()
  }
}
