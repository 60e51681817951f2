import type { AnyStored } from '../objects.ts'

const SHORT: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' }
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

/** Access modes in short, always in the same order: `RWO,ROX`. */
export function accessModesCell(modes: readonly string[] | undefined): string {
  return Object.keys(SHORT).flatMap((mode) => (modes?.includes(mode) ? [SHORT[mode] as string] : [])).join(',')
}

/** The storage class of a volume or claim: the annotation of old goes first. */
export function storageClassOf({ metadata, spec }: AnyStored): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? (spec as { storageClassName?: string }).storageClassName ?? ''
}
