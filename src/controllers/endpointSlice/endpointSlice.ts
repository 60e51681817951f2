import { keyOfObject } from '../../client/informer.ts'
import { isNamespaceTerminating, isNotFound, StatusError } from '../../client/status.ts'
import type { EndpointSlice, Service } from '../../kinds/resources.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import type { SliceDraft } from './draft.ts'
import { followPods, podsOf, selectsPods } from './membership.ts'
import { MANAGED_BY, MANAGER, planFor, type SlicePlan } from './plan.ts'
import { serviceKeyOf, SERVICE_NAME, SliceTracker } from './tracker.ts'
import { TriggerTimes, withTriggerTime } from './triggerTimes.ts'

/** How long after a change of a slice by somebody else its Service is looked at. */
const FOREIGN_CHANGE_DELAY_MS = 1000
/** One failed sync is tried again after a second, then after two, and so on. */
const BASE_DELAY_MS = 1000
/** What one sync takes: longer than a write is on its way back to the informer, so that one sync seldom finds it behind the one before. */
const COST_MS = [4, 8] as const
/** So many endpoints make a sync take a millisecond longer: that is how changes of many pods at once come to be written together. */
const ENDPOINTS_PER_MS = 20

/** Keeps the EndpointSlices of every Service with a selector (`pkg/controller/endpointslice`). */
export const endpointSliceController: Controller = {
  name: 'endpointslice-controller',
  setup(context) {
    const services = context.informers.of('services')
    const slices = context.informers.of('endpointslices.discovery.k8s.io')
    const tracker = new SliceTracker()
    const times = new TriggerTimes()
    indexByNamespace(services)
    slices.addIndex('service', (slice) => [serviceKeyOf(slice)])
    context.informers.of('nodes')
    const sync = new Sync(context, tracker, times)
    const queue = context.queue((key) => sync.run(key), { baseDelayMs: BASE_DELAY_MS, costMs: (key) => context.random.integer(...COST_MS) + sync.sizeOf(key) / ENDPOINTS_PER_MS })
    const queueServiceOf = (slice: EndpointSlice): void => {
      if (slice.metadata.labels?.[SERVICE_NAME]) queue.addAfter(serviceKeyOf(slice), FOREIGN_CHANGE_DELAY_MS)
    }
    const isManaged = (slice: EndpointSlice): boolean => slice.metadata.labels?.[MANAGED_BY] === MANAGER

    services.on({ added: (service) => queue.add(keyOfObject(service)), updated: (service) => queue.add(keyOfObject(service)), deleted: (service) => queue.add(keyOfObject(service)) })
    followPods(context, (key) => queue.add(key))
    slices.on({
      added: (slice) => void (isManaged(slice) && tracker.isNews(slice) && queueServiceOf(slice)),
      updated(slice, old) {
        if (serviceKeyOf(slice) !== serviceKeyOf(old)) {
          queueServiceOf(slice)
          queueServiceOf(old)
        } else if (isManaged(slice) !== isManaged(old) || (isManaged(slice) && tracker.isNews(slice))) queueServiceOf(slice)
      },
      deleted: (slice) => void (isManaged(slice) && !tracker.sawDeletion(slice) && queueServiceOf(slice)),
    })
  },
}

class Sync {
  readonly #context: ControllerContext
  readonly #tracker: SliceTracker
  readonly #times: TriggerTimes
  readonly #sizes = new Map<string, number>()

  constructor(context: ControllerContext, tracker: SliceTracker, times: TriggerTimes) {
    this.#context = context
    this.#tracker = tracker
    this.#times = times
  }

  /** How many pods a Service had at its last sync. */
  sizeOf(key: string): number {
    return this.#sizes.get(key) ?? 0
  }

  run(key: string): void {
    const { informers, events } = this.#context
    const service = informers.of('services').byKey(key)
    if (!service) {
      this.#times.forget(key)
      this.#tracker.forget(key)
      this.#sizes.delete(key)
      return
    }
    if (!selectsPods(service)) return
    const all = informers.of('endpointslices.discovery.k8s.io').indexed('service', key)
    const slices = all.filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER && !metadata.deletionTimestamp)
    if (this.#tracker.isBehind(key, slices)) throw new Error('EndpointSlice informer cache is out of date')
    const pods = podsOf(informers.of('pods'), service)
    this.#sizes.set(key, pods.length)
    const time = this.#times.next(key, service, pods)
    const errors: string[] = []
    for (const plan of planFor({ service, pods, slices, node: (name) => informers.of('nodes').byKey(name) })) {
      errors.push(...plan.errors)
      try {
        this.#carryOut(service, plan, time)
      } catch (error) {
        if (!(error instanceof WriteFailure)) throw error
        errors.push(error.message)
      }
    }
    if (errors.length === 0) return
    const text = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
    events.event(service, 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${key}: ${text}`)
    throw new Error(text)
  }

  #carryOut(service: Service, plan: SlicePlan, time: string | undefined): void {
    const { api } = this.#context
    const of = `EndpointSlice for Service ${keyOfObject(service)}`
    const resource = 'endpointslices.discovery.k8s.io'
    for (const draft of service.metadata.deletionTimestamp ? [] : plan.create) {
      try {
        this.#tracker.wrote(api.create(resource, timed(draft, time)))
      } catch (error) {
        if (isNamespaceTerminating(error)) return
        throw failure(`failed to create ${of}: `, error)
      }
    }
    for (const draft of plan.update) {
      try {
        this.#tracker.wrote(api.update(resource, timed(draft, time)))
      } catch (error) {
        throw failure(`failed to update ${draft.metadata.name} ${of}: `, error)
      }
    }
    for (const slice of plan.delete) {
      try {
        api.delete(resource, slice.metadata.namespace ?? '', slice.metadata.name)
        this.#tracker.expectDeletion(slice)
      } catch (error) {
        if (!isNotFound(error)) throw failure(`failed to delete ${slice.metadata.name} ${of}: `, error)
      }
    }
  }
}

/** A write that the API server has refused. */
class WriteFailure extends Error {}

function failure(what: string, error: unknown): unknown {
  return error instanceof StatusError ? new WriteFailure(what + error.message) : error
}

function timed(draft: SliceDraft, time: string | undefined): SliceDraft {
  const { annotations: _, ...metadata } = draft.metadata
  const annotations = withTriggerTime(draft.metadata.annotations, time)
  return { ...draft, metadata: annotations ? { ...metadata, annotations } : metadata }
}
