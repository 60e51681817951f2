import type { Endpoint } from 'kubernetes-types/discovery/v1'
import type { OwnerReference } from 'kubernetes-types/meta/v1'
import type { EndpointSlice } from '../../kinds/resources.ts'
import type { PodPort } from './ports.ts'

/** A slice as it is to be written; without a name it is a new one. */
export interface SliceDraft {
  metadata: { name?: string; generateName?: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string>; ownerReferences?: OwnerReference[] }
  addressType: string
  endpoints: Endpoint[]
  ports: readonly PodPort[]
}

/** A draft that may be filled; what it shares with the slice stays as it is. */
export function draftOf(slice: EndpointSlice): SliceDraft {
  return { ...slice, endpoints: [...(slice.endpoints ?? [])], ports: (slice.ports ?? []) as PodPort[] }
}
