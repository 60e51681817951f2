import { deepClone, deepEqual } from '../base/equality.ts'
import { parseFieldSelector, parseLabelSelector } from '../base/selectors.ts'
import type { ApiChannel, ApiRequest, ApiResponse, ApiStream, ChannelSink, StreamSink, Transport } from '../client/transport.ts'
import { openApiDocument } from '../apiserver/openapi.ts'
import { tableOf } from '../apiserver/table.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch } from '../kinds/patch/index.ts'
import { kinds } from '../kinds/registry.ts'
import { json, status } from './fixtureAnswers.ts'
import { execute, log } from './fixtureContainers.ts'
import { componentTable, customTable, tableDescription } from './fixtureTables.ts'
import type { GoldenObjects } from './kubectlGolden.ts'
import { type RecordedRequest, recordedRequest } from './recordedRequest.ts'
import type { VirtualClock } from './virtualClock.ts'

type Json = Record<string, any>

interface ResourceType {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
}

interface Place {
  readonly type: ResourceType
  readonly namespace: string
  readonly name: string
  readonly subresource: string
}

export interface AccessAnswer {
  readonly allowed: boolean
  readonly reason?: string
}

interface Watcher {
  readonly place: Place
  readonly query: URLSearchParams
  readonly table: boolean
  readonly sink: StreamSink
}

const DELETE_MS = 500
/** How long an event is on its way, so that all that happens at one moment has happened when a client hears of it. */
const EVENT_MS = 1
const ROLLOUT_STEP_MS = 500

/**
 * A server of plain objects for tests of kubectl alone: it stores, lists, patches and deletes, but neither validates nor sets defaults, and no controller acts.
 * Tables are those of the kinds that are known.
 */
export class FixtureTransport implements Transport {
  readonly serverUrl: string
  readonly requests: RecordedRequest[] = []
  readonly #golden: GoldenObjects
  readonly #clock: VirtualClock
  readonly #types: ResourceType[]
  readonly #objects: Json[]
  readonly #watchers = new Set<Watcher>()
  readonly #access: AccessAnswer
  #revision = 5000

  /** @param access how it answers the question whether something is allowed. */
  constructor(golden: GoldenObjects, serverUrl: string, clock: VirtualClock, access: AccessAnswer = { allowed: true }) {
    this.#access = access
    this.#golden = golden
    this.serverUrl = serverUrl
    this.#clock = clock
    this.#types = [...typesOf(golden.discovery.api as Json), ...typesOf(golden.discovery.apis as Json)]
    this.#objects = deepClone(golden.objects) as Json[]
  }

  async request(request: ApiRequest): Promise<ApiResponse> {
    const answer = this.#answer(request)
    this.#record(request)
    return answer
  }

  async stream(request: ApiRequest, sink: StreamSink): Promise<ApiStream | ApiResponse> {
    this.#record(request)
    const url = new URL(this.serverUrl + request.target)
    const place = this.#place(url.pathname)
    if (place && url.searchParams.get('watch') === 'true') return this.#watch(request, place, url.searchParams, sink)
    const answer = this.#answer(request)
    if (answer.status >= 400) return answer
    sink.data(answer.body)
    sink.end()
    return { status: 200, headers: answer.headers, cancel: () => undefined }
  }

  async connect(request: ApiRequest, sink: ChannelSink): Promise<ApiChannel | ApiResponse> {
    this.#record(request)
    const url = new URL(this.serverUrl + request.target)
    const place = this.#place(url.pathname)
    const pod = place && this.#find({ ...place, subresource: '' })
    const container = url.searchParams.get('container')
    if (!pod) return notFound(place?.name ?? '', 'pods', '')
    if (!pod['spec'].containers.some((each: Json) => each['name'] === container)) return status(400, 'BadRequest', `container ${container} is not valid for pod ${pod['metadata'].name}`)
    return execute(place.subresource === 'attach' ? ['attach'] : url.searchParams.getAll('command'), url.searchParams.has('stdin'), sink)
  }

  #record(request: ApiRequest): void {
    this.requests.push(recordedRequest(request, this.serverUrl))
  }

  // ---- answers

  #answer(request: ApiRequest): ApiResponse {
    const url = new URL(this.serverUrl + request.target)
    if (url.pathname === '/api') return json(200, this.#golden.discovery.api)
    if (url.pathname === '/apis') return json(200, this.#golden.discovery.apis)
    if (url.pathname === '/version') return json(200, this.#golden.version)
    if (url.pathname === '/healthz') return { status: 200, headers: {}, body: 'ok' }
    if (url.pathname.startsWith('/openapi/v3')) return json(200, this.#openApi(url.pathname.replace(/^\/openapi\/v3\/?/, '')))
    if (/^\/api\/v1$|^\/apis\/[^/]+\/[^/]+$/.test(url.pathname)) return json(200, this.#resourceList(url.pathname))
    const place = this.#place(url.pathname)
    if (!place) return { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' }
    const body = request.body === undefined ? undefined : (JSON.parse(String(request.body)) as Json)
    if (place.type.group === 'metrics.k8s.io') return this.#metrics(place, url.searchParams)
    if (place.type.resource.endsWith('reviews')) return json(201, { ...body, ...this.#review(place.type.resource) })
    switch (request.method) {
      case 'GET':
        return this.#get(place, url.searchParams, String(request.headers['accept']).includes('as=Table'))
      case 'POST':
        return this.#create(place, body as Json, url.searchParams)
      case 'PUT':
        return this.#replace(place, body as Json)
      case 'PATCH':
        return this.#patch(place, body, String(request.headers['content-type']), url.searchParams)
      default:
        return this.#delete(place, body ?? {})
    }
  }

  /** The index of the documents, or one of them. */
  #openApi(path: string): Json {
    const { group, version, kind, schema } = this.#golden.crd
    if (path === '') return { paths: Object.fromEntries(this.#types.map((type) => [rootOf(type).slice(1), { serverRelativeURL: `/openapi/v3${rootOf(type)}` }])) }
    if (path === `apis/${group}/${version}`) return { openapi: '3.0.0', paths: {}, components: { schemas: { [kind]: schema } } }
    return openApiDocument(kinds, path) ?? { openapi: '3.0.0', paths: {}, components: { schemas: {} } }
  }

  #resourceList(path: string): Json {
    const types = this.#types.filter((type) => rootOf(type) === path)
    const eviction = path === '/api/v1' ? [{ name: 'pods/eviction', namespaced: true, group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] }] : []
    return { kind: 'APIResourceList', groupVersion: path.replace(/^\/apis?\//, ''), resources: [...types.map(({ resource, kind, namespaced }) => ({ name: resource, kind, namespaced, verbs: [] })), ...eviction] }
  }

  #place(pathname: string): Place | undefined {
    const match = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?(?:\/([^/]+))?(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(decodeURIComponent(pathname))
    if (!match) return undefined
    const [, root, namespace = '', resource, name = '', subresource = ''] = match
    const find = (wanted: string | undefined) => this.#types.find((type) => rootOf(type) === root && type.resource === wanted)
    if (namespace !== '' && (resource === undefined || !find(resource))) {
      const namespaces = find('namespaces')
      return namespaces && { type: namespaces, namespace: '', name: namespace, subresource: resource ?? '' }
    }
    const type = find(resource)
    return type && { type, namespace, name, subresource }
  }

  #matches(place: Place, object: Json): boolean {
    const apiVersion = place.type.group === '' ? place.type.version : `${place.type.group}/${place.type.version}`
    const isEvent = place.type.group === 'events.k8s.io' && object['kind'] === 'Event'
    const sameType = isEvent || object['kind'] === place.type.kind && (object['apiVersion'] === apiVersion || object['apiVersion'].split('/')[0] === place.type.group)
    return sameType && (place.namespace === '' || object['metadata'].namespace === place.namespace) && (place.name === '' || object['metadata'].name === place.name)
  }

  #find(place: Place): Json | undefined {
    return this.#objects.find((object) => this.#matches(place, object))
  }

  #get(place: Place, query: URLSearchParams, table: boolean): ApiResponse {
    if (place.name === '') return this.#list(place, query, table)
    const object = this.#find(place)
    if (!object) return notFound(place.name, place.type.resource, place.type.group)
    if (place.subresource === 'log') return log(object, query)
    if (place.subresource === 'scale') return json(200, table ? this.#table(place, [scaleOf(object)], query) : scaleOf(object))
    return json(200, table ? this.#table(place, [object], query) : object)
  }

  #list(place: Place, query: URLSearchParams, table: boolean): ApiResponse {
    let selected: Json[]
    try {
      selected = this.#objects.filter((object) => this.#matches(place, object) && selects(object, query))
    } catch (error) {
      return status(400, 'BadRequest', (error as Error).message)
    }
    selected.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
    if (table && place.type.kind === 'ComponentStatus') return { ...json(200, this.#table(place, selected, query)), headers: { warning: '299 - "v1 ComponentStatus is deprecated in v1.19+"' } }
    if (table) return json(200, this.#table(place, selected, query))
    const { group, version, kind } = place.type
    return json(200, { kind: `${kind}List`, apiVersion: group === '' ? version : `${group}/${version}`, metadata: { resourceVersion: String(this.#revision) }, items: selected })
  }

  #table(place: Place, objects: Json[], query: URLSearchParams): Json {
    const metadata = { resourceVersion: String(this.#revision) }
    if (place.type.group === this.#golden.crd.group) return customTable(this.#golden.crd, objects, metadata, this.#clock.nowMs())
    if (place.type.kind === 'ComponentStatus') return componentTable(objects, metadata)
    const description = tableDescription(place.type, place.subresource)
    if (!description) return { kind: `${place.type.kind}List`, apiVersion: 'v1', metadata, items: objects }
    return tableOf(description, objects as AnyStored[], metadata, (query.get('includeObject') ?? undefined) as never, this.#clock.nowMs()) as Json
  }

  #store(object: Json): Json {
    this.#revision++
    const stored = { ...object, metadata: { ...object['metadata'], resourceVersion: String(this.#revision) } }
    const index = this.#objects.findIndex((each) => each['kind'] === object['kind'] && keyOf(each) === keyOf(object))
    if (index < 0) this.#objects.push(stored)
    else this.#objects[index] = stored
    this.#notify(index < 0 ? 'ADDED' : 'MODIFIED', stored)
    return stored
  }

  #create(place: Place, body: Json, query: URLSearchParams): ApiResponse {
    if (place.subresource === 'token') return json(201, { ...body, status: { token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln' } })
    const name = body['metadata'].name
    const group = place.type.group
    const resource = place.type.resource
    if (place.namespace !== '' && !this.#objects.some((object) => object['kind'] === 'Namespace' && object['metadata'].name === place.namespace)) return notFound(place.namespace, 'namespaces', '')
    if (this.#find({ ...place, name })) return status(409, 'AlreadyExists', `${qualified(resource, group)} "${name}" already exists`, { name, group, kind: resource })
    const metadata = { ...body['metadata'], ...(place.namespace === '' ? {} : { namespace: place.namespace }), uid: `5f${String(this.#revision)}`, creationTimestamp: new Date(this.#clock.nowMs()).toISOString().replace('.000Z', 'Z') }
    const object = { ...body, metadata }
    return json(201, query.get('dryRun') ? object : this.#store(object))
  }

  #replace(place: Place, body: Json): ApiResponse {
    const live = this.#find(place)
    if (!live) return notFound(place.name, place.type.resource, place.type.group)
    return json(200, this.#store({ ...body, metadata: { ...live['metadata'], ...body['metadata'] } }))
  }

  #patch(place: Place, patch: unknown, type: string, query: URLSearchParams): ApiResponse {
    const live = this.#find(place)
    if (!live && type !== 'application/apply-patch+yaml') return notFound(place.name, place.type.resource, place.type.group)
    if (place.subresource === 'scale') {
      const next = this.#store({ ...live, spec: { ...live?.['spec'], replicas: (patch as Json)['spec'].replicas } })
      return json(200, scaleOf(next))
    }
    if (type.includes('strategic') && place.type.group.includes('example')) return status(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml')
    const next = applied(live, patch, type, `${place.type.group || 'core'}/${place.type.version}.${place.type.kind}`)
    if (live && deepEqual(next, live)) return json(200, live)
    if (!live) return json(201, this.#store(patch as Json))
    if (query.get('dryRun')) return json(200, next)
    const isRollout = place.type.kind === 'Deployment' && !deepEqual(live['spec'].template, (next as Json)['spec'].template)
    return json(200, isRollout ? this.#rollOut(next as Json) : this.#store(next as Json))
  }

  /** Stores a Deployment with a new template; its status then follows, one pod at a time. */
  #rollOut(deployment: Json): Json {
    const generation = deployment['metadata'].generation + 1
    const stored = this.#store({ ...deployment, metadata: { ...deployment['metadata'], generation } })
    for (let updatedReplicas = 0; updatedReplicas <= deployment['spec'].replicas; updatedReplicas++) {
      this.#clock.schedule((updatedReplicas + 1) * ROLLOUT_STEP_MS, () => {
        const now = this.#objects.find((each) => each['metadata'].uid === stored['metadata'].uid)
        if (now) this.#store({ ...now, status: { ...now['status'], observedGeneration: generation, updatedReplicas } })
      })
    }
    return stored
  }

  #delete(place: Place, options: Json): ApiResponse {
    const live = this.#find(place)
    if (!live) return notFound(place.name, place.type.resource, place.type.group)
    const dry = options['dryRun'] !== undefined
    const isSlow = (place.type.kind === 'Pod' && options['gracePeriodSeconds'] !== 0) || place.type.kind === 'Namespace' || options['propagationPolicy'] === 'Foreground'
    if (dry) return json(200, live)
    if (isSlow) {
      const terminating = this.#store({ ...live, metadata: { ...live['metadata'], deletionTimestamp: '2026-11-21T00:28:00Z' } })
      this.#clock.schedule(DELETE_MS, () => this.#remove(terminating))
      return json(200, terminating)
    }
    this.#remove(live)
    return json(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name: place.name, group: place.type.group, kind: place.type.resource, uid: live['metadata'].uid } })
  }

  #remove(object: Json): void {
    const index = this.#objects.findIndex((each) => each['metadata'].uid === object['metadata'].uid)
    if (index < 0) return
    const [removed] = this.#objects.splice(index, 1)
    this.#revision++
    this.#notify('DELETED', removed as Json)
  }

  // ---- watches

  #watch(request: ApiRequest, place: Place, query: URLSearchParams, sink: StreamSink): ApiStream {
    const watcher: Watcher = { place, query, table: String(request.headers['accept']).includes('as=Table'), sink }
    this.#watchers.add(watcher)
    return { status: 200, headers: {}, cancel: () => void this.#watchers.delete(watcher) }
  }

  #notify(type: string, object: Json): void {
    for (const watcher of this.#watchers) {
      if (!this.#matches(watcher.place, object) || !selects(object, watcher.query)) continue
      const shown = watcher.table ? this.#table(watcher.place, [object], watcher.query) : object
      this.#clock.schedule(EVENT_MS, () => void (this.#watchers.has(watcher) && watcher.sink.data(`${JSON.stringify({ type, object: shown })}\n`)))
    }
  }

  // ---- what has no objects

  #review(resource: string): Json {
    const whoami = this.#golden.fixtures['whoami'] as Json
    if (resource === 'selfsubjectreviews') return { status: { userInfo: whoami } }
    if (resource === 'selfsubjectaccessreviews') return { status: this.#access }
    const resourceRules = [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'], resourceNames: ['web'] },
    ]
    const nonResourceRules = [
      { verbs: ['*'], nonResourceURLs: ['*'] },
      { verbs: ['get'], nonResourceURLs: ['/healthz', '/version'] },
    ]
    return { status: { incomplete: false, resourceRules, nonResourceRules } }
  }

  #metrics(place: Place, query: URLSearchParams): ApiResponse {
    const { nodes, pods } = this.#golden.metrics
    if (place.type.resource === 'nodes') {
      const items = Object.entries(nodes).map(([name, [cpu, memory]]) => ({ metadata: { name }, usage: { cpu, memory } }))
      return place.name === '' ? json(200, { kind: 'NodeMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', items }) : json(200, { kind: 'NodeMetrics', apiVersion: 'metrics.k8s.io/v1beta1', ...items.find((item) => item.metadata.name === place.name) })
    }
    const labelsOf = (name: string, namespace: string) => this.#objects.find((object) => object['kind'] === 'Pod' && object['metadata'].name === name && object['metadata'].namespace === namespace)?.['metadata'].labels
    const items = Object.entries(pods).map(([key, containers]) => {
      const [namespace = '', name = ''] = key.split('/')
      return { metadata: { name, namespace, labels: labelsOf(name, namespace) }, containers: containers.map(([container, cpu, memory]) => ({ name: container, usage: { cpu, memory } })) }
    })
    const inNamespace = items.filter(({ metadata }) => place.namespace === '' || metadata.namespace === place.namespace)
    if (place.name === '') return json(200, { kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', items: inNamespace.filter((item) => selects(item, query)) })
    const found = inNamespace.find(({ metadata }) => metadata.name === place.name)
    return found ? json(200, { kind: 'PodMetrics', apiVersion: 'metrics.k8s.io/v1beta1', ...found }) : status(404, 'NotFound', `podmetrics.metrics.k8s.io "${place.namespace}/${place.name}" not found`)
  }
}

function typesOf(document: Json): ResourceType[] {
  return document['items'].flatMap((item: Json) =>
    item['versions'].flatMap((version: Json) =>
      version['resources'].map((resource: Json) => ({ group: item['metadata']?.name ?? '', version: version['version'], resource: resource['resource'], kind: resource['responseKind'].kind, namespaced: resource['scope'] === 'Namespaced' })),
    ),
  )
}

const rootOf = ({ group, version }: ResourceType) => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`)
const keyOf = (object: Json) => `${object['metadata'].namespace ?? ''}/${object['metadata'].name}`
const qualified = (resource: string, group: string) => (group === '' ? resource : `${resource}.${group}`)

function notFound(name: string, resource: string, group: string): ApiResponse {
  return status(404, 'NotFound', `${qualified(resource, group)} "${name}" not found`, { name, group, kind: resource })
}

const SELECTABLE = /^(metadata|involvedObject)\.|^(spec\.nodeName|status\.phase|type|reason)$/

function selects(object: Json, query: URLSearchParams): boolean {
  if (!parseLabelSelector(query.get('labelSelector') ?? '').matches(object['metadata'].labels)) return false
  return parseFieldSelector(query.get('fieldSelector') ?? '').every(({ field, operator, value }) => {
    if (!SELECTABLE.test(field)) throw new Error(`field label not supported: ${field}`)
    const found = field.split('.').reduce<any>((current, key) => current?.[key], object) ?? ''
    return (found === value) === (operator === '=')
  })
}

function applied(live: Json | undefined, patch: unknown, type: string, typeName: string): unknown {
  if (type.includes('json-patch')) return applyJsonPatch(live, patch)
  return type.includes('strategic') ? applyStrategicMergePatch(live, patch, typeName) : applyMergePatch(live ?? {}, patch)
}

function scaleOf(object: Json): Json {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object['metadata']
  return { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name, namespace, uid, resourceVersion, creationTimestamp }, spec: { replicas: object['spec'].replicas }, status: { replicas: object['status'].replicas } }
}
