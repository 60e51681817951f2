import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { clusterRoleAggregationController } from './clusterRoleAggregation.ts'

const read = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] })

test('a role gathers the rules of the roles that it selects, each once, and follows their changes', () => {
  const plane = new ControlPlane([clusterRoleAggregationController])
  const create = (name: string, extra: Record<string, unknown>): unknown => plane.api.create('clusterroles.rbac.authorization.k8s.io', { metadata: { name, labels: { part: 'yes' } }, ...extra } as never)
  create('b', { rules: [read('pods'), read('secrets')] })
  create('a', { rules: [read('pods'), read('services')] })
  create('sum', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } })
  plane.run(1000)
  const rules = () => plane.api.get('clusterroles.rbac.authorization.k8s.io', '', 'sum').rules
  expect(rules()).toEqual([read('pods'), read('services'), read('secrets')])
  plane.api.delete('clusterroles.rbac.authorization.k8s.io', '', 'a')
  plane.run(1000)
  expect(rules()).toEqual([read('pods'), read('secrets')])
})
