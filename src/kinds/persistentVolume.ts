import { deepEqual } from '../base/equality.ts'
import { formatTime } from '../base/time.ts'
import type { Kind } from './kind.ts'
import type { PersistentVolume } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { accessModesCell, storageClassOf } from './tables/storage.ts'
import { problemsOf } from './validation/errors.ts'
import { goDifference } from './validation/goDifference.ts'
import { checkPersistentVolumeSpec, volumeSource } from './validation/persistentVolume.ts'
import { nodeTermWarnings } from './validation/warnings.ts'

const DEPRECATED_ANNOTATIONS: Readonly<Record<string, string>> = {
  'volume.beta.kubernetes.io/storage-class': 'deprecated since v1.8; use "storageClassName" attribute instead',
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
}
const DEPRECATED_SOURCES: Readonly<Record<string, string>> = {
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
}

export const persistentVolume: Kind = {
  ...basics('', 'PersistentVolume', 'persistentvolumes'),
  namespaced: false,
  shortNames: ['pv'],
  status: true,
  generation: 'none',
  defaults(draft) {
    const spec = (draft.spec ??= {})
    spec.persistentVolumeReclaimPolicy ||= 'Retain'
    spec.volumeMode ??= 'Filesystem'
    if (spec.hostPath) spec.hostPath.type ??= ''
    if (spec.iscsi) spec.iscsi.iscsiInterface ||= 'default'
    if (spec.rbd) {
      spec.rbd.pool ||= 'rbd'
      spec.rbd.user ||= 'admin'
      spec.rbd.keyring ||= '/etc/ceph/keyring'
    }
    draft.status ??= {}
    draft.status.phase ||= 'Pending'
  },
  prepareForCreate(draft, { nowMs }) {
    delete draft.spec.volumeAttributesClassName
    draft.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(nowMs) }
  },
  prepareForUpdate(draft) {
    delete draft.spec.volumeAttributesClassName
  },
  prepareForStatusUpdate(draft, old, { nowMs }) {
    const { status } = draft
    const before = old['status'] as { phase?: string; lastPhaseTransitionTime?: string }
    if (status.phase === before.phase) {
      if (before.lastPhaseTransitionTime) status.lastPhaseTransitionTime ??= before.lastPhaseTransitionTime
    } else if (!status.lastPhaseTransitionTime || status.lastPhaseTransitionTime === before.lastPhaseTransitionTime) status.lastPhaseTransitionTime = formatTime(nowMs)
  },
  validate: (draft) => problemsOf((problems) => checkPersistentVolumeSpec(draft.spec, 'spec', problems)),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      const before = (old as unknown as PersistentVolume).spec
      const [oldSource, nextSource] = [volumeSource(before), volumeSource(next.spec)]
      if (!deepEqual(oldSource, nextSource)) problems.forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${goDifference('core.PersistentVolumeSource', oldSource, nextSource)}`)
      if (next.spec.volumeMode !== before.volumeMode) problems.immutable('volumeMode', next.spec.volumeMode ?? 'null')
      if (before.nodeAffinity && !deepEqual(before.nodeAffinity, next.spec.nodeAffinity)) problems.invalidWhole('nodeAffinity', 'field is immutable, except for updating from beta label to GA')
    }),
  warnings({ metadata, spec }) {
    const annotations = Object.keys(DEPRECATED_ANNOTATIONS).filter((key) => key in (metadata['annotations'] ?? {}))
    return [
      ...annotations.map((key) => `metadata.annotations[${key}]: ${DEPRECATED_ANNOTATIONS[key]}`),
      ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? ['spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'] : []),
      ...nodeTermWarnings(spec.nodeAffinity?.required?.nodeSelectorTerms, 'spec.nodeAffinity.required.nodeSelectorTerms'),
      ...Object.keys(DEPRECATED_SOURCES).flatMap((name) => (spec[name] ? [`spec.${name === 'storageos' ? 'storageOS' : name}: ${DEPRECATED_SOURCES[name]}`] : [])),
    ]
  },
  columns: columns('PersistentVolume', 'Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass', 'VolumeAttributesClass', 'Reason', 'Age', 'VolumeMode'),
  cells(object, context) {
    const { metadata, spec, status } = object as unknown as PersistentVolume
    const claim = spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''
    return [
      String(spec.capacity?.['storage'] ?? '0'),
      accessModesCell(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      claim,
      storageClassOf(object),
      '<unset>',
      status.reason ?? '',
      age(object, context),
      spec.volumeMode ?? '<unset>',
    ]
  },
}
