import type { ObjectMeta } from 'kubernetes-types/meta/v1'

/** `ReplicaSet/web-6f9c8d7b54`; '' when nothing controls the object. */
export function controllerOf(metadata: ObjectMeta | undefined): string {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller)
  return owner ? `${owner.kind}/${owner.name}` : ''
}
