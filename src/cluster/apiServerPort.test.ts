import { describe, expect, it } from 'vitest'
import type { Outcome } from '../network/contract.ts'
import { Cluster } from './cluster.ts'

function pod() {
  const cluster = new Cluster({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z'), machines: 1 })
  const { simulation } = cluster
  simulation.advanceBy(15_000)
  const answer = cluster.handler.respond({ method: 'POST', target: '/api/v1/namespaces/default/serviceaccounts/default/token', headers: {}, body: '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest"}' }, cluster.administrator)
  const { token } = JSON.parse(String(answer.body)).status
  /** As a program in a pod on the only machine. */
  const request = (path: string, headers: Readonly<Record<string, string>>, forMs = 1_000): Outcome | undefined => {
    let seen: Outcome | undefined
    const sent = { from: 'pods/default/a', fromAddress: '10.244.0.9', fromNode: 'node-1', method: 'GET', host: 'kubernetes.default.svc', port: 443, path, headers, body: '', timeoutMs: 60_000, kind: 'program' } as const
    cluster.network.send(sent, (outcome) => void (seen = outcome))
    simulation.advanceBy(forMs)
    return seen
  }
  return { cluster, request, credentials: { Authorization: `Bearer ${token}` } }
}

describe('the Service kubernetes', () => {
  it('answers a pod as its ServiceAccount', () => {
    const { request, credentials } = pod()
    expect(request('/version', credentials)).toMatchObject({ kind: 'response', status: 200 })
    const refused = request('/api/v1/namespaces/default/pods?limit=500', credentials)
    expect(refused).toMatchObject({ kind: 'response', status: 403, body: expect.stringContaining('User \\"system:serviceaccount:default:default\\" cannot list resource \\"pods\\"') })
    expect(request('/api/v1/nodes', { Authorization: 'Bearer nonsense' })).toMatchObject({ status: 401 })
  })

  it('gives the events of a watch when it ends', () => {
    const { cluster, request, credentials } = pod()
    const { handler, administrator } = cluster
    const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'v' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }] }
    handler.respond({ method: 'POST', target: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', headers: {}, body: JSON.stringify(binding) }, administrator)
    const outcome = request('/api/v1/namespaces/default/services?watch=1&timeoutSeconds=5', credentials, 10_000)
    expect(outcome).toMatchObject({ kind: 'response', status: 200, body: expect.stringContaining('"type":"ADDED"') })
  })

  it('refuses connections while the server is stopped', () => {
    const { cluster, request, credentials } = pod()
    cluster.act({ kind: 'part', part: 'apiserver', act: 'stop' })
    expect(request('/version', credentials)).toMatchObject({ kind: 'refused' })
    cluster.act({ kind: 'part', part: 'apiserver', act: 'start' })
    expect(request('/version', credentials)).toMatchObject({ kind: 'response', status: 200 })
  })
})
