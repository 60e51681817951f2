import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { replicationControllerController } from './replicationController.ts'

test('it keeps as many pods as are wanted, in its own name', () => {
  const plane = new ControlPlane([replicationControllerController])
  plane.api.create('replicationcontrollers', { metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 2, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } } })
  plane.run(1000)
  const pods = plane.list('pods')
  expect(pods.map(({ metadata }) => metadata.ownerReferences?.[0])).toMatchObject([{ apiVersion: 'v1', kind: 'ReplicationController', name: 'web' }, { kind: 'ReplicationController' }])
  expect(plane.api.get('replicationcontrollers', 'default', 'web').status).toEqual({ replicas: 2, fullyLabeledReplicas: 2, observedGeneration: 1 })
  expect(plane.list('events')[0]?.source).toEqual({ component: 'replication-controller' })
  plane.api.patch('pods', 'default', pods[0]?.metadata.name ?? '', 'merge', { metadata: { labels: { app: 'other' } } })
  plane.run(1000)
  expect(plane.list('pods')).toHaveLength(3)
})
