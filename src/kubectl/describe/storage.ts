import type { PersistentVolume, PersistentVolumeClaim, Pod } from 'kubernetes-types/core/v1'
import type { CSINode, StorageClass } from 'kubernetes-types/storage/v1'
import { canonicalQuantity } from '../../base/quantity.ts'
import { rfc1123 } from '../duration.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { accessModes, describeClaim, lifecycleStatus, storageClassOf } from './claim.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { booleanWord, goList, joinLabels, Sheet } from './sheet.ts'
import { referenceTo } from './source.ts'
import { describePersistentSource } from './volumes.ts'

const DEFAULT_CLASS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']

export const persistentVolume = describerOf<PersistentVolume>('v1', 'PersistentVolume', async (object, source) => {
  const { metadata = {}, spec = {}, status = {} } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Finalizers:\t${goList(metadata.finalizers)}`)
  sheet.line(0, `StorageClass:\t${storageClassOf(object)}`)
  sheet.line(0, `Status:\t${lifecycleStatus(metadata, status.phase, source.nowMs)}`)
  sheet.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''}`)
  sheet.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`)
  sheet.line(0, `Access Modes:\t${accessModes(spec.accessModes)}`)
  if (spec.volumeMode) sheet.line(0, `VolumeMode:\t${spec.volumeMode}`)
  sheet.line(0, `Capacity:\t${canonicalQuantity(spec.capacity?.['storage'] ?? '0')}`)
  describeAffinity(sheet, object)
  sheet.line(0, `Message:\t${status.message ?? ''}`)
  sheet.line(0, 'Source:')
  describePersistentSource(sheet, spec)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

function describeAffinity(sheet: Sheet, { spec }: PersistentVolume): void {
  const required = spec?.nodeAffinity?.required
  if (!required) return sheet.line(0, 'Node Affinity:\t<none>')
  sheet.line(0, 'Node Affinity:\t')
  if (required.nodeSelectorTerms.length === 0) return sheet.line(1, 'Required Terms:\t<none>')
  sheet.line(1, 'Required Terms:\t')
  required.nodeSelectorTerms.forEach(({ matchExpressions = [] }, index) => {
    sheet.list(`    Term ${index}`, matchExpressions.map(({ key, operator, values = [] }) => `${key} ${operator.toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`))
  })
}

export const persistentVolumeClaim = describerOf<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim', async (object, source) => {
  const { metadata = {}, status = {} } = object
  const pods = (await source.list(collectionPath('v1', 'pods', metadata.namespace))) as Pod[]
  const sheet = new Sheet()
  describeClaim(sheet, object, { level: 0, isTemplate: false, nowMs: source.nowMs })
  const users = pods.filter(({ metadata: own, spec }) => {
    const mounts = spec?.volumes?.some(({ persistentVolumeClaim: volume }) => volume?.claimName === metadata.name)
    return mounts || metadata.ownerReferences?.some(({ kind, uid }) => kind === 'Pod' && uid === own?.uid)
  })
  sheet.list('Used By', users.map((pod) => pod.metadata?.name ?? '').sort())
  const conditions = status.conditions ?? []
  if (conditions.length > 0) {
    const time = (timestamp: string | undefined) => rfc1123(timestamp ?? '0001-01-01T00:00:00Z')
    sheet.line(0, 'Conditions:')
    sheet.table(
      1,
      ['Type', 'Status', 'LastProbeTime', 'LastTransitionTime', 'Reason', 'Message'],
      conditions.map(({ type, status: value, lastProbeTime, lastTransitionTime, reason = '', message = '' }) => [`${type} `, `${value} `, `${time(lastProbeTime)} `, `${time(lastTransitionTime)} `, `${reason} `, message]),
      ['----', '------', '-----------------', '------------------', '------', '-------'],
    )
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const storageClass = describerOf<StorageClass>('storage.k8s.io/v1', 'StorageClass', async (object, source) => {
  const { metadata = {}, mountOptions = [], allowedTopologies } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `IsDefaultClass:\t${DEFAULT_CLASS.some((annotation) => metadata.annotations?.[annotation] === 'true') ? 'Yes' : 'No'}`)
  sheet.line(0, `Annotations:\t${joinLabels(metadata.annotations)}`)
  sheet.line(0, `Provisioner:\t${object.provisioner}`)
  sheet.line(0, `Parameters:\t${joinLabels(object.parameters)}`)
  sheet.line(0, `AllowVolumeExpansion:\t${booleanWord(object.allowVolumeExpansion)}`)
  if (mountOptions.length === 0) sheet.line(0, 'MountOptions:\t<none>')
  else {
    sheet.line(0, 'MountOptions:')
    for (const option of mountOptions) sheet.line(1, option)
  }
  if (object.reclaimPolicy) sheet.line(0, `ReclaimPolicy:\t${object.reclaimPolicy}`)
  if (object.volumeBindingMode) sheet.line(0, `VolumeBindingMode:\t${object.volumeBindingMode}`)
  if (allowedTopologies) {
    sheet.line(0, `AllowedTopologies:\t${allowedTopologies.length === 0 ? '<none>' : ''}`)
    allowedTopologies.forEach(({ matchLabelExpressions = [] }, index) => sheet.list(`  Term ${index}`, matchLabelExpressions.map(({ key, values }) => `${key} in${values.length > 0 ? ` [${values.join(', ')}]` : ''}`)))
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const volumeAttributesClass = describerOf<JsonObject>('storage.k8s.io/v1beta1', 'VolumeAttributesClass', async (object, source) => {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${object['metadata'].name}`)
  sheet.line(0, `Annotations:\t${joinLabels(object['metadata'].annotations)}`)
  sheet.line(0, `DriverName:\t${object['driverName']}`)
  sheet.line(0, `Parameters:\t${joinLabels(object['parameters'])}`)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const csiNode = describerOf<CSINode>('storage.k8s.io/v1', 'CSINode', async (object, source) => {
  const { metadata = {}, spec } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp ?? '')}`)
  sheet.line(0, 'Spec:')
  if (spec.drivers) sheet.line(1, 'Drivers:')
  for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers ?? []) {
    sheet.line(2, `${name}:`)
    sheet.line(3, `Node ID:\t${nodeID}`)
    if (allocatable?.count !== undefined) {
      sheet.line(3, 'Allocatables:')
      sheet.line(4, `Count:\t${allocatable.count}`)
    }
    if (topologyKeys) sheet.line(3, `Topology Keys:\t${goList(topologyKeys)}`)
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})
