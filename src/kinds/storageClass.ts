import { deepEqual } from '../base/equality.ts'
import type { Kind } from './kind.ts'
import type { StorageClass } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { labelValueFaults, qualifiedNameFaults } from './validation/names.ts'
import { nodeLabelWarning } from './validation/warnings.ts'

const PARAMETERS_MOST = 512
const PARAMETERS_MOST_BYTES = 256 * 1024
const DEFAULT_ANNOTATIONS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']

/** Whether claims that name no class get this one. */
export function isDefaultStorageClass({ metadata }: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }): boolean {
  return DEFAULT_ANNOTATIONS.some((annotation) => metadata.annotations?.[annotation] === 'true')
}

export const storageClass: Kind = {
  ...basics('storage.k8s.io', 'StorageClass', 'storageclasses'),
  namespaced: false,
  shortNames: ['sc'],
  defaults(draft) {
    draft.reclaimPolicy ??= 'Delete'
    draft.volumeBindingMode ??= 'Immediate'
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const { provisioner = '', parameters = {}, reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = draft as unknown as StorageClass
      if (provisioner === '') problems.required('provisioner')
      else problems.each('provisioner', provisioner.toLowerCase(), qualifiedNameFaults(provisioner.toLowerCase()))
      checkParameters(parameters, problems)
      problems.optionalChoice('reclaimPolicy', reclaimPolicy || undefined, ['Delete', 'Retain'])
      problems.optionalChoice('volumeBindingMode', volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'])
      allowedTopologies.forEach((topology, index) => {
        const path = `allowedTopologies[${index}].matchLabelExpressions`
        checkTopology(topology.matchLabelExpressions ?? [], path, problems)
        if (allowedTopologies.slice(0, index).some((other) => deepEqual(other, topology))) problems.duplicate(path, '')
      })
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const) if (!deepEqual(next[field], old[field])) problems.forbidden(field, `updates to ${field} are forbidden.`)
      if (next['volumeBindingMode'] !== old['volumeBindingMode']) problems.immutable('volumeBindingMode', next['volumeBindingMode'])
    }),
  warnings: (object) =>
    ((object as unknown as StorageClass).allowedTopologies ?? []).flatMap(({ matchLabelExpressions = [] }, index) =>
      matchLabelExpressions.flatMap(({ key }, place) => nodeLabelWarning(key, `allowedTopologies[${index}].matchLabelExpressions[${place}].key`)),
    ),
  nameCell: (object) => (isDefaultStorageClass(object) ? `${object.metadata.name} (default)` : object.metadata.name),
  columns: columns('StorageClass', 'Provisioner', 'ReclaimPolicy', 'VolumeBindingMode', 'AllowVolumeExpansion', 'Age'),
  cells(object, context) {
    const { provisioner, reclaimPolicy = 'Delete', volumeBindingMode = 'Immediate', allowVolumeExpansion = false } = object as unknown as StorageClass
    return [provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion, age(object, context)]
  },
}

function checkParameters(parameters: Readonly<Record<string, string>>, problems: Problems): void {
  const entries = Object.entries(parameters)
  if (entries.length > PARAMETERS_MOST) return problems.tooLong('parameters', PARAMETERS_MOST)
  if ('' in parameters) problems.invalid('parameters', '', 'field can not be empty.')
  if (entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0) > PARAMETERS_MOST_BYTES) problems.tooLong('parameters', PARAMETERS_MOST_BYTES)
}

function checkTopology(expressions: readonly { readonly key: string; readonly values?: readonly string[] }[], path: string, problems: Problems): void {
  expressions.forEach(({ key = '', values = [] }, index) => {
    const at = `${path}[${index}]`
    if (values.length === 0) problems.required(`${at}.values`)
    values.forEach((value, place) => {
      if (values.indexOf(value) < place) problems.duplicate(`${at}.values[${place}]`, value)
      problems.each(`${at}.values`, value, labelValueFaults(value))
    })
    problems.each(`${at}.key`, key, qualifiedNameFaults(key))
    if (expressions.slice(0, index).some((other) => other.key === key)) problems.duplicate(`${at}.key`, key)
  })
}
