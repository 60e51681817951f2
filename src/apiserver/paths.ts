import type { ApiRequest, ApiResponse } from '../client/transport.ts'
import { kinds } from '../kinds/registry.ts'
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, groupsOf } from './discovery.ts'
import { methodNotAllowed } from './errors.ts'
import { headerOf } from './negotiation.ts'
import { healthCheck, healthPaths } from './health.ts'
import { openApiDocument, openApiIndex } from './openapi.ts'
import type { Target } from './requestInfo.ts'
import { json, text } from './responses.ts'
import { SERVER_VERSION } from './version.ts'

const DISCOVERY = /application\/json;g=apidiscovery\.k8s\.io;v=(v2beta1|v2);as=APIGroupDiscoveryList/

/** Paths that are only read; those of the server itself do not look at the method. */
const KNOWN = ['version', 'api', 'apis', 'openapi']

/** Answers a path that names no resource: discovery, health, version and documents. */
export function answerPath(request: ApiRequest, target: Target): ApiResponse {
  return answers(request, target) ?? text(404, '404 page not found\n')
}

function answers(request: ApiRequest, { segments, query, path }: Target): ApiResponse | undefined {
  const [first, second, third] = segments
  const health = first === undefined || first === 'healthz' || first === 'livez' || first === 'readyz'
  if (!health && KNOWN.includes(first) && request.method !== 'GET') throw methodNotAllowed()
  switch (first) {
    case undefined:
      return path === '/' ? json(200, { paths: rootPaths() }) : undefined
    case 'version':
      return json(200, SERVER_VERSION)
    case 'healthz':
    case 'livez':
    case 'readyz':
      return healthCheck(first, segments.slice(1).join('/'), query)
    case 'openapi':
      if (second === 'v2') return { status: 200, headers: { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' }, body: '' }
      if (second !== 'v3') return undefined
      return third === undefined ? json(200, openApiIndex(kinds), { 'content-type': 'text/plain; charset=utf-8' }) : openApi(segments.slice(2).join('/'))
    case 'api':
    case 'apis':
      return discovery(request, segments)
    default:
      return undefined
  }
}

/** What `GET /` lists. */
function rootPaths(): string[] {
  const groups = groupsOf(kinds).filter(({ group }) => group !== '').flatMap(({ group, versions }) => [`/apis/${group}`, ...versions.map((version) => `/apis/${group}/${version}`)])
  return ['/api', '/api/v1', '/apis', '/apis/', ...groups, ...healthPaths(), '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/version'].sort()
}

function openApi(name: string): ApiResponse {
  const document = openApiDocument(kinds, name)
  return document ? json(200, document, { 'cache-control': 'public, immutable' }) : { status: 404, headers: { 'cache-control': 'no-cache, private' }, body: '' }
}

function discovery(request: ApiRequest, segments: readonly string[]): ApiResponse | undefined {
  const core = segments[0] === 'api'
  if (segments.length === 1) {
    const version = DISCOVERY.exec(headerOf(request.headers, 'accept'))?.[1]
    if (version) {
      const headers = { 'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`, vary: 'Accept', 'cache-control': 'public' }
      return json(200, aggregatedDiscovery(kinds, core, version), headers)
    }
    return json(200, core ? { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.168.49.2:6443' }] } : apiGroupList(kinds))
  }
  const group = core ? '' : (segments[1] as string)
  const versions = groupsOf(kinds).find((candidate) => candidate.group === group)
  if (!versions) return undefined
  if (!core && segments.length === 2) return json(200, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(versions) })
  return json(200, apiResourceList(kinds, group, segments[core ? 1 : 2] as string))
}
