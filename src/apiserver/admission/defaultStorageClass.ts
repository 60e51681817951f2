import type { StorageClass } from '../../kinds/resources.ts'
import { isDefaultStorageClass } from '../../kinds/storageClass.ts'
import type { AdmissionPlugin } from './plugin.ts'

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

/** A claim that names no class gets the default one: the newest, if there are several (`plugin/pkg/admission/storage/storageclass/setdefault`). */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  operations: ['create'],
  mutate({ resource, subresource, object }, context) {
    if (resource !== 'persistentvolumeclaims' || subresource !== '' || !object) return
    if (object['spec'].storageClassName !== undefined || object.metadata['annotations']?.[CLASS_ANNOTATION] !== undefined) return
    const classes = (context.list('storageclasses.storage.k8s.io', '') as unknown as StorageClass[]).filter(isDefaultStorageClass)
    const [newest] = newestFirst(classes)
    if (newest) object['spec'].storageClassName = newest.metadata.name
  },
}

/** By age, the newest first; of the same age by name. */
export function newestFirst<T extends { readonly metadata: { readonly name: string; readonly creationTimestamp: string } }>(objects: readonly T[]): T[] {
  return [...objects].sort(({ metadata: a }, { metadata: b }) => (a.creationTimestamp === b.creationTimestamp ? (a.name < b.name ? -1 : 1) : a.creationTimestamp > b.creationTimestamp ? -1 : 1))
}
