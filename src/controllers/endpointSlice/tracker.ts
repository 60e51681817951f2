import type { EndpointSlice } from '../../kinds/resources.ts'

const DELETION_EXPECTED = -1

/** Knows which generations of slices this controller has written, so that it neither acts on older ones nor wakes on its own writes (`endpointslice_tracker.go`). */
export class SliceTracker {
  /** Generations by the uid of a slice, by the key of a Service. */
  readonly #generations = new Map<string, Map<string, number>>()

  /** Whether somebody else has changed or made the slice. */
  isNews(slice: EndpointSlice): boolean {
    const known = this.#of(slice).get(slice.metadata.uid)
    return known === undefined || (slice.metadata.generation ?? 0) > known
  }

  /** Whether what the informer has of a Service's slices is behind what has been written. */
  isBehind(serviceKey: string, slices: readonly EndpointSlice[]): boolean {
    const known = this.#generations.get(serviceKey)
    if (!known) return false
    const given = new Set<string>()
    for (const { metadata } of slices) {
      given.add(metadata.uid)
      const generation = known.get(metadata.uid)
      if (generation !== undefined && (generation === DELETION_EXPECTED || generation > (metadata.generation ?? 0))) return true
    }
    return [...known].some(([uid, generation]) => generation !== DELETION_EXPECTED && !given.has(uid))
  }

  wrote(slice: EndpointSlice): void {
    this.#of(slice).set(slice.metadata.uid, slice.metadata.generation ?? 0)
  }

  expectDeletion(slice: EndpointSlice): void {
    this.#of(slice).set(slice.metadata.uid, DELETION_EXPECTED)
  }

  /** Whether it was this controller that wanted the slice gone; true for one it knows nothing of. */
  sawDeletion(slice: EndpointSlice): boolean {
    const known = this.#of(slice)
    const generation = known.get(slice.metadata.uid)
    known.delete(slice.metadata.uid)
    return generation === undefined || generation === DELETION_EXPECTED
  }

  forget(serviceKey: string): void {
    this.#generations.delete(serviceKey)
  }

  #of(slice: EndpointSlice): Map<string, number> {
    const key = serviceKeyOf(slice)
    const known = this.#generations.get(key) ?? new Map<string, number>()
    this.#generations.set(key, known)
    return known
  }
}

export const SERVICE_NAME = 'kubernetes.io/service-name'

/** The key of the Service that a slice belongs to. */
export function serviceKeyOf({ metadata }: EndpointSlice): string {
  return `${metadata.namespace ?? ''}/${metadata.labels?.[SERVICE_NAME] ?? ''}`
}
