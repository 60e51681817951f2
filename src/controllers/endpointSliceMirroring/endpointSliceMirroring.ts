import { eventRecorder } from '../../client/eventRecorder.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isNamespaceTerminating, isNotFound } from '../../client/status.ts'
import type { Endpoints, EndpointSlice, Service } from '../../kinds/resources.ts'
import { MANAGED_BY } from '../endpointSlice/plan.ts'
import { serviceKeyOf, SERVICE_NAME, SliceTracker } from '../endpointSlice/tracker.ts'
import type { Controller } from '../runtime/controller.ts'
import { ADDRESSES_MOST, MIRRORING_MANAGER, mirrorOf } from './mirror.ts'

const SKIP = 'endpointslice.kubernetes.io/skip-mirror'
const BASE_DELAY_MS = 1000
const MAXIMUM_DELAY_MS = 100_000
const COST_MS = [4, 8] as const

/** Mirrors Endpoints of Services without a selector, which somebody else keeps, into EndpointSlices (`pkg/controller/endpointslicemirroring`). */
export const endpointSliceMirroringController: Controller = {
  name: 'endpointslicemirroring-controller',
  setup(context) {
    const { api, informers, random, simulation } = context
    const resource = 'endpointslices.discovery.k8s.io'
    const endpoints = informers.of('endpoints')
    const services = informers.of('services')
    const slices = informers.of(resource)
    const events = eventRecorder(simulation, api, { component: 'endpoint-slice-mirroring-controller' })
    const tracker = new SliceTracker()
    slices.addIndex('service', (slice) => [serviceKeyOf(slice)])

    const sync = (key: string): void => {
      const mirrored = slices.indexed('service', key).filter(isManaged)
      const original = endpoints.byKey(key)
      const service = services.byKey(key)
      if (!original || !shouldMirror(original) || !service || hasSelector(service)) {
        tracker.forget(key)
        for (const slice of mirrored) remove(slice)
        return
      }
      if (tracker.isBehind(key, mirrored)) throw new Error('EndpointSlice informer cache is out of date')
      const { plan, skipped } = mirrorOf(original, mirrored)
      if (skipped > 0) events.event(original, 'Warning', 'TooManyAddressesToMirror', `A max of ${ADDRESSES_MOST} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped} addresses were skipped`)
      try {
        if (!original.metadata.deletionTimestamp) for (const draft of plan.create) tracker.wrote(api.create(resource, draft))
      } catch (error) {
        if (!isNamespaceTerminating(error)) throw error
        return
      }
      for (const draft of plan.update) tracker.wrote(api.update(resource, draft))
      for (const slice of plan.delete) {
        remove(slice)
        tracker.expectDeletion(slice)
      }
    }
    const remove = ({ metadata }: EndpointSlice): void => {
      try {
        api.delete(resource, metadata.namespace ?? '', metadata.name)
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }
    const queue = context.queue(sync, { baseDelayMs: BASE_DELAY_MS, maximumDelayMs: MAXIMUM_DELAY_MS, costMs: () => random.integer(...COST_MS) })
    const queueFor = (slice: EndpointSlice): void => {
      if (slice.metadata.labels?.[SERVICE_NAME]) queue.add(serviceKeyOf(slice))
    }
    const changed = (object: Endpoints): void => {
      if (shouldMirror(object)) queue.add(keyOfObject(object))
    }
    const unselective = (service: Service): void => {
      if (!hasSelector(service)) queue.add(keyOfObject(service))
    }

    endpoints.on({ added: changed, deleted: changed, updated: (next, old) => void ((shouldMirror(next) || shouldMirror(old)) && queue.add(keyOfObject(next))) })
    services.on({ added: unselective, deleted: unselective, updated: (next, old) => void (hasSelector(next) !== hasSelector(old) && queue.add(keyOfObject(next))) })
    slices.on({
      added: (slice) => void (isManaged(slice) && tracker.isNews(slice) && queueFor(slice)),
      updated(slice, old) {
        if (serviceKeyOf(slice) !== serviceKeyOf(old)) {
          queueFor(slice)
          queueFor(old)
        } else if (isManaged(slice) !== isManaged(old) || (isManaged(slice) && tracker.isNews(slice))) queueFor(slice)
      },
      deleted: (slice) => void (isManaged(slice) && !tracker.sawDeletion(slice) && queueFor(slice)),
    })
  },
}

function isManaged({ metadata }: EndpointSlice): boolean {
  return metadata.labels?.[MANAGED_BY] === MIRRORING_MANAGER
}

function shouldMirror({ metadata }: Endpoints): boolean {
  return metadata.labels?.[SKIP] !== 'true' && metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined
}

function hasSelector({ spec }: Service): boolean {
  return Object.keys(spec.selector ?? {}).length > 0
}
