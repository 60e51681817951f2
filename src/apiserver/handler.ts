import type { DeleteOptions } from 'kubernetes-types/meta/v1'
import { isResponse, type ApiRequest, type ApiResponse, type ApiStream, type ChannelSink, type ApiChannel, type StreamSink } from '../client/transport.ts'
import { StatusError } from '../client/status.ts'
import type { PatchType } from '../client/api.ts'
import { resourceOf, type Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { kinds } from '../kinds/registry.ts'
import type { Caller } from './caller.ts'
import { readObject, type Decoded, type FieldValidation } from './body.ts'
import { DecodeError, parseText } from './decode/index.ts'
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, groupsOf } from './discovery.ts'
import { badRequest, internalError, methodNotSupported, noSuchResource, notAcceptable, unsupportedMediaType } from './errors.ts'
import { listPage } from './lists.ts'
import { headerOf, negotiate, type AnswerForm } from './negotiation.ts'
import { openApiDocument, openApiIndex } from './openapi.ts'
import { patchObject } from './patchObject.ts'
import { parseTarget, resourceRequest, type Query, type ResourceRequest, type Target } from './requestInfo.ts'
import { reviews } from './reviews/registry.ts'
import { selectionOf } from './selection.ts'
import { servedAs, type Served } from './served.ts'
import type { ApiServer, WriteRequest, Written } from './server.ts'
import { subresourceOf } from './subresources/registry.ts'
import { streams } from './subresources/streams.ts'
import { partialMetadata, SCALE_TABLE, tableOf, type IncludeObject } from './table.ts'
import { SERVER_VERSION } from './version.ts'
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
}

/**
 * The API server's front: plain requests in, plain responses or streams out, exactly as on the wire. Whatever goes wrong becomes a `Status`.
 */
export class Handler {
  readonly #server: ApiServer

  constructor(server: ApiServer) {
    this.#server = server
  }

  /** Answers a request whose answer ends at once. */
  respond(request: ApiRequest, caller: Caller): ApiResponse {
    return this.#guarded(request, () => this.#route(request, caller))
  }

  /** Answers a request whose answer may go on: a watch or a followed log; any other gets its plain response. */
  stream(request: ApiRequest, caller: Caller, sink: StreamSink): ApiResponse | ApiStream {
    let stream: ApiStream | undefined
    const response = this.#guarded(request, () => {
      const target = parseTarget(request.target)
      const context = this.#context(request, target, caller)
      if (!context || request.method !== 'GET') return this.#route(request, caller)
      if (context.path.subresource !== '') {
        const open = streams[`${context.kind.plural}/${context.path.subresource}`]?.read
        if (open) stream = open(this.#server, context.path, context.query, sink)
        return stream ? EMPTY : this.#route(request, caller)
      }
      if (context.path.name !== '' || !context.query.flag('watch')) return this.#route(request, caller)
      const form = this.#form(request, true)
      const cancel = serveWatch(this.#server, context.kind, this.#watchRequest(context, form), sink)
      stream = { status: 200, headers: { 'content-type': form.contentType }, cancel }
      return EMPTY
    })
    return stream ?? response
  }

  /** Opens a two-way connection: exec, attach, port-forward. */
  connect(request: ApiRequest, caller: Caller, sink: ChannelSink): ApiResponse | ApiChannel {
    let channel: ApiChannel | ApiResponse | undefined
    const response = this.#guarded(request, () => {
      const target = parseTarget(request.target)
      const context = this.#context(request, target, caller)
      const open = context && streams[`${context.kind.plural}/${context.path.subresource}`]?.connect
      if (!context || !open) throw noSuchResource()
      channel = open(this.#server, context.path, context.query, sink)
      return EMPTY
    })
    if (channel && !isResponse(channel)) return channel
    return channel ?? response
  }

  #guarded(request: ApiRequest, run: () => ApiResponse): ApiResponse {
    try {
      return run()
    } catch (error) {
      const status = error instanceof StatusError ? error : internalError(error instanceof Error ? error.message : String(error))
      const retry = status.status.details?.retryAfterSeconds
      return json(status.code, status.status, retry ? { 'retry-after': String(retry) } : {}, request.method === 'HEAD')
    }
  }

  #route(request: ApiRequest, caller: Caller): ApiResponse {
    const target = parseTarget(request.target)
    const context = this.#context(request, target, caller)
    if (context) return context.path.subresource ? this.#subresource(context) : this.#resource(context)
    return this.#nonResource(request, target)
  }

  /** The resource that a request is about; undefined for other paths; a resource that is not served throws. */
  #context(request: ApiRequest, target: Target, caller: Caller): Context | undefined {
    const path = resourceRequest(target.segments)
    if (!path) return undefined
    const group = groupsOf(kinds).find((candidate) => candidate.group === path.group)
    if (!group) return undefined
    if (!group.versions.includes(path.version)) throw noSuchResource()
    if (path.resource === '') return undefined
    const kind = this.#server.kind(path.group === '' ? path.resource : `${path.resource}.${path.group}`)
    if (!kind || !kind.versions.includes(path.version)) throw noSuchResource()
    const served = servedAs(kind, path.version)
    return { request, query: target.query, kind: served.stored, served, path, caller }
  }

  #resource(context: Context): ApiResponse {
    const { kind, path, request } = context
    if (kind.namespaced && path.namespace === '' && path.name !== '') throw noSuchResource()
    const { method } = request
    if (path.name === '') {
      if (method === 'GET') return this.#list(context)
      if (method === 'POST' && (path.namespace !== '') === kind.namespaced) return this.#create(context)
      if (method === 'DELETE' && kind.verbs.includes('deletecollection')) return this.#deleteCollection(context)
    } else {
      if (method === 'GET') return this.#answerObject(context, 200, this.#server.get(kind, path.namespace, path.name))
      if (method === 'PUT') return this.#update(context)
      if (method === 'PATCH') return this.#patch(context)
      if (method === 'DELETE') return this.#delete(context)
    }
    throw methodNotSupported(this.#server.subject(kind), method.toLowerCase())
  }

  #subresource(context: Context): ApiResponse {
    const { kind, path, request } = context
    const { method } = request
    if (path.subresource === 'status' && kind.status) {
      if (method === 'GET') return this.#answerObject(context, 200, this.#server.get(kind, path.namespace, path.name))
      if (method === 'PUT') return this.#update(context)
      if (method === 'PATCH') return this.#patch(context)
      throw methodNotSupported(this.#server.subject(kind), method.toLowerCase())
    }
    const stream = streams[`${kind.plural}/${path.subresource}`]
    if (stream?.respond) return stream.respond(this.#server, path, context.query, request)
    const found = subresourceOf(kind, path.subresource)
    if (method === 'GET') return this.#answerObject(context, 200, found.get(this.#server, path.namespace, path.name))
    if (method === 'PATCH') return this.#patch(context)
    if (method === 'POST' || method === 'PUT') {
      const decoded = this.#decode(context)
      const write = method === 'POST' ? found.create : found.update
      const written = write(this.#server, path.namespace, path.name, decoded.object, this.#write(context))
      return this.#answerWrite(context, method === 'POST' ? 201 : 200, written, decoded.warnings)
    }
    throw methodNotSupported(this.#server.subject(kind), method.toLowerCase())
  }

  #list(context: Context): ApiResponse {
    const { kind, served, path, query } = context
    const selection = selectionOf(this.#kindAsked(context), { namespace: path.namespace, labelSelector: query.get('labelSelector'), fieldSelector: query.get('fieldSelector') })
    const form = this.#form(context.request, true)
    const asked = query.get('resourceVersion')
    const exact = query.get('resourceVersionMatch') === 'Exact' ? Number(asked) : undefined
    const limit = asked === '0' ? 0 : Number(query.get('limit') ?? 0)
    const page = listPage(this.#server, kind, path.namespace, selection, limit, query.get('continue') || undefined, exact)
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
    const timeout = Number(query.get('timeoutSeconds') ?? Number.NaN)
    return {
      namespace: path.namespace,
      selection: selectionOf(this.#kindAsked(context), { namespace: path.namespace, labelSelector: query.get('labelSelector'), fieldSelector: query.get('fieldSelector') }),
      form,
      fromStored: served.fromStored,
      includeObject: includeObject(query),
      resourceVersion: query.get('resourceVersion'),
      bookmarks: query.flag('allowWatchBookmarks'),
      sendInitialEvents: query.flag('sendInitialEvents'),
      timeoutSeconds: Number.isFinite(timeout) && timeout > 0 ? timeout : undefined,
    }
  }

  #create(context: Context): ApiResponse {
    const { kind, path } = context
    const decoded = this.#decode(context)
    const review = reviews[resourceOf(kind)]
    if (review) {
      if (this.#form(context.request, true).as !== 'object') throw notAcceptable()
      const answer = review(this.#server, path.namespace, decoded.object, this.#write(context))
      return this.#answerWrite(context, 201, { object: answer, warnings: [] }, decoded.warnings)
    }
    const written = this.#server.create(context.kind, context.path.namespace, decoded.object, this.#write(context))
    return this.#answerWrite(context, 201, written, decoded.warnings)
  }

  #update(context: Context): ApiResponse {
    const { kind, path } = context
    const decoded = this.#decode(context)
    const name: unknown = decoded.object.metadata['name']
    if (name !== undefined && name !== '' && name !== path.name) throw badRequest(`the name of the object (${String(name)}) does not match the name on the URL (${path.name})`)
    const written = this.#server.put(kind, path.namespace, path.name, decoded.object, this.#write(context))
    return this.#answerWrite(context, written.created ? 201 : 200, written, decoded.warnings)
  }

  #patch(context: Context): ApiResponse {
    const { kind, served, path, query, request } = context
    const mediaType = headerOf(request.headers, 'content-type').split(';')[0]?.trim() ?? ''
    const type = PATCH_TYPES[mediaType]
    if (!type) throw unsupportedMediaType(mediaType)
    const patch = readPatch(typeof request.body === 'string' ? request.body : '', type)
    const written = patchObject(this.#server, kind, path.namespace, path.name, type, patch, { ...this.#write(context), force: query.flag('force'), served })
    return this.#answerWrite(context, written.created ? 201 : 200, written, [])
  }

  #delete(context: Context): ApiResponse {
    const { kind, path } = context
    const deleted = this.#server.delete(kind, path.namespace, path.name, this.#deleteOptions(context), this.#write(context))
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
    const options = this.#deleteOptions(context)
    const items = this.#server.all(resourceOf(kind), path.namespace).filter((object) => selection.matches(object))
    const deleted = items.map((object) => this.#server.delete(kind, object.metadata.namespace ?? '', object.metadata.name, options, this.#write(context)).object)
    const metadata = { resourceVersion: String(this.#server.store.revision) }
    return json(200, { kind: `${kind.kind}List`, apiVersion: served.apiVersion, metadata, items: deleted.map((object) => withoutType(served.fromStored(object))) })
  }

  #deleteOptions(context: Context): DeleteOptions {
    const { query, request } = context
    const body = typeof request.body === 'string' && request.body !== '' ? (JSON.parse(request.body) as DeleteOptions) : {}
    const grace = query.get('gracePeriodSeconds')
    const policy = query.get('propagationPolicy')
    return { ...body, ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }), ...(policy === undefined ? {} : { propagationPolicy: policy }) }
  }

  #decode(context: Context): Decoded {
    const { kind, served, path, query, request } = context
    const decoded = readObject(kind, served, path, request, (query.get('fieldValidation') || 'Warn') as FieldValidation)
    return path.subresource === '' || path.subresource === 'status' ? { ...decoded, object: served.toStored(decoded.object) } : decoded
  }

  #write(context: Context): WriteRequest {
    const { query, caller, path } = context
    return {
      caller,
      dryRun: query.has('dryRun'),
      ...(path.subresource ? { subresource: path.subresource } : {}),
      ...(query.get('fieldManager') ? { manager: query.get('fieldManager') as string } : {}),
    }
  }

  #form(request: ApiRequest, tables: boolean): AnswerForm {
    const form = negotiate(request.headers, tables)
    if (form instanceof StatusError) throw form
    return form
  }

  #answerWrite(context: Context, code: number, written: Written, warnings: readonly string[]): ApiResponse {
    const all = [...warnings, ...written.warnings]
    const headers = all.length > 0 ? { warning: all.map((text) => `299 - ${JSON.stringify(text)}`) } : undefined
    return this.#answerObject(context, code, written.object, headers)
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

  #nonResource(request: ApiRequest, target: Target): ApiResponse {
    const [first, second, third] = target.segments
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotSupported({ group: '', plural: target.path }, request.method.toLowerCase())
    if (first === 'version') return json(200, SERVER_VERSION)
    if ((first === 'healthz' || first === 'livez' || first === 'readyz') && target.segments.length === 1) return text(200, 'ok')
    if (first === 'openapi' && second === 'v3') return third === undefined ? json(200, openApiIndex(kinds)) : this.#openApi(target)
    if (first === 'openapi' && second === 'v2') return { status: 200, headers: { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' }, body: '' }
    if (first === 'api' || first === 'apis') {
      const discovered = this.#discovery(request, target.segments)
      if (discovered) return discovered
    }
    return text(404, '404 page not found\n')
  }

  #openApi(target: Target): ApiResponse {
    const document = openApiDocument(kinds, target.segments.slice(2).join('/'))
    if (!document) return text(404, '404 page not found\n')
    return json(200, document, { 'cache-control': 'public, immutable' })
  }

  #discovery(request: ApiRequest, segments: readonly string[]): ApiResponse | undefined {
    const core = segments[0] === 'api'
    if (segments.length === 1) {
      const aggregated = /application\/json;g=apidiscovery\.k8s\.io;v=(v2beta1|v2);as=APIGroupDiscoveryList/.exec(headerOf(request.headers, 'accept'))
      if (aggregated) {
        const version = aggregated[1] as string
        return json(200, aggregatedDiscovery(kinds, core, version), { 'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`, vary: 'Accept', 'cache-control': 'public' })
      }
      return json(200, core ? { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.168.49.2:6443' }] } : apiGroupList(kinds))
    }
    const group = core ? '' : (segments[1] as string)
    const versions = groupsOf(kinds).find((candidate) => candidate.group === group)
    if (!versions) return undefined
    if (!core && segments.length === 2) return json(200, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(versions) })
    return json(200, apiResourceList(kinds, group, segments[core ? 1 : 2] as string))
  }
}

function readPatch(body: string, type: PatchType): unknown {
  try {
    return parseText(body, type === 'apply')
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.message)
    throw error
  }
}

const EMPTY: ApiResponse = { status: 200, headers: {}, body: '' }

function json(status: number, body: unknown, headers: Record<string, string | string[]> = {}, headOnly = false): ApiResponse {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...headers }, body: headOnly ? '' : `${JSON.stringify(body)}\n` }
}

function text(status: number, body: string): ApiResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache, private', 'x-content-type-options': 'nosniff' }, body }
}

/** Items of a typed list carry no kind and apiVersion. */
function withoutType(object: AnyStored): Record<string, unknown> {
  const { kind: _, apiVersion: __, ...rest } = object
  return rest
}

/** What rows of a table hold besides their cells. */
function includeObject(query: Query): IncludeObject {
  const asked = query.get('includeObject') || 'Metadata'
  if (asked === 'None' || asked === 'Object' || asked === 'Metadata') return asked
  throw badRequest(`unrecognized includeObject value: ${asked}`)
}
