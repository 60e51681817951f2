import type { Namespace } from '../../kinds/resources.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import type { ResourceBehaviour } from './behaviour.ts'

/** A namespace stays, in phase Terminating, until the namespace controller has emptied it and taken away the finalizer in its spec (`registry/core/namespace/storage`). */
export const namespaces: ResourceBehaviour = {
  mayDelete: (object) => ((object as unknown as Namespace).spec?.finalizers?.length ?? 0) === 0,
  onMarkedForDeletion: (object) => ({ ...object, status: { ...(object['status'] as object), phase: 'Terminating' } }) as AnyStored,
}
