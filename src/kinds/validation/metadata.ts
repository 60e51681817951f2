import type { ObjectMeta, OwnerReference } from 'kubernetes-types/meta/v1'
import type { Draft, FieldError, Kind } from '../kind.ts'
import type { AnyStored } from '../objects.ts'
import { problemsOf, type Problems } from './errors.ts'
import { goList, goOwner, goStrings } from './goValue.ts'
import { labelFaults, labelValueFaults, qualifiedNameFaults, subdomainFaults } from './names.ts'

const ANNOTATIONS_MOST_BYTES = 256 * 1024
const PROPAGATION_FINALIZERS = ['orphan', 'foregroundDeletion']
/** Finalizers that need no domain in front. */
const STANDARD_FINALIZERS = ['kubernetes', ...PROPAGATION_FINALIZERS]

/** What is wrong with a new object's metadata (`ValidateObjectMeta` of `api/validation` and, for all but custom resources, of `pkg/apis/core/validation`). */
export function validateMetadata(object: Draft, kind: Kind): FieldError[] {
  return problemsOf((problems) => {
    const meta = object.metadata as ObjectMeta
    const faults = kind.nameFaults ?? subdomainFaults
    if (meta.generateName) problems.each('metadata.generateName', meta.generateName, faults(withoutTrailingDash(meta.generateName)))
    if (!meta.name) problems.required('metadata.name', 'name or generateName is required')
    else problems.each('metadata.name', meta.name, faults(meta.name))
    if (!kind.namespaced) {
      if (meta.namespace) problems.forbidden('metadata.namespace', 'not allowed on this type')
    } else if (!meta.namespace) problems.required('metadata.namespace')
    else problems.each('metadata.namespace', meta.namespace, labelFaults(meta.namespace))
    checkLabels(meta.labels, 'metadata.labels', problems)
    checkAnnotations(meta.annotations, 'metadata.annotations', problems)
    checkOwners(meta.ownerReferences ?? [], problems)
    checkFinalizers(meta.finalizers ?? [], problems)
  })
}

/** A generated name may end in a dash: what follows makes it good. */
function withoutTrailingDash(base: string): string {
  return base.length > 1 && base.endsWith('-') ? `${base.slice(0, -2)}a` : base
}

export function checkLabels(labels: Readonly<Record<string, string>> | undefined, path: string, problems: Problems): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    problems.each(path, key, qualifiedNameFaults(key))
    problems.each(path, value, labelValueFaults(value))
  }
}

export function checkAnnotations(annotations: Readonly<Record<string, string>> | undefined, path: string, problems: Problems): void {
  const entries = Object.entries(annotations ?? {})
  for (const [key] of entries) problems.each(path, key, qualifiedNameFaults(key.toLowerCase()))
  const size = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  if (size > ANNOTATIONS_MOST_BYTES) problems.tooLong(path, ANNOTATIONS_MOST_BYTES)
}

function checkOwners(owners: readonly OwnerReference[], problems: Problems): void {
  const path = 'metadata.ownerReferences'
  let controller = ''
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = owner
    if (apiVersion === '') problems.invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty')
    if (kind === '') problems.invalid(`${path}.kind`, kind, 'kind must not be empty')
    if (name === '') problems.invalid(`${path}.name`, name, 'name must not be empty')
    if (uid === '') problems.invalid(`${path}.uid`, uid, 'uid must not be empty')
    if (apiVersion === 'v1' && kind === 'Event') problems.invalid(path, goOwner(owner), '/v1, Kind=Event is disallowed from being an owner')
    if (!owner.controller) continue
    if (controller !== '') problems.invalid(path, goList('v1.OwnerReference', owners.map(goOwner)), `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${kind}/${name}`)
    else controller = `${kind}/${name}`
  }
}

function checkFinalizers(finalizers: readonly string[], problems: Problems): void {
  const path = 'metadata.finalizers'
  for (const finalizer of finalizers) problems.each(path, finalizer, qualifiedNameFaults(finalizer))
  if (PROPAGATION_FINALIZERS.every((finalizer) => finalizers.includes(finalizer))) problems.invalid(path, goStrings(finalizers), 'finalizer orphan and foregroundDeletion cannot be both set')
  finalizers.forEach((finalizer, index) => {
    if (!finalizer.includes('/') && !STANDARD_FINALIZERS.includes(finalizer)) problems.invalid(`${path}[${index}]`, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')
  })
}

/** What an update may not change in metadata (`ValidateObjectMetaUpdate`). */
export function validateMetadataUpdate(next: Draft, old: AnyStored): FieldError[] {
  return problemsOf((problems) => {
    const meta = next.metadata as ObjectMeta
    if (old.metadata.deletionTimestamp) {
      const added = (meta.finalizers ?? []).filter((finalizer) => !old.metadata.finalizers?.includes(finalizer)).sort()
      if (added.length > 0) problems.forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers ${goStrings(added).text}`)
    }
    for (const field of ['name', 'namespace', 'uid', 'creationTimestamp'] as const) if ((meta[field] ?? '') !== (old.metadata[field] ?? '')) problems.immutable(`metadata.${field}`, meta[field] ?? '')
    checkLabels(meta.labels, 'metadata.labels', problems)
    checkAnnotations(meta.annotations, 'metadata.annotations', problems)
    checkOwners(meta.ownerReferences ?? [], problems)
  })
}
