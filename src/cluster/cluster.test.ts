import { expect, test } from 'vitest'
import { clusterAdmin } from '../apiserver/caller.ts'
import { localApi } from '../apiserver/local.ts'
import { Cluster } from './cluster.ts'

const START_MS = Date.parse('2026-01-01T00:00:00Z')
const machine = { metadata: { name: 'node-1' }, status: { capacity: { cpu: '4', memory: '8Gi', pods: '110' } } }

function clusterWithPod(seed: number): Cluster {
  const cluster = new Cluster({ seed, startMs: START_MS })
  const api = localApi(cluster.server, clusterAdmin)
  api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } })
  api.create('nodes', machine)
  api.patch('nodes', '', 'node-1', 'merge', { spec: { taints: null } })
  api.create('pods', { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } })
  cluster.simulation.advanceBy(10_000)
  return cluster
}

test('a pod is given the machine that can take it', () => {
  const cluster = clusterWithPod(1)
  const pod = localApi(cluster.server, clusterAdmin).get('pods', 'default', 'web')
  expect(pod.spec.nodeName).toBe('node-1')
  expect(pod.status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }])
})

test('equal runs have equal logs, others have not', () => {
  expect(clusterWithPod(7).logHash).toBe(clusterWithPod(7).logHash)
  expect(clusterWithPod(7).logHash).not.toBe(clusterWithPod(8).logHash)
})
