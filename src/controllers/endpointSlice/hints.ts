import type { Endpoint } from 'kubernetes-types/discovery/v1'
import type { EndpointSlice, Service } from '../../kinds/resources.ts'
import { draftOf, type SliceDraft } from './draft.ts'

/**
 * Sets which zones' clients are to use each endpoint: with `trafficDistribution: PreferClose` those of the endpoint's own zone, otherwise none
 * (`k8s.io/endpointslice/trafficdist`). Slices that had been right so far are rewritten if their hints are not.
 */
export function withHints(service: Service, create: readonly SliceDraft[], update: readonly SliceDraft[], unchanged: readonly EndpointSlice[]): { create: SliceDraft[]; update: SliceDraft[] } {
  const hint = service.spec.trafficDistribution === 'PreferClose' ? preferClose : noHint
  const wrong = unchanged.filter(({ endpoints }) => (endpoints ?? []).some((endpoint) => hint(endpoint) !== endpoint))
  const hinted = (slice: SliceDraft): SliceDraft => ({ ...slice, endpoints: slice.endpoints.map(hint) })
  return { create: create.map(hinted), update: [...update, ...wrong.map(draftOf)].map(hinted) }
}

/** An endpoint that is not ready keeps the hint that it has. */
function preferClose(endpoint: Endpoint): Endpoint {
  if (!endpoint.conditions?.ready) return endpoint
  const zone = endpoint.zone ?? ''
  const { forZones = [] } = endpoint.hints ?? {}
  return forZones.length === 1 && forZones[0]?.name === zone ? endpoint : { ...endpoint, hints: { forZones: [{ name: zone }] } }
}

function noHint(endpoint: Endpoint): Endpoint {
  const { hints, ...rest } = endpoint
  return hints === undefined ? endpoint : rest
}
