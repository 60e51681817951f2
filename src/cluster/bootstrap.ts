import type { Api } from '../client/api.ts'
import type { Draft } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import type { ResourceName } from '../kinds/resources.ts'
import table from './bootstrapObjects.json' with { type: 'json' }

/** Where the API server listens, as pods and clients see it. */
export const API_SERVER_ADDRESS = '192.168.49.2'

interface Marks {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** How the server marks those of its own objects that it sets right again after an upgrade. */
const MARKS: Readonly<Record<string, Marks>> = {
  'rbac.authorization.k8s.io': { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' }, annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' } },
  'flowcontrol.apiserver.k8s.io': { annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } },
  'apiregistration.k8s.io': { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
}

/** What a cluster holds before anybody has used it, besides what its controllers and kubelets make. */
export function bootstrap(api: Api): void {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) api.create('namespaces', { metadata: { name } })
  createService(api)
  for (const [resource, objects] of Object.entries(table as unknown as Readonly<Record<ResourceName, readonly Draft[]>>)) {
    const { labels, annotations } = MARKS[resource.slice(resource.indexOf('.') + 1)] ?? {}
    for (const { metadata, ...rest } of objects) {
      const marked = { ...metadata, ...(labels ? { labels: { ...labels, ...metadata['labels'] } } : {}), ...(annotations ? { annotations } : {}) }
      api.create(resource as ResourceName, { metadata: marked, ...rest })
    }
  }
  for (const schema of api.list('flowschemas.flowcontrol.apiserver.k8s.io', {}).items) confirm(api, schema)
  const since = api.get('namespaces', '', 'kube-system').metadata.creationTimestamp.slice(0, 'YYYY-MM-DD'.length)
  api.create('configmaps', { metadata: { name: 'kube-apiserver-legacy-service-account-token-tracking', namespace: 'kube-system' }, data: { since } })
}

/** Says of a FlowSchema that its priority level exists. */
function confirm(api: Api, schema: AnyStored): void {
  const level = (schema['spec'] as { priorityLevelConfiguration: { name: string } }).priorityLevelConfiguration.name
  const message = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)} and it exists`
  const found = { type: 'Dangling', status: 'False', lastTransitionTime: schema.metadata.creationTimestamp, reason: 'Found', message }
  api.update('flowschemas.flowcontrol.apiserver.k8s.io', { ...schema, status: { conditions: [found] } }, { subresource: 'status' })
}

/** How pods reach the API server. */
function createService(api: Api): void {
  api.create('services', {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
  })
  const endpoint = { addresses: [{ ip: API_SERVER_ADDRESS }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }
  api.create('endpoints', { metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }, subsets: [endpoint] })
  api.create('endpointslices.discovery.k8s.io', {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [API_SERVER_ADDRESS], conditions: { ready: true } }],
    ports: endpoint.ports,
  })
}
