import type { Draft } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import type { ApiServer } from '../server.ts'

/**
 * What the server itself does for one resource beyond storing what its kind describes: it hands out cluster IPs, binds pods, finalizes namespaces.
 * One file a resource in this folder, listed in `registry.ts`.
 */
export interface ResourceBehaviour {
  /** Completes a new object after validation, such as by handing out an address. Throws a `StatusError` to refuse. `dryRun`: nothing may be kept. */
  beforeCreate?(draft: Draft, server: ApiServer, dryRun: boolean): void
  beforeUpdate?(draft: Draft, old: AnyStored, server: ApiServer, dryRun: boolean): void
  /** Gives back what was handed out. */
  afterDelete?(object: AnyStored, server: ApiServer): void
  /** Whether an object without finalizers must stay all the same, such as a namespace that still holds something. */
  mayDelete?(object: AnyStored): boolean
  /** Changes an object that begins to be deleted, such as a namespace's phase. */
  onMarkedForDeletion?(object: AnyStored): AnyStored
}
