import { formatTime, parseTime } from '../base/time.ts'
import type { DeleteOptions } from 'kubernetes-types/meta/v1'
import type { Kind } from '../kinds/kind.ts'
import type { AnyStored, StoredMeta } from '../kinds/objects.ts'

export const ORPHAN = 'orphan'
export const FOREGROUND = 'foregroundDeletion'

/**
 * What a DELETE first makes of an object: with a deletion timestamp, a grace period and the finalizers that its propagation policy asks for.
 * The object itself, unchanged, if there is nothing to mark. (`rest.BeforeDelete` and `deletionFinalizersForGarbageCollection`.)
 */
export function beginDeletion(kind: Kind, object: AnyStored, options: DeleteOptions, nowMs: number): AnyStored {
  const finalizers = finalizersFor(object.metadata.finalizers ?? [], options, kind.orphansDependents ?? false)
  const metadata = withGrace(kind, object, options, nowMs)
  const next: { -readonly [K in keyof StoredMeta]: StoredMeta[K] } = { ...metadata }
  if (finalizers.length > 0) next.finalizers = finalizers
  else delete next.finalizers
  if (finalizers.length > 0 && !next.deletionTimestamp) {
    next.deletionTimestamp = formatTime(nowMs)
    next.deletionGracePeriodSeconds = 0
    if (next.generation !== undefined) next.generation += 1
  }
  const same = next.deletionTimestamp === object.metadata.deletionTimestamp && next.deletionGracePeriodSeconds === object.metadata.deletionGracePeriodSeconds
  const sameFinalizers = finalizers.join() === (object.metadata.finalizers ?? []).join()
  return same && sameFinalizers ? object : { ...object, metadata: next }
}

function withGrace(kind: Kind, object: AnyStored, options: DeleteOptions, nowMs: number): StoredMeta {
  const { metadata } = object
  if (!kind.gracePeriodSeconds) return metadata
  const asked = options.gracePeriodSeconds
  if (!metadata.deletionTimestamp) {
    const seconds = kind.gracePeriodSeconds(object, asked)
    return {
      ...metadata,
      deletionTimestamp: formatTime(nowMs + 1000 * seconds),
      deletionGracePeriodSeconds: seconds,
      ...(metadata.generation !== undefined ? { generation: metadata.generation + 1 } : {}),
    }
  }
  // Under way already: the grace may be shortened, never lengthened; the timestamp moves back with it.
  const left = metadata.deletionGracePeriodSeconds ?? 0
  if (asked === undefined || asked >= left) return metadata
  return { ...metadata, deletionTimestamp: formatTime(parseTime(metadata.deletionTimestamp) - 1000 * (left - asked)), deletionGracePeriodSeconds: asked }
}

function finalizersFor(existing: readonly string[], options: DeleteOptions, orphansByDefault: boolean): string[] {
  const policy = options.propagationPolicy ?? (options.orphanDependents === true ? 'Orphan' : options.orphanDependents === false ? 'Background' : undefined)
  if (policy === undefined) return orphansByDefault && !existing.includes(ORPHAN) && !existing.includes(FOREGROUND) ? [...existing, ORPHAN] : [...existing]
  const rest = existing.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND)
  if (policy === 'Orphan') rest.push(ORPHAN)
  if (policy === 'Foreground') rest.push(FOREGROUND)
  return rest
}
