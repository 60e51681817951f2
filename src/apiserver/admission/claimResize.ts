import { compareQuantities, parseQuantity } from '../../base/quantity.ts'
import type { PersistentVolumeClaim, StorageClass } from '../../kinds/resources.ts'
import { forbidden } from '../errors.ts'
import type { AdmissionPlugin } from './plugin.ts'

/** A claim may grow only if its class allows it (`plugin/pkg/admission/storage/persistentvolume/resize`). */
export const claimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  operations: ['update'],
  validate({ resource, subresource, object, old, name }, context) {
    if (resource !== 'persistentvolumeclaims' || subresource !== '' || !object || !old) return
    const size = (spec: { resources?: { requests?: Record<string, unknown> } }) => parseQuantity(String(spec.resources?.requests?.['storage'] ?? '0'))
    const { spec, status } = old as unknown as PersistentVolumeClaim
    if (compareQuantities(size(object['spec']), size(spec as never)) <= 0) return
    const subject = { group: '', plural: 'persistentvolumeclaims', name }
    if (status.phase !== 'Bound') throw forbidden(subject, 'Only bound persistent volume claims can be expanded')
    const storageClass = spec.storageClassName ? (context.get('storageclasses.storage.k8s.io', '', spec.storageClassName) as unknown as StorageClass | undefined) : undefined
    if (!storageClass?.allowVolumeExpansion) throw forbidden(subject, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize')
  },
}
