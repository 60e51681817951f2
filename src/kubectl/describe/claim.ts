import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1'
import { canonicalQuantity } from '../../base/quantity.ts'
import { ageOf } from '../duration.ts'
import { goList, MAXIMUM_ANNOTATION_LENGTH, type Sheet, sortedEntries, type StringMap } from './sheet.ts'

const ACCESS_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]

/** `RWO,ROX`, each once. */
export function accessModes(modes: readonly string[] | undefined): string {
  return ACCESS_MODES.filter(([mode]) => modes?.includes(mode)).map(([, short]) => short).join(',')
}

/** The class that a volume or claim names, in the annotation of old or in the field. */
export function storageClassOf(object: { metadata?: { annotations?: StringMap }; spec?: { storageClassName?: string } }): string {
  return object.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? object.spec?.storageClassName ?? ''
}

/** `Terminating (lasts 5m)` or the phase. */
export function lifecycleStatus(metadata: { deletionTimestamp?: string } | undefined, phase: string | undefined, nowMs: number): string {
  return metadata?.deletionTimestamp ? `Terminating (lasts ${ageOf(metadata.deletionTimestamp, nowMs)})` : (phase ?? '')
}

/** A claim; the one of an ephemeral volume has neither name nor status, and stands further in. */
export function describeClaim(sheet: Sheet, claim: PersistentVolumeClaim, where: { readonly level: number; readonly isTemplate: boolean; readonly nowMs: number }): void {
  const { level, isTemplate, nowMs } = where
  const { metadata = {}, spec = {}, status = {} } = claim
  const indent = '  '.repeat(level)
  if (!isTemplate) {
    sheet.line(level, `Name:\t${metadata.name ?? ''}`)
    sheet.line(level, `Namespace:\t${metadata.namespace ?? ''}`)
  }
  sheet.line(level, `StorageClass:\t${storageClassOf(claim)}`)
  if (!isTemplate) sheet.line(level, `Status:\t${lifecycleStatus(metadata, status.phase, nowMs)}`)
  sheet.line(level, `Volume:\t${spec.volumeName ?? ''}`)
  if (level === 0) {
    sheet.labels('Labels', metadata.labels)
    sheet.annotations('Annotations', metadata.annotations)
  } else {
    describeNestedMap(sheet, indent, 'Labels', sortedEntries(metadata.labels).map(([key, value]) => `${key}=${value}`))
    describeNestedMap(sheet, indent, 'Annotations', sortedEntries(metadata.annotations).map(([key, value]) => `${key}: ${value}`))
  }
  if (!isTemplate) sheet.line(level, `Finalizers:\t${goList(metadata.finalizers)}`)
  sheet.line(level, `Capacity:\t${spec.volumeName ? canonicalQuantity(status.capacity?.['storage'] ?? '0') : ''}`)
  sheet.line(level, `Access Modes:\t${spec.volumeName ? accessModes(status.accessModes) : ''}`)
  if (spec.volumeMode) sheet.line(level, `VolumeMode:\t${spec.volumeMode}`)
  if (!spec.dataSource) return
  sheet.line(level, 'DataSource:')
  if (spec.dataSource.apiGroup) sheet.line(level + 1, `APIGroup:\t${spec.dataSource.apiGroup}`)
  sheet.line(level + 1, `Kind:\t${spec.dataSource.kind}`)
  sheet.line(level + 1, `Name:\t${spec.dataSource.name}`)
}

/** kubectl puts a nested writer's indent before each piece of a line, hence before each entry too. */
function describeNestedMap(sheet: Sheet, indent: string, title: string, entries: readonly string[]): void {
  const [first = '<none>', ...rest] = entries
  sheet.line(0, `${indent}${title}:\t${indent}${first}`)
  for (const entry of rest) sheet.line(0, `${indent}\t${indent}${entry}`)
}

export function describeVolumeClaimTemplates(sheet: Sheet, templates: readonly PersistentVolumeClaim[] = []): void {
  if (templates.length === 0) return sheet.line(0, 'Volume Claims:\t<none>')
  sheet.line(0, 'Volume Claims:')
  for (const template of templates) {
    const storage = template.spec?.resources?.requests?.['storage']
    sheet.line(1, `Name:\t${template.metadata?.name ?? ''}`)
    sheet.line(1, `StorageClass:\t${storageClassOf(template)}`)
    sheet.labels('  Labels', template.metadata?.labels)
    sheet.labels('  Annotations', template.metadata?.annotations)
    sheet.line(1, `Capacity:\t${storage ? canonicalQuantity(storage) : '<default>'}`)
    sheet.line(1, `Access Modes:\t${goList(template.spec?.accessModes)}`)
  }
}

/** The attributes that a CSI driver is given. */
export function describeVolumeAttributes(sheet: Sheet, attributes: StringMap | undefined): void {
  const lines = sortedEntries(attributes).map(([key, value]) => `${key}=${value}`)
  const shown = lines.map((line) => (line.length > MAXIMUM_ANNOTATION_LENGTH ? `${line.slice(0, MAXIMUM_ANNOTATION_LENGTH)}...` : line))
  const [first, ...rest] = shown
  sheet.line(2, `VolumeAttributes:\t${first === undefined ? '<none>' : `    ${first}`}`)
  for (const line of rest) sheet.line(2, `    \t    ${line}`)
}
