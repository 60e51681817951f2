import { deepClone, deepEqual } from '../base/equality.ts'
import { Rate } from '../base/rate.ts'
import type { Simulation } from '../base/simulation.ts'
import type { NodeDirectory } from '../client/nodeServices.ts'
import { formatTime } from '../base/time.ts'
import type { DeleteOptions } from 'kubernetes-types/meta/v1'
import { apiVersionOf, resourceOf, type Draft, type FieldError, type Kind } from '../kinds/kind.ts'
import type { AnyStored, StoredMeta } from '../kinds/objects.ts'
import { kindOf, kinds } from '../kinds/registry.ts'
import type { ResourceName } from '../kinds/resources.ts'
import { validateMetadata, validateMetadataUpdate } from '../kinds/validation/metadata.ts'
import { admissionPlugins } from './admission/registry.ts'
import type { AdmissionContext, Attributes } from './admission/plugin.ts'
import type { Caller } from './caller.ts'
import { beginDeletion } from './deletion.ts'
import { alreadyExists, badRequest, conflict, internalError, invalid, MODIFIED_MEANWHILE, notFound, plainFailure, type Subject } from './errors.ts'
import { inheritManagers, managersOf, trackCreate, trackUpdate } from './fieldManagement/fieldManager.ts'
import { sameManagers, type Managers } from './fieldManagement/managers.ts'
import { behaviours } from './resources/registry.ts'
import { keyOf, Store } from './store.ts'

const ITSELF: Caller = { user: 'system:apiserver', groups: ['system:masters'], manager: 'kube-apiserver' }

/** How a write is to be done, besides what is to be written. */
export interface WriteRequest {
  readonly caller: Caller
  readonly dryRun?: boolean
  /** `fieldManager` of the request; the caller's own manager if absent. */
  readonly manager?: string
  readonly subresource?: string
  /** The subresource under which its fields are managed, if it is another. */
  readonly managedAs?: string
  /** The version in which the object is written; the stored one if absent. */
  readonly apiVersion?: string
  /** Who manages the fields afterwards, if that is settled already. */
  readonly managers?: Managers
}

export interface Written {
  readonly object: AnyStored
  readonly warnings: readonly string[]
  /** Whether the write, a patch or a PUT, made the object. */
  readonly created?: boolean
}

export interface Deleted {
  /** The object as it is now, or its last state if it is gone. */
  readonly object: AnyStored
  /** Whether it is gone; otherwise it waits for its grace period or finalizers. */
  readonly gone: boolean
}

/**
 * The API server's core: every read and write of every part of the cluster and of every client outside comes through here. It knows typed operations;
 * `handler.ts` puts HTTP's words around it and `local.ts` the in-process client. It acts on nothing by itself: controllers and kubelets watch it.
 */
export class ApiServer {
  readonly simulation: Simulation
  readonly store = new Store()
  /** Whether the process runs; a stopped server refuses connections and has ended all that were open. */
  running = true
  /** Ends each open watch; called when the server stops. */
  readonly connections = new Set<() => void>()
  /** Requests, from within the cluster and from without. */
  readonly requests: Rate
  readonly #kinds = new Map<ResourceName, Kind>(kinds.map((kind) => [resourceOf(kind), kind]))

  /** The kubelets, for logs and exec; the composition root says where they are. */
  nodes: NodeDirectory = () => undefined

  /** Whose bearer token it is, besides those of service accounts; the composition root knows. */
  authenticate: (token: string) => Caller | undefined = () => undefined
  /** Known to nobody but this server: tokens are signed with it. */
  readonly tokenSecret: string

  constructor(simulation: Simulation) {
    this.tokenSecret = simulation.random('token secret').uuid()
    this.simulation = simulation
    this.requests = new Rate(simulation)
  }

  /** Ends the process as far as clients see it: what is stored stays. */
  stop(): void {
    this.running = false
    for (const end of [...this.connections]) end()
  }

  start(): void {
    this.running = true
  }

  /** The kind of a resource that is served; undefined if there is none. */
  kind(resource: ResourceName): Kind | undefined {
    return this.#kinds.get(resource) ?? kindOf(resource)
  }

  subject(kind: Kind, name?: string): Subject {
    return name === undefined ? { group: kind.group, plural: kind.plural } : { group: kind.group, plural: kind.plural, name }
  }

  get(kind: Kind, namespace: string, name: string): AnyStored {
    const object = this.store.get(resourceOf(kind), keyOf(namespace, name))
    if (!object) throw notFound(this.subject(kind, name))
    return object
  }

  /**
   * Creates an object from a draft, which becomes the server's own. Follows `registry/rest/create.go`: defaults, admission, preparation, validation, admission again.
   */
  create(kind: Kind, namespace: string, draft: Draft, request: WriteRequest): Written {
    const resource = resourceOf(kind)
    const warnings: string[] = []
    const meta = draft.metadata
    if (kind.namespaced) meta['namespace'] ??= namespace
    if (meta['namespace'] !== undefined && meta['namespace'] !== namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
    draft['apiVersion'] = apiVersionOf(kind)
    draft['kind'] = kind.kind
    if (meta['resourceVersion']) throw plainFailure('resourceVersion should not be set on objects to be created')
    kind.defaults?.(draft)
    trackCreate(kind, draft, request, this.simulation.nowMs)
    const context = this.#admissionContext(warnings)
    this.#admit('create', kind, draft, undefined, namespace, request, context)

    const { random } = this.#streams()
    delete meta['deletionTimestamp']
    delete meta['deletionGracePeriodSeconds']
    delete meta['resourceVersion']
    delete meta['selfLink']
    meta['uid'] = random.uuid()
    meta['creationTimestamp'] = formatTime(this.simulation.nowMs)
    if (kind.generation !== 'none' && (kind.generation || kind.status)) meta['generation'] = 1
    const generated = !meta['name'] && !!meta['generateName']
    if (generated) meta['name'] = this.#generateName(resource, namespace, meta['generateName'])
    kind.prepareForCreate?.(draft, { nowMs: this.simulation.nowMs, caller: request.caller })
    const errors = [...validateMetadata(draft, kind), ...(kind.validate?.(draft) ?? []), ...(kind.validateCreate?.(draft) ?? [])]
    if (errors.length > 0) throw invalid(kind, meta['name'] ?? '', errors)
    warnings.push(...(kind.warnings?.(draft, undefined) ?? []))

    this.#judge('create', kind, draft, undefined, namespace, request, context)
    const key = keyOf(namespace, meta['name'])
    if (this.store.get(resource, key)) throw alreadyExists(this.subject(kind, meta['name']))
    behaviours[resource]?.beforeCreate?.(draft, this, request.dryRun ?? false)
    const object = draft as unknown as AnyStored
    if (!request.dryRun) this.#put(resource, key, object, request, 'create')
    return { object, warnings }
  }

  /**
   * Replaces an object, or one of its subresources, by a draft, which becomes the server's own (for `status` it may share parts with stored objects).
   * A draft without `metadata.resourceVersion` is written unconditionally.
   */
  update(kind: Kind, namespace: string, name: string, draft: Draft, request: WriteRequest): Written {
    const resource = resourceOf(kind)
    const key = keyOf(namespace, name)
    const old = this.get(kind, namespace, name)
    const warnings: string[] = []
    const context = this.#admissionContext(warnings)
    const asked = draft.metadata['resourceVersion']
    const uid = draft.metadata['uid']
    if (uid && uid !== old.metadata.uid) throw conflict(this.subject(kind, name), otherUid(kind, key, uid, old))
    if (asked && !/^\d+$/.test(asked)) throw plainFailure(`strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`)
    if (asked && asked !== old.metadata.resourceVersion) throw conflict(this.subject(kind, name), MODIFIED_MEANWHILE)

    const next = request.subresource === 'status' ? this.#withStatus(kind, draft, old, request) : this.#withSpec(kind, draft, old, request)
    this.#admit('update', kind, next, old, namespace, request, context)
    const errors = validateMetadataUpdate(next, old)
    if (request.subresource === 'status') errors.push(...(kind.validateStatusUpdate?.(next, old) ?? []))
    else {
      errors.push(...(kind.validate?.(next) ?? []), ...(kind.validateUpdate?.(next, old) ?? []))
      warnings.push(...(kind.warnings?.(next, old) ?? []))
    }
    if (errors.length > 0) throw invalid(kind, name, unique(errors))
    this.#judge('update', kind, next, old, namespace, request, context)
    if (request.subresource !== 'status') behaviours[resource]?.beforeUpdate?.(next, old, this, request.dryRun ?? false)
    return { object: this.#store(kind, key, next, old, request), warnings }
  }

  /** Writes an object under its name, as a PUT does: the kinds that allow it are created if they are not there, and some must say which revision they replace. */
  put(kind: Kind, namespace: string, name: string, draft: Draft, request: WriteRequest): Written {
    const isStatus = request.subresource === 'status'
    if (!this.store.get(resourceOf(kind), keyOf(namespace, name))) {
      if (!kind.createOnUpdate || isStatus) throw notFound(this.subject(kind, name))
      draft.metadata['name'] ||= name
      return { ...this.create(kind, namespace, draft, request), created: true }
    }
    if (kind.requiresResourceVersion && !draft.metadata['resourceVersion'])
      throw invalid({ group: kind.group, kind: kind.plural }, name, [{ field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', detail: 'Invalid value: 0x0: must be specified for an update' }])
    return this.update(kind, namespace, name, draft, request)
  }

  /** Deletes an object: at once, or by marking it for whoever must finish first. Follows `registry/rest/delete.go` and `registry/generic/registry/store.go`. */
  delete(kind: Kind, namespace: string, name: string, options: DeleteOptions, request: WriteRequest): Deleted {
    const resource = resourceOf(kind)
    const key = keyOf(namespace, name)
    const old = this.get(kind, namespace, name)
    const { preconditions } = options
    if (preconditions?.uid !== undefined && preconditions.uid !== old.metadata.uid)
      throw conflict({ group: kind.group, plural: kind.kind, name }, `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`)
    if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== old.metadata.resourceVersion)
      throw conflict({ group: kind.group, plural: kind.kind, name }, `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`)
    this.#judge('delete', kind, undefined, old, namespace, request, this.#admissionContext([]))

    const behaviour = behaviours[resource]
    const kept = behaviour?.mayDelete?.(old) === false && !old.metadata.deletionTimestamp
    const begun = beginDeletion(kind, old, options, this.simulation.nowMs)
    const marked = kept && begun === old ? { ...old, metadata: { ...old.metadata, deletionTimestamp: formatTime(this.simulation.nowMs) } } : begun
    const next = marked === old ? old : (behaviour?.onMarkedForDeletion?.(marked) ?? marked)
    if (request.dryRun) return { object: next, gone: isFinished(next, behaviour?.mayDelete) }
    let current = old
    if (next !== old && !isFinished(next, behaviour?.mayDelete)) return { object: this.#put(resource, key, next, request, 'delete'), gone: false }
    // A graceful deletion that needs no more grace is written once more before the object goes, as the real server does.
    if (next !== old && kind.gracePeriodSeconds) current = this.#put(resource, key, next, request, 'delete')
    if (next === old && !isFinished(old, behaviour?.mayDelete)) return { object: old, gone: false }
    return { object: this.#remove(resource, key, current, request), gone: true }
  }

  /** Writes the whole of an object in the server's own name, without admission or validation: for subresources that change what users may not. */
  replace(kind: Kind, next: Draft, old: AnyStored, request: WriteRequest): AnyStored {
    return this.#store(kind, keyOf(old.metadata.namespace ?? '', old.metadata.name), next, old, request)
  }

  /** Writes an update that has passed, or removes the object if this write took away the last thing that kept a deleted one. */
  #store(kind: Kind, key: string, next: Draft, old: AnyStored, request: WriteRequest): AnyStored {
    const resource = resourceOf(kind)
    const object = next as unknown as AnyStored
    inheritManagers(object, old)
    if (sameObject(object, old) && sameManagers(managersOf(object), managersOf(old))) return old
    if (request.dryRun) return object
    const mayDelete = behaviours[resource]?.mayDelete
    if (old.metadata.deletionTimestamp && isFinished(object, mayDelete) && !isFinished(old, mayDelete)) {
      this.#remove(resource, key, object, request)
      return { ...object, metadata: { ...object.metadata, resourceVersion: old.metadata.resourceVersion } }
    }
    return this.#put(resource, key, object, request, request.subresource ? `update ${request.subresource}` : 'update')
  }

  #withStatus(kind: Kind, draft: Draft, old: AnyStored, request: WriteRequest): Draft {
    const { metadata } = old
    const next: Draft = {
      ...old,
      metadata: {
        ...metadata,
        labels: draft.metadata['labels'],
        annotations: draft.metadata['annotations'],
        finalizers: draft.metadata['finalizers'] ?? metadata.finalizers,
      },
      status: draft['status'] ?? {},
      kind: kind.kind,
    }
    trackUpdate(kind, old, next, request, this.simulation.nowMs)
    if (kind.prepareForStatusUpdate) {
      next['status'] = { ...next['status'] }
      kind.prepareForStatusUpdate(next, old, { nowMs: this.simulation.nowMs })
    }
    return next
  }

  #withSpec(kind: Kind, draft: Draft, old: AnyStored, request: WriteRequest): Draft {
    draft['apiVersion'] = apiVersionOf(kind)
    draft['kind'] = kind.kind
    kind.defaults?.(draft)
    trackUpdate(kind, old, draft, request, this.simulation.nowMs)
    const meta = draft.metadata
    const { metadata } = old
    meta['name'] ||= metadata.name
    if (kind.namespaced) meta['namespace'] ||= metadata.namespace
    meta['uid'] ||= metadata.uid
    meta['creationTimestamp'] ||= metadata.creationTimestamp
    keep(meta, metadata, 'generateName')
    keep(meta, metadata, 'generation')
    keep(meta, metadata, 'deletionTimestamp')
    keep(meta, metadata, 'deletionGracePeriodSeconds')
    delete meta['selfLink']
    if (kind.status) {
      if (old['status'] === undefined) delete draft['status']
      else draft['status'] = old['status']
    }
    kind.prepareForUpdate?.(draft, old)
    if (changesGeneration(kind, draft, old)) meta['generation'] = (metadata.generation ?? 0) + 1
    return draft
  }

  #put(resource: ResourceName, key: string, object: AnyStored, request: WriteRequest, what: string): AnyStored {
    const stored = object.metadata.resourceVersion === undefined ? object : { ...object, metadata: { ...object.metadata } }
    stored.metadata.resourceVersion = this.store.nextRevision()
    inheritManagers(stored, object)
    inheritManagers(stored, this.store.get(resource, key))
    this.simulation.causes.note(this.simulation.nowMs, request.caller.user, what, `${resource}/${key}`)
    this.store.put(resource, key, stored)
    return stored
  }

  /** Takes an object away: as it was stored, with a revision of its own, watchers are shown it a last time. */
  #remove(resource: ResourceName, key: string, object: AnyStored, request: WriteRequest): AnyStored {
    const stored = this.store.get(resource, key) ?? object
    const last = { ...stored, metadata: { ...stored.metadata, resourceVersion: this.store.nextRevision() } }
    inheritManagers(last, stored)
    this.simulation.causes.note(this.simulation.nowMs, request.caller.user, 'delete', `${resource}/${key}`)
    this.store.remove(resource, key, last)
    behaviours[resource]?.afterDelete?.(last, this)
    return last
  }

  #generateName(resource: ResourceName, namespace: string, base: string): string {
    const { random } = this.#streams()
    // names.go: at most 63 characters, five of them random; eight attempts as since 1.32.
    const stem = base.slice(0, 58)
    for (let attempt = 0; attempt < 8; attempt++) {
      const name = stem + random.suffix(5)
      if (!this.store.get(resource, keyOf(namespace, name))) return name
    }
    throw internalError('no free name found')
  }

  #streams() {
    return { random: this.simulation.random('apiserver') }
  }

  #admissionContext(warnings: string[]): AdmissionContext {
    return {
      get: (resource, namespace, name) => this.store.get(resource, keyOf(namespace, name)),
      list: (resource, namespace) => this.all(resource, namespace),
      writeStatus: (resource, object) => void this.#put(resource, keyOf(object.metadata.namespace ?? '', object.metadata.name), { ...object, metadata: { ...object.metadata } }, { caller: ITSELF, subresource: 'status' }, 'update status'),
      random: this.#streams().random,
      nowMs: this.simulation.nowMs,
      warn: (text) => warnings.push(text),
    }
  }

  /** All objects of a resource in one namespace or (''), everywhere, in the order of keys. */
  all(resource: ResourceName, namespace: string): AnyStored[] {
    const out: AnyStored[] = []
    this.store.scan(resource, namespace, (object) => void out.push(object))
    return out
  }

  #admit(operation: Attributes['operation'], kind: Kind, object: Draft | undefined, old: AnyStored | undefined, namespace: string, request: WriteRequest, context: AdmissionContext): void {
    const attributes = this.#attributes(operation, kind, object, old, namespace, request)
    for (const plugin of admissionPlugins) if (plugin.mutate && plugin.operations.includes(operation)) plugin.mutate(attributes, context)
  }

  #judge(operation: Attributes['operation'], kind: Kind, object: Draft | undefined, old: AnyStored | undefined, namespace: string, request: WriteRequest, context: AdmissionContext): void {
    const attributes = this.#attributes(operation, kind, object, old, namespace, request)
    for (const plugin of admissionPlugins) if (plugin.validate && plugin.operations.includes(operation)) plugin.validate(attributes, context)
  }

  #attributes(operation: Attributes['operation'], kind: Kind, object: Draft | undefined, old: AnyStored | undefined, namespace: string, request: WriteRequest): Attributes {
    // A name that is yet to be generated is told by its beginning, as the real admission does.
    const name = (object?.metadata['name'] as string | undefined) ?? old?.metadata.name ?? (object?.metadata['generateName'] as string | undefined) ?? ''
    return { operation, kind, resource: resourceOf(kind), subresource: request.subresource ?? '', namespace, name, object, old, caller: request.caller, dryRun: request.dryRun ?? false }
  }
}

/** Whether nothing keeps an object that is being deleted: no finalizer, no grace left. */
function isFinished(object: AnyStored, mayDelete: ((object: AnyStored) => boolean) | undefined): boolean {
  const { metadata } = object
  if ((metadata.finalizers?.length ?? 0) > 0) return false
  if (metadata.deletionTimestamp && (metadata.deletionGracePeriodSeconds ?? 0) > 0) return false
  return mayDelete?.(object) ?? true
}

function changesGeneration(kind: Kind, draft: Draft, old: AnyStored): boolean {
  if (kind.generation === 'none') return false
  if (typeof kind.generation === 'function') return kind.generation(draft, old)
  return (kind.generation === 'spec' || kind.status) && !deepEqual(draft['spec'], old['spec'])
}

/** Whether a write would change nothing: then there is none, and the revision stays. */
function sameObject(next: AnyStored, old: AnyStored): boolean {
  const { metadata, ...rest } = next
  const { metadata: oldMetadata, ...oldRest } = old
  return deepEqual(withoutRevision(metadata), withoutRevision(oldMetadata)) && deepEqual(rest, oldRest)
}

function withoutRevision(metadata: StoredMeta): Record<string, unknown> {
  const { resourceVersion: _, managedFields: __, ...rest } = metadata
  return rest
}

function keep(meta: Record<string, unknown>, old: StoredMeta, field: keyof StoredMeta): void {
  if (old[field] === undefined) delete meta[field]
  else meta[field] = old[field]
}

function unique(errors: readonly FieldError[]): FieldError[] {
  return errors.filter((error, index) => errors.findIndex((other) => other.field === error.field && other.detail === error.detail) === index)
}

/** A private copy of a stored object, to be changed and written. */
export function draftOf(object: AnyStored): Draft {
  return deepClone(object) as unknown as Draft
}

/** What the store says when the object of a name is not the one that is meant. */
function otherUid(kind: Kind, key: string, uid: string, old: AnyStored): string {
  return `StorageError: invalid object, Code: 4, Key: /registry/${kind.plural}/${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`
}
