import { expect, test } from 'vitest'
import { clusterAdmin } from '../../apiserver/caller.ts'
import { localApi } from '../../apiserver/local.ts'
import { Cluster } from '../../cluster/cluster.ts'

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } }

function clusterWithSet(replicas: number) {
  const cluster = new Cluster({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })
  const api = localApi(cluster.server, clusterAdmin)
  api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } })
  api.create('replicasets.apps', { metadata: { name: 'web', namespace: 'default' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template } })
  cluster.simulation.advanceBy(1000)
  const names = () => api.list('pods', { namespace: 'default' }).items.map(({ metadata }) => metadata.name)
  return { cluster, api, names }
}

test('it makes as many pods as are wanted, deletes what is too much, and replaces what is gone', () => {
  const { cluster, api, names } = clusterWithSet(3)
  expect(names()).toHaveLength(3)
  api.patch('replicasets.apps', 'default', 'web', 'merge', { spec: { replicas: 1 } })
  cluster.simulation.advanceBy(1000)
  expect(names()).toHaveLength(1)
  const [name = ''] = names()
  api.delete('pods', 'default', name)
  cluster.simulation.advanceBy(1000)
  expect(names()).toHaveLength(1)
  expect(names()).not.toContain(name)
})

test('its status follows, and its events tell what it did', () => {
  const { api } = clusterWithSet(2)
  expect(api.get('replicasets.apps', 'default', 'web').status).toEqual({ replicas: 2, fullyLabeledReplicas: 2, observedGeneration: 1 })
  expect(api.list('events').items.filter(({ reason }) => reason === 'SuccessfulCreate')).toHaveLength(2)
})

test('a pod that loses the label is let go, one that has it is taken in', () => {
  const { cluster, api, names } = clusterWithSet(1)
  const [name = ''] = names()
  api.patch('pods', 'default', name, 'merge', { metadata: { labels: { app: 'other' } } })
  cluster.simulation.advanceBy(1000)
  expect(names()).toHaveLength(2)
  expect(api.get('pods', 'default', name).metadata.ownerReferences).toBeUndefined()
  api.patch('pods', 'default', name, 'merge', { metadata: { labels: { app: 'web' } } })
  cluster.simulation.advanceBy(1000)
  expect(names()).toHaveLength(1)
})

test('without machines a pod waits, and says why', () => {
  const { api, names } = clusterWithSet(1)
  expect(api.get('pods', 'default', names()[0] ?? '').status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no nodes available to schedule pods' }])
})
