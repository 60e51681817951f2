import { InvariantError } from '../base/invariant.ts'
import type { Api, ListOptions, WatchEvent } from '../client/api.ts'
import { ConnectionError } from '../client/status.ts'
import { resourceOf, type Draft, type Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import type { ResourceName } from '../kinds/resources.ts'
import type { Caller } from './caller.ts'
import { canonicalize } from './decode/index.ts'
import { patchObject } from './patchObject.ts'
import { selectChange, selectionOf } from './selection.ts'
import type { ApiServer } from './server.ts'
import { subresourceOf } from './subresources/registry.ts'

/** How long a change is on its way to a watcher inside the cluster, in milliseconds, both ends included. */
const WATCH_LATENCY_MS = [1, 3] as const

/** Whether a part can reach the API server: it is stopped, or the part's machine is cut off. */
export interface Connection {
  readonly open: boolean
}

const alwaysOpen: Connection = { open: true }

/**
 * The in-process client of one part of the cluster: typed operations without HTTP in between, through the same pipeline of defaults, admission and validation.
 * Watch events arrive some milliseconds after the write, in order, each with the cause of its write.
 */
export function localApi(server: ApiServer, caller: Caller, connection: Connection = alwaysOpen): Api {
  const { simulation } = server
  const latency = simulation.random(`watch latency of ${caller.user}`)

  function kindFor(resource: ResourceName): Kind {
    if (!connection.open || !server.running) throw new ConnectionError('connect: connection refused')
    server.requests.count()
    const kind = server.kind(resource)
    if (!kind) throw new ConnectionError(`the server does not have a resource type "${resource}"`)
    if (kind.storedAs) throw new InvariantError(`objects of ${resource} are stored as ${kind.storedAs}: parts of the cluster use these`)
    return kind
  }

  const api: Api = {
    user: caller.user,
    get: (resource, namespace, name) => server.get(kindFor(resource), namespace, name) as never,

    list: (resource, options = {}) => {
      const kind = kindFor(resource)
      const { matches } = selectionOf(kind, options)
      const items: AnyStored[] = []
      server.store.scan(resource, options.namespace ?? '', (object) => void (matches(object) && items.push(object)))
      return { items: items as never[], resourceVersion: String(server.store.revision) }
    },

    create: (resource, object, options = {}) => {
      const kind = kindFor(resource)
      // As for one that comes over HTTP: nulls are no values, and what the type does not know is dropped. A subresource's body has a type of its own.
      const draft = (options.subresource ? { ...object } : canonicalize(object, kind.schema)) as Draft
      draft.metadata ??= {}
      const namespace: string = kind.namespaced ? (draft.metadata['namespace'] ?? '') : ''
      if (options.subresource) return subresourceOf(kind, options.subresource).create(server, namespace, draft.metadata['name'], draft, { caller, subresource: options.subresource }).object as never
      return server.create(kind, namespace, draft, { caller }).object as never
    },

    update: (resource, object, options = {}) => {
      const kind = kindFor(resource)
      // A status write keeps all but the status of what is stored, so nothing of the argument needs to be made private.
      const draft = (options.subresource ? object : canonicalize(object, kind.schema)) as Draft
      const { namespace = '', name } = draft.metadata as { namespace?: string; name: string }
      if (options.subresource && options.subresource !== 'status') return subresourceOf(kind, options.subresource).update(server, namespace, name, draft, { caller, subresource: options.subresource }).object as never
      return server.update(kind, namespace, name, draft, { caller, subresource: options.subresource }).object as never
    },

    patch: (resource, namespace, name, type, patch, options = {}) =>
      patchObject(server, kindFor(resource), namespace, name, type, patch, { caller, subresource: options.subresource, force: options.force }).object as never,

    delete: (resource, namespace, name, options = {}) => void server.delete(kindFor(resource), namespace, name, options, { caller }),

    deleteCollection: (resource, options, deleteOptions = {}) => {
      const kind = kindFor(resource)
      for (const object of api.list(resource, options).items as readonly AnyStored[]) server.delete(kind, object.metadata.namespace ?? '', object.metadata.name, deleteOptions, { caller })
    },

    watch: (resource, options, onEvent) => {
      const kind = kindFor(resource)
      return watch(server, kind, options, connection, () => latency.integer(...WATCH_LATENCY_MS), onEvent as (event: WatchEvent<AnyStored>) => void)
    },
  }
  return api
}

function watch(
  server: ApiServer,
  kind: Kind,
  options: ListOptions & { resourceVersion: string; onEnd?: () => void },
  connection: Connection,
  latencyMs: () => number,
  onEvent: (event: WatchEvent<AnyStored>) => void,
): { stop(): void } {
  const { simulation } = server
  const resource = resourceOf(kind)
  const selection = selectionOf(kind, options)
  let pending: { event: WatchEvent<AnyStored>; cause: number }[] = []
  let ended = false

  const deliver = (): void => {
    const batch = pending
    pending = []
    for (const { event, cause } of batch) {
      if (ended) return
      simulation.causes.current = cause
      onEvent(event)
    }
  }
  const end = (): void => {
    if (ended) return
    ended = true
    unlisten()
    server.connections.delete(end)
    options.onEnd?.()
  }
  const unlisten = server.store.listen(
    resource,
    (change) => {
      if (!connection.open) return end()
      const event = selectChange(change, selection)
      if (!event) return
      pending.push({ event, cause: simulation.causes.current })
      if (pending.length === 1) simulation.schedule(latencyMs(), deliver)
    },
    selection.narrow,
  )
  server.connections.add(end)
  for (const change of server.store.changesSince(resource, Number(options.resourceVersion))) {
    const event = selectChange(change, selection)
    if (event) pending.push({ event, cause: simulation.causes.current })
  }
  if (pending.length > 0) simulation.schedule(latencyMs(), deliver)
  return {
    stop() {
      ended = true
      unlisten()
      server.connections.delete(end)
    },
  }
}
