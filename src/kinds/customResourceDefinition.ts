/**
 * Definitions of resources that users add. They are stored and checked in form; the resources themselves are not served yet, so no definition becomes Established.
 * Schemas are kept as they are: whether they are structural is not checked.
 */
import { deepEqual } from '../base/equality.ts'
import type { CustomResourceDefinitionSpec, CustomResourceDefinitionVersion } from 'kubernetes-types/apiextensions/v1'
import type { Draft, Kind } from './kind.ts'
import { basics } from './standard.ts'
import { CREATED_AT } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goObject } from './validation/goObject.ts'
import { goList, goStrings } from './validation/goValue.ts'
import { label1035Faults, subdomainFaults } from './validation/names.ts'

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string']
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']
const APPROVAL = 'api-approved.kubernetes.io'

type PrinterColumns = CustomResourceDefinitionVersion['additionalPrinterColumns']

export const customResourceDefinition: Kind = {
  ...basics('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions'),
  namespaced: false,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  status: true,
  generation: 'spec',
  requiresResourceVersion: true,
  inert: true,
  ...CREATED_AT,
  defaults(draft) {
    const spec = (draft['spec'] ??= {})
    const names = (spec.names ??= {})
    names.singular ||= (names.kind ?? '').toLowerCase()
    if (names.kind) names.listKind ||= `${names.kind}List`
    spec.conversion ??= { strategy: 'None' }
    if (spec.preserveUnknownFields === false) delete spec.preserveUnknownFields
  },
  prepareForCreate(draft) {
    draft['status'] = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: storageVersions(draft) }
  },
  prepareForUpdate(draft) {
    const [version] = storageVersions(draft)
    const stored: string[] = draft['status']?.storedVersions ?? []
    if (version && !stored.includes(version)) draft['status'] = { ...draft['status'], storedVersions: [...stored, version] }
  },
  validate: (draft) => problemsOf((problems) => checkDefinition(draft, problems)),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      const before = old['spec'] as CustomResourceDefinitionSpec
      const established = ((old['status'] as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).some(({ type, status }) => type === 'Established' && status === 'True')
      if (established && next['spec'].scope !== before.scope) problems.immutable('spec.scope', next['spec'].scope)
      if (established && next['spec'].names.kind !== before.names.kind) problems.immutable('spec.names.kind', next['spec'].names.kind)
      if (next['spec'].group !== before.group) problems.immutable('spec.group', next['spec'].group)
      if (next['spec'].names.plural !== before.names.plural) problems.immutable('spec.names.plural', next['spec'].names.plural)
    }),
}

/** The version in which objects are to be stored: the first of those that say so. */
function storageVersions(draft: Draft): string[] {
  return ((draft['spec'].versions ?? []) as CustomResourceDefinitionVersion[]).filter(({ storage }) => storage).map(({ name }) => name).slice(0, 1)
}

function checkDefinition(draft: Draft, problems: Problems): void {
  const spec = draft['spec'] as CustomResourceDefinitionSpec
  const { group = '', names } = spec
  const name: string = draft.metadata['name'] ?? ''
  if (name !== `${names.plural ?? ''}.${group}`) problems.invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')
  if (group === '') problems.required('spec.group')
  else if (subdomainFaults(group).length > 0) problems.invalid('spec.group', group, subdomainFaults(group).join(','))
  else if (!group.includes('.')) problems.invalid('spec.group', group, 'should be a domain with at least one dot')
  if (!spec.scope) problems.required('spec.scope')
  else problems.optionalChoice('spec.scope', spec.scope, ['Cluster', 'Namespaced'])
  checkVersions(spec, problems)
  checkNames(names, problems)
  // What is alike in all versions the server holds once, beside them.
  const [first] = spec.versions ?? []
  if (first && sameInAll(spec, 'additionalPrinterColumns')) checkColumns(first.additionalPrinterColumns, 'spec.additionalPrinterColumns', problems)
  checkConversion(spec.conversion as Conversion, problems)
  const stored: string[] = draft['status']?.storedVersions ?? []
  if (stored.length === 0) problems.invalid('status.storedVersions', goStrings(stored), 'must have at least one stored version')
  if (/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group) && !draft.metadata['annotations']?.[APPROVAL])
    problems.required(`metadata.annotations[${APPROVAL}]`, `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`)
}

function sameInAll(spec: CustomResourceDefinitionSpec, field: keyof CustomResourceDefinitionVersion): boolean {
  return spec.versions.every((version) => deepEqual(version[field], spec.versions[0]?.[field]))
}

function checkVersions(spec: CustomResourceDefinitionSpec, problems: Problems): void {
  const versions = spec.versions ?? []
  const shown = () => goList('apiextensions.CustomResourceDefinitionVersion', versions.map((version) => goObject('apiextensions/v1.CustomResourceDefinitionVersion', sameInAll(spec, 'schema') ? { ...version, schema: undefined } : version)))
  versions.forEach(({ schema }, index) => {
    if (!schema?.openAPIV3Schema) problems.required(`spec.versions[${index}].schema.openAPIV3Schema`, 'schemas are required')
  })
  versions.forEach(({ name = '', additionalPrinterColumns }, index) => {
    const faults = label1035Faults(name)
    if (faults.length > 0) problems.invalid(`spec.versions[${index}].name`, name, faults.join(','))
    if (!sameInAll(spec, 'additionalPrinterColumns')) checkColumns(additionalPrinterColumns, `spec.versions[${index}].additionalPrinterColumns`, problems)
  })
  if (new Set(versions.map(({ name }) => name)).size < versions.length) problems.invalid('spec.versions', shown(), 'must contain unique version names')
  if (versions.filter(({ storage }) => storage).length !== 1) problems.invalid('spec.versions', shown(), 'must have exactly one version marked as storage version')
  const first = versions[0]?.name ?? ''
  if (first !== '' && label1035Faults(first).length > 0) problems.invalid('spec.version', first, label1035Faults(first).join(','))
}

function checkNames(names: CustomResourceDefinitionSpec['names'], problems: Problems): void {
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const) if (!names[field]) problems.required(`spec.names.${field}`)
  for (const field of ['plural', 'singular'] as const) checkWord(names[field] ?? '', `spec.names.${field}`, problems)
  for (const field of ['kind', 'listKind'] as const) {
    const name = names[field] ?? ''
    const faults = label1035Faults(name.toLowerCase())
    if (name !== '' && faults.length > 0) problems.invalid(`spec.names.${field}`, name, `may have mixed case, but should otherwise match: ${faults.join(',')}`)
  }
  names.shortNames?.forEach((name, index) => checkWord(name, `spec.names.shortNames[${index}]`, problems))
  if (names.kind && names.kind === names.listKind) problems.invalid('spec.names.listKind', names.listKind, 'kind and listKind may not be the same')
  names.categories?.forEach((name, index) => checkWord(name, `spec.names.categories[${index}]`, problems))
}

function checkWord(word: string, path: string, problems: Problems): void {
  const faults = label1035Faults(word)
  if (word !== '' && faults.length > 0) problems.invalid(path, word, faults.join(','))
}

function checkColumns(columns: PrinterColumns, path: string, problems: Problems): void {
  columns?.forEach(({ name = '', type = '', format = '', jsonPath = '' }, index) => {
    const at = `${path}[${index}]`
    if (name === '') problems.required(`${at}.name`)
    if (type === '') problems.required(`${at}.type`, `must be one of ${COLUMN_TYPES.join(',')}`)
    else if (!COLUMN_TYPES.includes(type)) problems.invalid(`${at}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`)
    if (format !== '' && !COLUMN_FORMATS.includes(format)) problems.invalid(`${at}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`)
    if (jsonPath === '') problems.required(`${at}.JSONPath`)
    else if (!jsonPath.startsWith('.')) problems.invalid(`${at}.JSONPath`, jsonPath, 'must be a simple json path starting with .')
  })
}

interface Conversion {
  readonly strategy?: string
  readonly webhook?: { readonly clientConfig?: unknown; readonly conversionReviewVersions?: readonly string[] }
}

function checkConversion({ strategy = '', webhook }: Conversion, problems: Problems): void {
  const path = 'spec.conversion'
  problems.choice(`${path}.strategy`, strategy, ['None', 'Webhook'])
  const versions = webhook?.conversionReviewVersions ?? []
  if (strategy !== 'Webhook') {
    if (webhook?.clientConfig) problems.forbidden(`${path}.webhookClientConfig`, 'should not be set when strategy is not set to Webhook')
    if (versions.length > 0) problems.forbidden(`${path}.conversionReviewVersions`, 'should not be set when strategy is not set to Webhook')
    return
  }
  if (!webhook?.clientConfig) problems.required(`${path}.webhookClientConfig`, 'required when strategy is set to Webhook')
  if (versions.length === 0) problems.required(`${path}.conversionReviewVersions`)
}
