import { deepEqual } from '../../base/equality.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isForbidden, isNamespaceTerminating, isNotFound, StatusError } from '../../client/status.ts'
import type { Endpoints, Service } from '../../kinds/resources.ts'
import { followPods, hasClusterAddress, podsOf, selectsPods } from '../endpointSlice/membership.ts'
import { TriggerTimes, withTriggerTime } from '../endpointSlice/triggerTimes.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { hasTooMany, subsetsOf, truncated } from './subsets.ts'

const HEADLESS = 'service.kubernetes.io/headless'
/** What one sync takes, and how many addresses make it take a millisecond longer. */
const COST_MS = [2, 6] as const
const ADDRESSES_PER_MS = 20
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'

/** Keeps the Endpoints object of every Service with a selector (`pkg/controller/endpoint`). */
export const endpointsController: Controller = {
  name: 'endpoint-controller',
  setup(context) {
    const services = context.informers.of('services')
    const endpoints = context.informers.of('endpoints')
    const sync = new Sync(context)
    const queue = context.queue((key) => sync.run(key), { costMs: (key) => context.random.integer(...COST_MS) + sync.sizeOf(key) / ADDRESSES_PER_MS })
    const enqueue = (object: Service | Endpoints): void => queue.add(keyOfObject(object))
    services.on({ added: enqueue, updated: enqueue, deleted: enqueue })
    followPods(context, (key) => queue.add(key))
    // At the start all are looked at, so that those whose Service has gone meanwhile go too.
    endpoints.on({ added: (object) => void (!endpoints.synced && enqueue(object)), deleted: enqueue })
  },
}

class Sync {
  readonly #context: ControllerContext
  readonly #times = new TriggerTimes()
  /** The version of each Endpoints object that this controller has replaced: an informer that still has it is behind. */
  readonly #replaced = new Map<string, string>()
  readonly #sizes = new Map<string, number>()

  constructor(context: ControllerContext) {
    this.#context = context
  }

  /** How many pods a Service had at its last sync. */
  sizeOf(key: string): number {
    return this.#sizes.get(key) ?? 0
  }

  run(key: string): void {
    const { informers } = this.#context
    const service = informers.of('services').byKey(key)
    if (!service) return this.#remove(key)
    if (!selectsPods(service)) return
    const pods = podsOf(informers.of('pods'), service)
    this.#sizes.set(key, pods.length)
    const time = this.#times.next(key, service, pods)
    const subsets = subsetsOf(service, pods)
    const known = informers.of('endpoints').byKey(key)
    if (known && this.#replaced.get(key) === known.metadata.resourceVersion)
      throw new Error(`endpoints informer cache is out of date, resource version ${known.metadata.resourceVersion} already processed for endpoints ${key}`)
    if (known && isRight(known, service, subsets)) return
    this.#write(key, service, known, draftFor(service, known, subsets, time))
  }

  #remove(key: string): void {
    const [namespace = '', name = ''] = key.split('/')
    try {
      this.#context.api.delete('endpoints', namespace, name)
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    this.#times.forget(key)
    this.#replaced.delete(key)
    this.#sizes.delete(key)
  }

  #write(key: string, service: Service, known: Endpoints | undefined, draft: ReturnType<typeof draftFor>): void {
    const { api, events } = this.#context
    try {
      const written = known ? api.update('endpoints', draft) : api.create('endpoints', draft)
      if (known && written.metadata.resourceVersion !== known.metadata.resourceVersion) this.#replaced.set(key, known.metadata.resourceVersion)
    } catch (error) {
      if (!known && isForbidden(error) && isNamespaceTerminating(error)) return
      if (error instanceof StatusError) {
        const about = { apiVersion: 'v1', kind: 'Endpoints', name: service.metadata.name, namespace: service.metadata.namespace ?? '', ...(known ? { uid: known.metadata.uid, resourceVersion: known.metadata.resourceVersion } : {}) }
        if (known) events.event(about, 'Warning', 'FailedToUpdateEndpoint', `Failed to update endpoint ${key}: ${error.message}`)
        else events.event(about, 'Warning', 'FailedToCreateEndpoint', `Failed to create endpoint for service ${key}: ${error.message}`)
      }
      throw error
    }
  }
}

function isRight(known: Endpoints, service: Service, subsets: Endpoints['subsets']): boolean {
  const { [HEADLESS]: _, ...labels } = known.metadata.labels ?? {}
  return deepEqual(known.subsets ?? [], subsets) && deepEqual(labels, service.metadata.labels ?? {}) && !hasTooMany(known.subsets ?? []) && known.metadata.annotations?.[OVER_CAPACITY] === undefined
}

function draftFor(service: Service, known: Endpoints | undefined, subsets: NonNullable<Endpoints['subsets']>, time: string | undefined) {
  const { [HEADLESS]: _, ...labels } = service.metadata.labels ?? {}
  const { [OVER_CAPACITY]: __, ...kept } = known?.metadata.annotations ?? {}
  const annotations = withTriggerTime(hasTooMany(subsets) ? { ...kept, [OVER_CAPACITY]: 'truncated' } : kept, time)
  const { labels: ___, annotations: ____, ...metadata } = known?.metadata ?? { name: service.metadata.name, namespace: service.metadata.namespace ?? '' }
  const next = { ...labels, ...(hasClusterAddress(service) ? {} : { [HEADLESS]: '' }) }
  return {
    metadata: { ...metadata, ...(Object.keys(next).length > 0 ? { labels: next } : {}), ...(annotations ? { annotations } : {}) },
    ...(subsets.length > 0 ? { subsets: truncated(subsets) } : {}),
  }
}
