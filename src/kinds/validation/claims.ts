/** What a claim for storage may ask for (`ValidatePersistentVolumeClaimSpec`). */
import { parseQuantity } from '../../base/quantity.ts'
import type { PersistentVolumeClaimSpec, TypedObjectReference } from 'kubernetes-types/core/v1'
import type { Problems } from './errors.ts'
import { GoText } from './goValue.ts'
import { checkLabelSelector } from './labelSelector.ts'
import { labelFaults, subdomainFaults } from './names.ts'

export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
export const VOLUME_MODES = ['Block', 'Filesystem']

/** Checks an amount that must be above nothing. */
export function checkPositiveQuantity(amount: string, path: string, problems: Problems): void {
  if (parseQuantity(amount).nano <= 0n) problems.invalid(path, amount, 'must be greater than zero')
}

export function checkAccessModes(modes: readonly string[], path: string, problems: Problems): void {
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) problems.notSupported(path, mode, ACCESS_MODES)
  const supported = modes.filter((mode) => ACCESS_MODES.includes(mode))
  if (supported.includes('ReadWriteOncePod') && supported.some((mode) => mode !== 'ReadWriteOncePod')) problems.forbidden(path, 'may not use ReadWriteOncePod with other access modes')
}

export function checkClaimSpec(spec: Partial<PersistentVolumeClaimSpec>, path: string, problems: Problems): void {
  if (!spec.accessModes?.length) problems.required(`${path}.accessModes`, 'at least 1 access mode is required')
  checkLabelSelector(spec.selector, `${path}.selector`, problems)
  checkAccessModes(spec.accessModes ?? [], `${path}.accessModes`, problems)
  const storage = spec.resources?.requests?.['storage'] as string | undefined
  if (storage === undefined) problems.required(`${path}.resources[storage]`)
  else checkPositiveQuantity(storage, `${path}.resources[storage]`, problems)
  if (spec.storageClassName) problems.each(`${path}.storageClassName`, spec.storageClassName, subdomainFaults(spec.storageClassName))
  problems.optionalChoice(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES)
  const { dataSource, dataSourceRef } = spec
  if (dataSource) checkDataSource(dataSource as TypedObjectReference, `${path}.dataSource`, problems)
  if (dataSourceRef) checkDataSource(dataSourceRef as TypedObjectReference, `${path}.dataSourceRef`, problems)
  if (!dataSource || !dataSourceRef) return
  const source = new GoText(`${path}.dataSource`)
  if ((dataSourceRef as TypedObjectReference).namespace) problems.invalid(path, source, 'may not be specified when dataSourceRef.namespace is specified')
  else if (dataSource.apiGroup !== dataSourceRef.apiGroup || dataSource.kind !== dataSourceRef.kind || dataSource.name !== dataSourceRef.name) problems.invalid(path, source, 'must match dataSourceRef')
}

function checkDataSource({ apiGroup, kind, name, namespace }: TypedObjectReference, path: string, problems: Problems): void {
  if (!name) problems.required(`${path}.name`)
  if (!kind) problems.required(`${path}.kind`)
  if (!apiGroup && kind !== 'PersistentVolumeClaim') problems.invalid(path, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
  if (apiGroup) problems.each(`${path}.apiGroup`, apiGroup, subdomainFaults(apiGroup))
  if (namespace) problems.each(`${path}.namespace`, namespace, labelFaults(namespace))
}
