import type { Container, EnvFromSource, EnvVar, EnvVarSource } from 'kubernetes-types/core/v1'
import type { Pod, Service } from '../../kinds/resources.ts'
import { expand } from './expansion.ts'
import { fieldValue, resourceValue, type PodPlace } from './references.ts'
import { serviceVariables } from './serviceVariables.ts'
import type { Keys, Sources } from './sources.ts'

export interface EnvironmentInput {
  readonly pod: Pod
  readonly container: Container
  readonly place: PodPlace
  readonly sources: Sources
  readonly services: readonly Service[]
}

/** A container's variables: services, then `envFrom`, then `env` in its order; or why they cannot be made (`makeEnvironmentVariables` of the real kubelet). */
export function environment(input: EnvironmentInput): { readonly variables: Readonly<Record<string, string>> } | { readonly error: string } {
  const { pod, container, services } = input
  const ofServices = new Map(serviceVariables(services, pod.metadata.namespace ?? '', pod.spec.enableServiceLinks !== false))
  const variables = new Map<string, string>()
  for (const source of container.envFrom ?? []) {
    const keys = keysOf(source, input)
    if ('error' in keys) return keys
    for (const key of Object.keys(keys.keys).sort()) if (isVariableName(key)) variables.set(`${source.prefix ?? ''}${key}`, keys.keys[key] as string)
  }
  const known = (name: string): string | undefined => variables.get(name) ?? ofServices.get(name)
  for (const variable of container.env ?? []) {
    const value = valueOf(variable, input, known)
    if (value === undefined) continue
    if (typeof value !== 'string') return value
    variables.set(variable.name, value)
  }
  for (const [name, value] of ofServices) if (!variables.has(name)) variables.set(name, value)
  return { variables: Object.fromEntries(variables) }
}

function isVariableName(key: string): boolean {
  return /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key) && key !== '.' && !key.startsWith('..')
}

function keysOf({ configMapRef, secretRef }: EnvFromSource, { pod, sources }: EnvironmentInput): { keys: Readonly<Record<string, string>> } | { error: string } {
  const namespace = pod.metadata.namespace ?? ''
  const reference = configMapRef ?? secretRef
  if (!reference?.name) return { keys: {} }
  const found = configMapRef ? sources.configMap(namespace, reference.name) : sources.secret(namespace, reference.name)
  if ('error' in found) return found.missing && reference.optional ? { keys: {} } : { error: found.error }
  return found
}

/** Undefined for an optional reference to what there is not. */
function valueOf({ name, value, valueFrom }: EnvVar, input: EnvironmentInput, known: (name: string) => string | undefined): string | undefined | { error: string } {
  if (!valueFrom) return expand(value ?? '', known)
  const { pod, container, place, sources } = input
  const namespace = pod.metadata.namespace ?? ''
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef }: EnvVarSource = valueFrom
  if (fieldRef) return fieldValue(pod, fieldRef, place) ?? { error: `unsupported fieldPath: ${fieldRef.fieldPath}` }
  if (resourceFieldRef) return resourceValue(pod, container.name, resourceFieldRef, place.machine) ?? { error: `unsupported container resource : ${resourceFieldRef.resource}` }
  if (configMapKeyRef) return keyOf(sources.configMap(namespace, configMapKeyRef.name ?? ''), configMapKeyRef, `ConfigMap ${namespace}/${configMapKeyRef.name ?? ''}`)
  if (secretKeyRef) return keyOf(sources.secret(namespace, secretKeyRef.name ?? ''), secretKeyRef, `Secret ${namespace}/${secretKeyRef.name ?? ''}`)
  return { error: `environment variable ${name} has no source` }
}

function keyOf(found: Keys, { key, optional }: { key: string; optional?: boolean }, where: string): string | undefined | { error: string } {
  if ('error' in found) return optional && found.missing ? undefined : { error: found.error }
  const value = found.keys[key]
  if (value !== undefined) return value
  return optional ? undefined : { error: `couldn't find key ${key} in ${where}` }
}
