import type { DownwardAPIVolumeFile, KeyToPath, ServiceAccountTokenProjection, Volume, VolumeProjection } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import { fieldValue, resourceValue, type PodPlace } from '../environment/references.ts'
import type { Keys, Sources } from '../environment/sources.ts'

/** The files of a volume by their path in it, or why they cannot be had. */
export type Contents = { readonly files: Readonly<Record<string, string>> } | { readonly error: string }

export interface ContentsInput {
  readonly pod: Pod
  readonly place: PodPlace
  readonly sources: Sources
  /** A token of the pod's ServiceAccount. */
  token(pod: Pod, projection: ServiceAccountTokenProjection): string
}

/** Whether the kubelet fills the volume with files from elsewhere, and keeps them up to date. */
export function isFilled(volume: Volume): boolean {
  return (volume.configMap ?? volume.secret ?? volume.downwardAPI ?? volume.projected) !== undefined
}

/** What belongs into such a volume now. */
export function contentsOf(volume: Volume, input: ContentsInput): Contents {
  const { configMap, secret, downwardAPI, projected } = volume
  if (configMap) return projection({ configMap }, input)
  if (secret) return projection({ secret: { name: secret.secretName ?? '', ...(secret.items ? { items: secret.items } : {}), ...(secret.optional ? { optional: true } : {}) } }, input)
  if (downwardAPI) return projection({ downwardAPI }, input)
  const files: Record<string, string> = {}
  for (const source of projected?.sources ?? []) {
    const part = projection(source, input)
    if ('error' in part) return part
    Object.assign(files, part.files)
  }
  return { files }
}

function projection({ configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection, input: ContentsInput): Contents {
  const { pod, sources } = input
  const namespace = pod.metadata.namespace ?? ''
  if (configMap) return fromKeys(sources.configMap(namespace, configMap.name ?? ''), configMap, `configmap references non-existent config key`)
  if (secret) return fromKeys(sources.secret(namespace, secret.name ?? ''), secret, `references non-existent secret key`)
  if (downwardAPI) return fromFields(downwardAPI.items ?? [], input)
  if (serviceAccountToken) return { files: { [serviceAccountToken.path]: input.token(pod, serviceAccountToken) } }
  return { files: {} }
}

function fromKeys(found: Keys, { items, optional }: { items?: KeyToPath[]; optional?: boolean }, absent: string): Contents {
  if ('error' in found) return optional && found.missing ? { files: {} } : { error: found.error }
  if (!items) return { files: found.keys }
  const files: Record<string, string> = {}
  for (const { key, path } of items) {
    const text = found.keys[key]
    if (text === undefined && !optional) return { error: `${absent}: ${key}` }
    if (text !== undefined) files[path] = text
  }
  return { files }
}

function fromFields(items: readonly DownwardAPIVolumeFile[], { pod, place }: ContentsInput): Contents {
  const files: Record<string, string> = {}
  for (const { path, fieldRef, resourceFieldRef } of items) {
    const text = fieldRef ? fieldValue(pod, fieldRef, place) : resourceFieldRef ? resourceValue(pod, '', resourceFieldRef, place.machine) : undefined
    if (text === undefined) return { error: `unsupported fieldPath: ${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? ''}` }
    files[path] = text
  }
  return { files }
}
