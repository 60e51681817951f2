import type { DeleteOptions } from 'kubernetes-types/meta/v1'
import type { AnyStored, KubernetesObject } from '../kinds/objects.ts'
import type { ObjectOf, ResourceName } from '../kinds/resources.ts'

export interface ListOptions {
  namespace?: string
  labelSelector?: string
  fieldSelector?: string
}

export interface List<T> {
  readonly items: readonly T[]
  /** The revision as of which the list was made. */
  readonly resourceVersion: string
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface WatchEvent<T> {
  readonly type: WatchEventType
  /** The object after the change; for DELETED its last state. */
  readonly object: T
}

export interface WatchOptions extends ListOptions {
  /** Changes after this revision. */
  resourceVersion: string
  /** Called when the server ends the watch (it stopped, or has compacted what was asked for): list again. */
  onEnd?: () => void
}

export interface Subscription {
  stop(): void
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

export interface WriteOptions {
  subresource?: 'status' | 'scale' | 'binding' | 'eviction' | 'finalize' | 'ephemeralcontainers' | 'resize' | 'token' | 'approval'
  /** For a patch of type `apply`. */
  force?: boolean
}

/** The part of an object's metadata that must be there to write it. */
export type Writable = KubernetesObject & Record<string, any>

/**
 * The API as the parts of the cluster use it: controllers, scheduler, kubelets. Calls answer at once, within the virtual instant, and throw `StatusError` or
 * `ConnectionError`. Arguments are taken over by the server and must not be changed afterwards; results are shared and immutable.
 * Each part has its own, with its own identity (user, for RBAC and managedFields), and it can be cut off.
 */
export interface Api {
  /** Who calls: `system:kube-controller-manager`, `system:node:node-1`. */
  readonly user: string
  get<R extends ResourceName>(resource: R, namespace: string, name: string): ObjectOf<R>
  list<R extends ResourceName>(resource: R, options?: ListOptions): List<ObjectOf<R>>
  create<R extends ResourceName>(resource: R, object: Writable, options?: WriteOptions): ObjectOf<R>
  /** Replaces the object, or with `subresource: 'status'` its status. A stale `metadata.resourceVersion` throws a conflict; without one the write is unconditional. */
  update<R extends ResourceName>(resource: R, object: Writable, options?: WriteOptions): ObjectOf<R>
  patch<R extends ResourceName>(resource: R, namespace: string, name: string, type: PatchType, patch: unknown, options?: WriteOptions): ObjectOf<R>
  delete(resource: ResourceName, namespace: string, name: string, options?: DeleteOptions): void
  deleteCollection(resource: ResourceName, options: ListOptions, deleteOptions?: DeleteOptions): void
  /** Calls `onEvent` for each change, some milliseconds after it, in order. */
  watch<R extends ResourceName>(resource: R, options: WatchOptions, onEvent: (event: WatchEvent<ObjectOf<R>>) => void): Subscription
}

export type { AnyStored }
