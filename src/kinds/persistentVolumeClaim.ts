import { compareQuantities, parseQuantity } from '../base/quantity.ts'
import { deepEqual } from '../base/equality.ts'
import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1'
import { defaultClaim } from './claimDefaults.ts'
import type { Draft, Kind } from './kind.ts'
import type { PersistentVolumeClaim } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { accessModesCell, storageClassOf } from './tables/storage.ts'
import { checkClaimSpec } from './validation/claims.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goDifference } from './validation/goDifference.ts'
import { checkAmount } from './validation/resources.ts'
import { claimWarnings } from './validation/warnings.ts'

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

export const persistentVolumeClaim: Kind = {
  ...basics('', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  shortNames: ['pvc'],
  status: true,
  generation: 'none',
  defaults: defaultClaim,
  prepareForCreate(draft) {
    draft.status = { phase: 'Pending' }
    prepareSources(draft.spec)
  },
  prepareForUpdate: (draft) => prepareSources(draft.spec),
  validate: (draft) => problemsOf((problems) => checkClaimSpec(draft.spec, 'spec', problems)),
  validateUpdate: (next, old) => problemsOf((problems) => checkUpdate(next, old as unknown as PersistentVolumeClaim, problems)),
  validateStatusUpdate: (next) =>
    problemsOf((problems) => {
      if (!next.spec.accessModes?.length) problems.required('Spec.accessModes')
      for (const [name, amount] of Object.entries<string>(next.status.capacity ?? {})) checkAmount(name, amount, `status.capacity[${name}]`, problems)
    }),
  warnings: ({ metadata, spec }) => [
    ...(metadata['annotations']?.[CLASS_ANNOTATION] === undefined ? [] : [`metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
    ...claimWarnings(spec, 'spec'),
  ],
  columns: columns('PersistentVolumeClaim', 'Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass', 'VolumeAttributesClass', 'Age', 'VolumeMode'),
  cells(object, context) {
    const { metadata, spec, status } = object as unknown as PersistentVolumeClaim
    const bound = !!spec.volumeName
    return [
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      spec.volumeName ?? '',
      bound ? String(status.capacity?.['storage'] ?? '0') : '',
      bound ? accessModesCell(status.accessModes) : '',
      storageClassOf(object),
      '<unset>',
      age(object, context),
      spec.volumeMode ?? '<unset>',
    ]
  },
}

/** Data to begin with stands in both of its fields, and other kinds than claims and snapshots in the newer one only (`NormalizeDataSources`). */
function prepareSources(spec: Record<string, any>): void {
  delete spec['volumeAttributesClassName']
  const { dataSource, dataSourceRef } = spec
  if (dataSource && !dataSourceRef && !isClaimOrSnapshot(dataSource)) delete spec['dataSource']
  else if (dataSource && !dataSourceRef) spec['dataSourceRef'] = { ...dataSource }
  else if (dataSourceRef && !dataSource && !dataSourceRef.namespace) spec['dataSource'] = { ...dataSourceRef }
}

function isClaimOrSnapshot({ apiGroup, kind }: { apiGroup?: string; kind: string }): boolean {
  return (kind === 'PersistentVolumeClaim' && !apiGroup) || (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')
}

/** A claim's spec stays as it is, but for its volume, set once, its class, named later, and its size when it is bound. */
function checkUpdate(next: Draft, old: PersistentVolumeClaim, problems: Problems): void {
  const spec = next['spec'] as PersistentVolumeClaimSpec
  const before = { ...old.spec, ...(old.spec.volumeName ? {} : { volumeName: spec.volumeName }) }
  const oldClass = old.metadata.annotations?.[CLASS_ANNOTATION]
  const mayNameClass = spec.storageClassName !== undefined && old.spec.storageClassName === undefined && (oldClass === undefined || oldClass === spec.storageClassName)
  const oldSize = String(old.spec.resources?.requests?.['storage'] ?? '0')
  const bound = old.status.phase === 'Bound' && spec.resources?.requests
  const after = {
    ...spec,
    storageClassName: mayNameClass ? old.spec.storageClassName : spec.storageClassName,
    ...(bound ? { resources: { ...spec.resources, requests: { ...spec.resources?.requests, storage: oldSize } } } : {}),
  }
  if (!deepEqual(before, after))
    problems.forbidden('spec', `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${goDifference('core.PersistentVolumeClaimSpec', before as never, after as never)}`)
  const size = parseQuantity(String(spec.resources?.requests?.['storage'] ?? '0'))
  const held = parseQuantity(String(old.status.capacity?.['storage'] ?? '0'))
  if (compareQuantities(size, parseQuantity(oldSize)) < 0 && compareQuantities(size, held) <= 0) problems.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')
  if (spec.volumeMode !== old.spec.volumeMode) problems.immutable('volumeMode', spec.volumeMode ?? 'null')
}
