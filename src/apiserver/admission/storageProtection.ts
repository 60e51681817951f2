import type { AdmissionPlugin } from './plugin.ts'

const FINALIZERS: Readonly<Record<string, string>> = { persistentvolumeclaims: 'kubernetes.io/pvc-protection', persistentvolumes: 'kubernetes.io/pv-protection' }

/** Volumes and claims that are in use stay until they are not (`plugin/pkg/admission/storage/storageobjectinuseprotection`). */
export const storageProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  operations: ['create'],
  mutate({ resource, subresource, object }) {
    const finalizer = FINALIZERS[resource]
    if (!finalizer || subresource !== '' || !object) return
    const finalizers: string[] = object.metadata['finalizers'] ?? []
    if (!finalizers.includes(finalizer)) object.metadata['finalizers'] = [...finalizers, finalizer]
  },
}
