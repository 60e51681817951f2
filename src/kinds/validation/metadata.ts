import { deepEqual } from '../../base/equality.ts'
import type { Draft, FieldError, Kind } from '../kind.ts'
import type { AnyStored } from '../objects.ts'
import { forbiddenField, immutable, invalidValue, required } from './errors.ts'
import { label1035Problems, labelProblems, labelValueProblems, pathProblems, qualifiedNameProblems, subdomainProblems } from './names.ts'

const RULES = { subdomain: subdomainProblems, label: labelProblems, label1035: label1035Problems, path: pathProblems, none: (): string[] => [] } as const

const ANNOTATIONS_MOST_BYTES = 256 * 1024

/** What is wrong with a new object's metadata (`api/validation.ValidateObjectMeta`). */
export function validateMetadata(object: Draft, kind: Kind): FieldError[] {
  const { metadata } = object
  const errors: FieldError[] = []
  const name: string = metadata['name'] ?? ''
  const problems = RULES[kind.nameRule ?? 'subdomain']
  if (metadata['generateName']) errors.push(...problems(trimmedBase(metadata['generateName'])).map((detail) => invalidValue('metadata.generateName', metadata['generateName'], detail)))
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'))
  else errors.push(...problems(name).map((detail) => invalidValue('metadata.name', name, detail)))
  if (kind.namespaced && !metadata['namespace']) errors.push(required('metadata.namespace'))
  return [...errors, ...validateLabels(metadata['labels'], 'metadata.labels'), ...validateAnnotations(metadata['annotations'], 'metadata.annotations'), ...validateOwners(metadata['ownerReferences']), ...validateFinalizers(metadata['finalizers'])]
}

/** A generated name may end in a dash: what follows makes it good. */
function trimmedBase(base: string): string {
  return base.endsWith('-') ? `${base.slice(0, -1)}a` : base
}

export function validateLabels(labels: Record<string, string> | undefined, path: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((detail) => invalidValue(path, key, detail)),
    ...labelValueProblems(value).map((detail) => invalidValue(path, value, detail)),
  ])
}

export function validateAnnotations(annotations: Record<string, string> | undefined, path: string): FieldError[] {
  const entries = Object.entries(annotations ?? {})
  const errors = entries.flatMap(([key]) => qualifiedNameProblems(key.toLowerCase()).map((detail) => invalidValue(path, key, detail)))
  const size = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  if (size > ANNOTATIONS_MOST_BYTES) errors.push({ field: path, reason: 'FieldValueTooLong', detail: `Too long: may not be more than ${ANNOTATIONS_MOST_BYTES} bytes` })
  return errors
}

function validateOwners(owners: Record<string, unknown>[] | undefined): FieldError[] {
  const errors: FieldError[] = []
  let controllers = 0
  owners?.forEach((owner, index) => {
    const path = `metadata.ownerReferences[${index}]`
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) if (!owner[field]) errors.push(invalidValue(`${path}.${field}`, owner[field] ?? '', field === 'apiVersion' ? 'version must not be empty' : `${field} must not be empty`))
    if (owner['controller']) controllers++
  })
  if (controllers > 1) errors.push(invalidValue('metadata.ownerReferences', owners, 'Only one reference can have Controller set to true. Found "true" in references'))
  return errors
}

function validateFinalizers(finalizers: string[] | undefined): FieldError[] {
  return (finalizers ?? []).flatMap((finalizer) => qualifiedNameProblems(finalizer).map((detail) => invalidValue('metadata.finalizers', finalizer, detail)))
}

/** What an update may not change in metadata (`ValidateObjectMetaUpdate`). */
export function validateMetadataUpdate(next: Draft, old: AnyStored): FieldError[] {
  const { metadata } = next
  const errors: FieldError[] = []
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp'] as const) if (metadata[field] !== old.metadata[field]) errors.push(immutable(`metadata.${field}`, metadata[field]))
  if (old.metadata.deletionTimestamp) {
    const added = ((metadata['finalizers'] ?? []) as string[]).filter((finalizer) => !(old.metadata.finalizers ?? []).includes(finalizer))
    if (added.length > 0) errors.push(forbiddenField('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((text) => JSON.stringify(text)).join(', ')}}`))
  }
  if (!deepEqual(metadata['labels'], old.metadata.labels)) errors.push(...validateLabels(metadata['labels'], 'metadata.labels'))
  if (!deepEqual(metadata['annotations'], old.metadata.annotations)) errors.push(...validateAnnotations(metadata['annotations'], 'metadata.annotations'))
  if (!deepEqual(metadata['ownerReferences'], old.metadata.ownerReferences)) errors.push(...validateOwners(metadata['ownerReferences']))
  return errors
}
