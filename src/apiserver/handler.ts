import type { DeleteOptions } from 'kubernetes-types/meta/v1'
import { isResponse, type ApiRequest, type ApiResponse, type ApiStream, type ChannelSink, type ApiChannel, type StreamSink } from '../client/transport.ts'
import { StatusError } from '../client/status.ts'
import type { PatchType } from '../client/api.ts'
import { resourceOf, type Kind, type Verb } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { kinds } from '../kinds/registry.ts'
import { callerOf } from './authentication/bearer.ts'
import { impersonationOf } from './authentication/impersonation.ts'
import { checkAccess, requireAccess } from './authorization/request.ts'
import type { Caller } from './caller.ts'
import { checkIdentity, readObject, type Decoded } from './body.ts'
import { withManagedFields } from './fieldManagement/fieldManager.ts'
import { groupsOf } from './discovery.ts'
import { badRequest, methodNotAllowed, noSuchResource, notAcceptable, unknownPatchType } from './errors.ts'
import { failureAnswer, warningHeader } from './failures.ts'
import { listPage } from './lists.ts'
import { headerOf, negotiate, type AnswerForm } from './negotiation.ts'
import { checkRevision, deleteRequest, listRequest, writeOptions, type WriteOptions } from './options.ts'
import { readBody, readPatch } from './patchBody.ts'
import { patchObject } from './patchObject.ts'
import { answerPath } from './paths.ts'
import { parseTarget, resourceRequest, type Query, type ResourceRequest, type Target } from './requestInfo.ts'
import { json } from './responses.ts'
import { reviews } from './reviews/registry.ts'
import { selectionOf } from './selection.ts'
import { servedAs, type Served } from './served.ts'
import type { ApiServer, WriteRequest, Written } from './server.ts'
import { subresourceOf } from './subresources/registry.ts'
import { streams } from './subresources/streams.ts'
import { partialMetadata, SCALE_TABLE, tableOf, type IncludeObject } from './table.ts'
import { serveWatch } from './watching.ts'

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

/** A request to a resource, with all that answering it needs. */
interface Context {
  readonly request: ApiRequest
  readonly query: Query
  /** The kind under which the objects are stored. */
  readonly kind: Kind
  /** How it is served under this path. */
  readonly served: Served
  readonly path: ResourceRequest
  readonly caller: Caller
  /** What is to be told beside the answer, even if it is a refusal. */
  readonly warnings: string[]
}

/**
 * The API server's front: plain requests in, plain responses or streams out, exactly as on the wire. Whatever goes wrong becomes a `Status`.
 */
export class Handler {
  readonly #server: ApiServer

  constructor(server: ApiServer) {
    this.#server = server
  }

  /** Who sends a request, by its credentials; or the refusal of credentials that nobody has. */
  identify(request: ApiRequest): Caller | ApiResponse {
    let caller: Caller | undefined
    const response = this.#guarded(request, () => {
      caller = callerOf(this.#server, request.headers)
      return EMPTY
    })
    return caller ?? response
  }

  /** Answers a request whose answer ends at once. */
  respond(request: ApiRequest, sender: Caller): ApiResponse {
    return this.#guarded(request, (warnings) => {
      const target = parseTarget(request.target)
      return this.#route(request, target, this.#admitted(request, target, sender), warnings)
    })
  }

  /** Answers a request whose answer may go on: a watch or a followed log; any other gets its plain response. */
  stream(request: ApiRequest, sender: Caller, sink: StreamSink): ApiResponse | ApiStream {
    let stream: ApiStream | undefined
    const response = this.#guarded(request, (warnings) => {
      const target = parseTarget(request.target)
      const caller = this.#admitted(request, target, sender)
      const context = this.#context(request, target, caller, warnings)
      if (!context || request.method !== 'GET') return this.#route(request, target, caller, warnings)
      if (context.path.subresource !== '') {
        const open = streams[`${context.kind.plural}/${context.path.subresource}`]?.read
        if (open) stream = open(this.#server, context.path, context.query, sink)
        return stream ? EMPTY : this.#route(request, target, caller, warnings)
      }
      if (context.path.name !== '' || !context.query.flag('watch')) return this.#route(request, target, caller, warnings)
      const form = this.#form(request, true)
      const cancel = serveWatch(this.#server, context.kind, this.#watchRequest(context, form), sink)
      stream = { status: 200, headers: { 'content-type': form.contentType }, cancel }
      return EMPTY
    })
    return stream ?? response
  }

  /** Opens a two-way connection: exec, attach, port-forward. */
  connect(request: ApiRequest, sender: Caller, sink: ChannelSink): ApiResponse | ApiChannel {
    let channel: ApiChannel | ApiResponse | undefined
    const response = this.#guarded(request, (warnings) => {
      const target = parseTarget(request.target)
      const caller = this.#admitted(request, target, sender)
      const context = this.#context(request, target, caller, warnings)
      const open = context && streams[`${context.kind.plural}/${context.path.subresource}`]?.connect
      if (!context || !open) throw noSuchResource()
      channel = open(this.#server, context.path, context.query, sink)
      return EMPTY
    })
    if (channel && !isResponse(channel)) return channel
    return channel ?? response
  }

  #guarded(request: ApiRequest, run: (warnings: string[]) => ApiResponse): ApiResponse {
    const warnings: string[] = []
    this.#server.requests.count()
    try {
      const response = run(warnings)
      return request.method === 'HEAD' ? { ...response, body: '' } : response
    } catch (error) {
      return failureAnswer(error, request, warnings)
    }
  }

  /** As whom a request is answered: its sender, or who the sender may act as. Throws 403 if that one may not do what it wants. */
  #admitted(request: ApiRequest, target: Target, sender: Caller): Caller {
    const impersonation = impersonationOf(request.headers, sender)
    for (const access of impersonation?.needed ?? []) requireAccess(this.#server, sender, access)
    const caller = impersonation?.caller ?? sender
    checkAccess(this.#server, caller, request.method, target)
    return caller
  }

  #route(request: ApiRequest, target: Target, caller: Caller, warnings: string[]): ApiResponse {
    const context = this.#context(request, target, caller, warnings)
    if (context) return context.path.subresource ? this.#subresource(context) : this.#resource(context)
    return answerPath(request, target)
  }

  /** The resource that a request is about; undefined for other paths; a resource that is not served throws. */
  #context(request: ApiRequest, target: Target, caller: Caller, warnings: string[]): Context | undefined {
    const path = resourceRequest(target.segments)
    if (!path) return undefined
    const group = groupsOf(kinds).find((candidate) => candidate.group === path.group)
    if (!group) return undefined
    if (!group.versions.includes(path.version)) throw noSuchResource()
    if (path.resource === '') return undefined
    const kind = this.#server.kind(path.group === '' ? path.resource : `${path.resource}.${path.group}`)
    if (!kind || !kind.versions.includes(path.version)) throw noSuchResource()
    const plain = servedAs(kind, path.version)
    // Clients outside are shown who manages the fields; parts of the cluster, which read through `local.ts`, never look.
    const served = { ...plain, fromStored: (object: AnyStored) => plain.fromStored(withManagedFields(object)) }
    return { request, query: target.query, kind: served.stored, served, path, caller, warnings }
  }

  #resource(context: Context): ApiResponse {
    const { kind, path, request } = context
    if (kind.namespaced ? path.namespace === '' && path.name !== '' : path.namespace !== '' && kind.plural !== 'namespaces') throw noSuchResource()
    const { method } = request
    const verb = path.name === '' ? COLLECTION_VERBS[method] : OBJECT_VERBS[method]
    if (verb === undefined || !kind.verbs.includes(verb)) throw methodNotAllowed()
    switch (verb) {
      case 'list':
        return this.#list(context)
      case 'create':
        if ((path.namespace !== '') !== kind.namespaced) throw methodNotAllowed()
        return this.#create(context)
      case 'deletecollection':
        if ((path.namespace !== '') !== kind.namespaced) throw methodNotAllowed()
        return this.#deleteCollection(context)
      case 'update':
        return this.#update(context)
      case 'patch':
        return this.#patch(context)
      case 'delete':
        return this.#delete(context)
      default:
        checkRevision(context.query.get('resourceVersion'), this.#server.store.revision)
        return this.#answerObject(context, 200, this.#server.get(kind, path.namespace, path.name))
    }
  }

  #subresource(context: Context): ApiResponse {
    const { kind, path, request } = context
    const { method } = request
    if (path.subresource === 'status' && kind.status) {
      if (method === 'GET') return this.#answerObject(context, 200, this.#server.get(kind, path.namespace, path.name))
      if (method === 'PUT') return this.#update(context)
      if (method === 'PATCH') return this.#patch(context)
      throw methodNotAllowed()
    }
    const stream = streams[`${kind.plural}/${path.subresource}`]
    if (stream?.respond) return stream.respond(this.#server, path, context.query, request)
    const found = subresourceOf(kind, path.subresource)
    if (method === 'GET') return this.#answerObject(context, 200, found.get(this.#server, path.namespace, path.name))
    if (method === 'PATCH') return this.#patch(context)
    if (method === 'POST' || method === 'PUT') {
      const options = this.#writeOptions(context)
      const decoded = this.#decode(context, options)
      const write = method === 'POST' ? found.create : found.update
      const written = write(this.#server, path.namespace, path.name, decoded.object, this.#write(context, options))
      return this.#answerWrite(context, method === 'POST' ? 201 : 200, written)
    }
    throw methodNotAllowed()
  }

  #list(context: Context): ApiResponse {
    const { kind, served, path, query } = context
    const selection = selectionOf(this.#kindAsked(context), { namespace: path.namespace, labelSelector: query.get('labelSelector'), fieldSelector: query.get('fieldSelector') })
    const form = this.#form(context.request, true)
    const asked = listRequest(query, query.flag('watch'), this.#server.store.revision)
    const page = listPage(this.#server, kind, path.namespace, selection, asked.limit, asked.continue, asked.exact)
    const counted = page.remainingItemCount !== undefined && !query.get('labelSelector') && !query.get('fieldSelector')
    const metadata = {
      resourceVersion: String(page.revision),
      ...(page.continue ? { continue: page.continue } : {}),
      ...(counted ? { remainingItemCount: page.remainingItemCount } : {}),
    }
    if (form.as === 'table') return json(200, tableOf(kind, page.items, metadata, includeObject(query), this.#server.simulation.nowMs, served.fromStored))
    if (form.as === 'metadataList' || form.as === 'metadata')
      return json(200, { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: page.items.map((object) => partialMetadata(served.fromStored(object))) })
    return json(200, { kind: `${kind.kind}List`, apiVersion: served.apiVersion, metadata, items: page.items.map((object) => withoutType(served.fromStored(object))) })
  }

  /** The kind of the path, which may name fields of its objects otherwise than the stored one. */
  #kindAsked({ kind, path }: Context): Kind {
    return this.#server.kind(path.group === '' ? path.resource : `${path.resource}.${path.group}`) ?? kind
  }

  #watchRequest(context: Context, form: AnswerForm) {
    const { served, path, query } = context
    const asked = listRequest(query, true, this.#server.store.revision)
    return {
      namespace: path.namespace,
      selection: selectionOf(this.#kindAsked(context), { namespace: path.namespace, labelSelector: query.get('labelSelector'), fieldSelector: query.get('fieldSelector') }),
      form,
      fromStored: served.fromStored,
      includeObject: includeObject(query),
      resourceVersion: asked.resourceVersion,
      bookmarks: asked.bookmarks,
      sendInitialEvents: asked.sendInitialEvents,
      timeoutSeconds: asked.timeoutSeconds,
    }
  }

  #create(context: Context): ApiResponse {
    const { kind, path } = context
    const options = this.#writeOptions(context)
    const decoded = this.#decode(context, options)
    const review = reviews[resourceOf(kind)]
    if (review) {
      if (this.#form(context.request, true).as !== 'object') throw notAcceptable()
      const answer = review(this.#server, path.namespace, decoded.object, this.#write(context, options))
      return this.#answerWrite(context, 201, { object: answer, warnings: [] })
    }
    const written = this.#server.create(kind, path.namespace, decoded.object, this.#write(context, options))
    return this.#answerWrite(context, 201, written)
  }

  #update(context: Context): ApiResponse {
    const { kind, path } = context
    const options = this.#writeOptions(context)
    const decoded = this.#decode(context, options)
    checkIdentity(kind, path, decoded.object)
    const written = this.#server.put(kind, path.namespace, path.name, decoded.object, this.#write(context, options))
    return this.#answerWrite(context, written.created ? 201 : 200, written)
  }

  #patch(context: Context): ApiResponse {
    const { kind, served, path, request } = context
    const mediaType = headerOf(request.headers, 'content-type').split(';')[0]?.trim() ?? ''
    const type = PATCH_TYPES[mediaType]
    if (!type) throw unknownPatchType()
    const options = this.#writeOptions(context, type === 'apply')
    const patch = readPatch(typeof request.body === 'string' ? request.body : '', type)
    const { force, fieldValidation } = options
    const written = patchObject(this.#server, kind, path.namespace, path.name, type, patch, { ...this.#write(context, options), force, fieldValidation, served })
    return this.#answerWrite(context, written.created ? 201 : 200, written)
  }

  #delete(context: Context): ApiResponse {
    const { kind, path } = context
    const { dryRun, ...options } = this.#deleteOptions(context)
    const deleted = this.#server.delete(kind, path.namespace, path.name, options, { caller: context.caller, dryRun: dryRun !== undefined })
    if (!deleted.gone || kind.gracePeriodSeconds) return this.#answerObject(context, 200, deleted.object)
    const { name, uid } = deleted.object.metadata
    return json(200, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural, uid },
    })
  }

  #deleteCollection(context: Context): ApiResponse {
    const { kind, served, path, query } = context
    const selection = selectionOf(this.#kindAsked(context), { namespace: path.namespace, labelSelector: query.get('labelSelector'), fieldSelector: query.get('fieldSelector') })
    const { dryRun, ...options } = this.#deleteOptions(context)
    const request = { caller: context.caller, dryRun: dryRun !== undefined }
    const revision = String(this.#server.store.revision)
    const items = this.#server.all(resourceOf(kind), path.namespace).filter((object) => selection.matches(object))
    for (const { metadata } of items) this.#server.delete(kind, metadata.namespace ?? '', metadata.name, options, request)
    return json(200, { kind: `${kind.kind}List`, apiVersion: served.apiVersion, metadata: { resourceVersion: revision }, items: items.map((object) => withoutType(served.fromStored(object))) })
  }

  #deleteOptions({ query, request }: Context): DeleteOptions {
    const body = typeof request.body === 'string' && request.body !== '' ? (readBody(request.body) as DeleteOptions) : {}
    return deleteRequest(query, body)
  }

  #decode(context: Context, { fieldValidation }: WriteOptions): Decoded {
    const { kind, served, path, request, warnings } = context
    const decoded = readObject(kind, served, path, request, fieldValidation)
    warnings.push(...decoded.warnings)
    return path.subresource === '' || path.subresource === 'status' ? { ...decoded, object: served.toStored(decoded.object) } : decoded
  }

  #writeOptions({ query, request: { method } }: Context, apply = false): WriteOptions {
    return writeOptions(query, method === 'POST' ? 'CreateOptions' : method === 'PUT' ? 'UpdateOptions' : 'PatchOptions', apply)
  }

  #write({ caller, path, served, request: { headers } }: Context, { dryRun, manager = managerOf(headers) }: WriteOptions): WriteRequest {
    return { caller, dryRun, apiVersion: served.apiVersion, ...(path.subresource ? { subresource: path.subresource } : {}), ...(manager ? { manager } : {}) }
  }

  #form(request: ApiRequest, tables: boolean): AnswerForm {
    const form = negotiate(request.headers, tables)
    if (form instanceof StatusError) throw form
    return form
  }

  #answerWrite(context: Context, code: number, written: Written): ApiResponse {
    return this.#answerObject(context, code, written.object, warningHeader([...context.warnings, ...written.warnings]))
  }

  #answerObject(context: Context, code: number, object: AnyStored, headers?: Record<string, string[]>): ApiResponse {
    const { kind, served, query } = context
    const form = this.#form(context.request, true)
    const own = object.kind === kind.kind
    if (form.as === 'table' && (own || object.kind === 'Scale')) {
      const metadata = { resourceVersion: object.metadata.resourceVersion }
      return json(code, tableOf(own ? kind : SCALE_TABLE, [object], metadata, includeObject(query), this.#server.simulation.nowMs, served.fromStored), headers ?? {})
    }
    const shown = own ? served.fromStored(object) : object
    return json(code, form.as === 'metadata' ? partialMetadata(shown) : shown, headers ?? {})
  }
}

/** Whether `identify` has refused. */
export function isRefusal(identified: Caller | ApiResponse): identified is ApiResponse {
  return 'status' in identified
}

const COLLECTION_VERBS: Readonly<Record<string, Verb>> = { GET: 'list', POST: 'create', DELETE: 'deletecollection' }
const OBJECT_VERBS: Readonly<Record<string, Verb>> = { GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }

/** The field manager of a request that names none: the User-Agent up to its first slash. */
function managerOf(headers: ApiRequest['headers']): string | undefined {
  return headerOf(headers, 'user-agent').split('/', 1)[0] || undefined
}

const EMPTY: ApiResponse = { status: 200, headers: {}, body: '' }

/** Items of a typed list carry no kind and apiVersion. */
function withoutType(object: AnyStored): Record<string, unknown> {
  const { kind: _, apiVersion: __, ...rest } = object
  return rest
}

/** What rows of a table hold besides their cells. */
function includeObject(query: Query): IncludeObject {
  const asked = query.get('includeObject') || 'Metadata'
  if (asked === 'None' || asked === 'Object' || asked === 'Metadata') return asked
  throw badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`)
}
