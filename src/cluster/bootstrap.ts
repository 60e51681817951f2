import type { Api } from '../client/api.ts'

/** What a cluster holds before anybody has used it, besides what its controllers and kubelets make. */
export function bootstrap(api: Api): void {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) api.create('namespaces', { metadata: { name } })
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

/** Where the API server listens, as pods and clients see it. */
export const API_SERVER_ADDRESS = '192.168.49.2'
