import { type Caller, clusterAdmin } from '../apiserver/caller.ts'
import { Handler } from '../apiserver/handler.ts'
import { ApiServer } from '../apiserver/server.ts'
import { Simulation } from '../base/simulation.ts'
import type { ApiChannel, ApiRequest, ApiResponse, ApiStream, ChannelSink, StreamSink, Transport } from '../client/transport.ts'
import { type RecordedRequest, recordedRequest } from './recordedRequest.ts'
import type { GoldenObjects } from './kubectlGolden.ts'

type Json = Record<string, any>

/** Types that are there before a case begins, and their paths. */
const COLLECTIONS: Readonly<Record<string, string>> = { ConfigMap: '/api/v1', Deployment: '/apis/apps/v1' }

/**
 * The real API server with the namespaces, config maps and deployments of the golden objects, but no controllers: for cases in which the server refuses, merges or fills in.
 * It refuses what the plain server of objects would store.
 */
export class ServerTransport implements Transport {
  readonly serverUrl: string
  readonly requests: RecordedRequest[] = []
  readonly #handler: Handler
  readonly #caller: Caller

  constructor(golden: GoldenObjects, serverUrl: string, user?: string) {
    this.serverUrl = serverUrl
    this.#caller = user === undefined ? clusterAdmin : { user, groups: ['system:authenticated'], manager: 'kubectl' }
    this.#handler = new Handler(new ApiServer(new Simulation({ seed: 1, startMs: Date.parse(golden.clock) })))
    this.#allowDiscovery()
    this.#fill(golden.objects as readonly Json[])
  }

  /** All users may find out what is served, as on every real server. */
  #allowDiscovery(): void {
    const group = 'rbac.authorization.k8s.io'
    const name = 'system:discovery'
    const root = `/apis/${group}/v1`
    this.#send('POST', `${root}/clusterroles`, { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name }, rules: [{ verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', '/version'] }] })
    this.#send('POST', `${root}/clusterrolebindings`, { apiVersion: `${group}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef: { apiGroup: group, kind: 'ClusterRole', name }, subjects: [{ apiGroup: group, kind: 'Group', name: 'system:authenticated' }] })
  }

  #fill(objects: readonly Json[]): void {
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace')
    for (const { metadata } of namespaces) {
      this.#send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: metadata.name } })
      this.#send('POST', `/api/v1/namespaces/${metadata.name}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } })
    }
    for (const { kind, apiVersion, metadata, spec, data } of objects) {
      const root = COLLECTIONS[kind]
      if (root) this.#send('POST', `${root}/namespaces/${metadata.namespace}/${String(kind).toLowerCase()}s`, { apiVersion, kind, metadata: { name: metadata.name, labels: metadata.labels }, spec, data })
    }
    for (const { metadata } of namespaces) if (metadata.deletionTimestamp) this.#send('DELETE', `/api/v1/namespaces/${metadata.name}`, undefined)
  }

  #send(method: string, target: string, body: unknown): void {
    this.#handler.respond({ method, target, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, clusterAdmin)
  }

  async request(request: ApiRequest): Promise<ApiResponse> {
    this.requests.push(recordedRequest(request, this.serverUrl))
    return this.#handler.respond(request, this.#caller)
  }

  async stream(request: ApiRequest, sink: StreamSink): Promise<ApiStream | ApiResponse> {
    this.requests.push(recordedRequest(request, this.serverUrl))
    return this.#handler.stream(request, this.#caller, sink)
  }

  async connect(request: ApiRequest, sink: ChannelSink): Promise<ApiChannel | ApiResponse> {
    this.requests.push(recordedRequest(request, this.serverUrl))
    return this.#handler.connect(request, this.#caller, sink)
  }
}
