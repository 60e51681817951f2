import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { resourceQuotaController } from './resourceQuota.ts'

test('a new quota learns what is used, and what is deleted or has ended is given back', () => {
  const plane = new ControlPlane([resourceQuotaController])
  const spec = { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { cpu: '1' } } }] }
  for (const name of ['a', 'b']) plane.api.create('pods', { metadata: { name, namespace: 'default' }, spec } as never)
  plane.api.create('configmaps', { metadata: { name: 'conf', namespace: 'default' } })
  const hard = { pods: '4', 'requests.cpu': '2', memory: '1Gi', 'limits.cpu': '4', configmaps: '10', 'count/deployments.apps': '3', 'services.nodeports': '0', 'count/unknown.example.com': '1' }
  plane.api.create('resourcequotas', { metadata: { name: 'quota', namespace: 'default' }, spec: { hard } } as never)
  plane.run(1000)
  const status = () => plane.api.get('resourcequotas', 'default', 'quota').status
  expect(status()).toEqual({ hard, used: { pods: '2', 'requests.cpu': '500m', memory: '128Mi', 'limits.cpu': '2', configmaps: '1', 'count/deployments.apps': '0', 'services.nodeports': '0' } })
  plane.setPod('a', { phase: 'Succeeded' })
  plane.api.delete('configmaps', 'default', 'conf')
  plane.run(1000)
  expect(status().used).toMatchObject({ pods: '1', 'requests.cpu': '250m', memory: '64Mi', configmaps: '0' })
  plane.api.patch('resourcequotas', 'default', 'quota', 'merge', { spec: { hard: { pods: '5' } } })
  plane.run(1000)
  expect(status().hard).toMatchObject({ pods: '5' })
})

test('a quota with a scope counts only pods in it', () => {
  const plane = new ControlPlane([resourceQuotaController])
  plane.api.create('pods', { metadata: { name: 'a', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } as never)
  for (const scope of ['BestEffort', 'NotBestEffort']) plane.api.create('resourcequotas', { metadata: { name: scope.toLowerCase(), namespace: 'default' }, spec: { hard: { pods: '4' }, scopes: [scope] } } as never)
  plane.run(1000)
  expect(plane.list('resourcequotas').map(({ metadata, status }) => [metadata.name, status.used?.['pods']])).toEqual([['besteffort', '1'], ['notbesteffort', '0']])
})
