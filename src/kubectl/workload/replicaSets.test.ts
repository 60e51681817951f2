import type { Deployment, ReplicaSet } from 'kubernetes-types/apps/v1'
import { expect, it } from 'vitest'
import { replicaSetsOf } from './replicaSets.ts'

const template = (image: string, labels: Record<string, string>) => ({ metadata: { labels }, spec: { containers: [{ name: 'a', image }] } })

function replicaSet(name: string, image: string, created: string, owner = 'd'): ReplicaSet {
  return {
    metadata: { name, creationTimestamp: created, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: owner, controller: true }] },
    spec: { selector: {}, template: template(image, { app: 'web', 'pod-template-hash': name }) },
  }
}

it('finds the oldest ReplicaSet of the present template among those that the Deployment controls', () => {
  const deployment: Deployment = { metadata: { name: 'web', uid: 'd' }, spec: { selector: {}, template: template('2', { app: 'web' }) } }
  const sets = [replicaSet('newer', '2', '2026-01-03'), replicaSet('current', '2', '2026-01-02'), replicaSet('first', '1', '2026-01-01'), replicaSet('foreign', '2', '2026-01-01', 'other')]
  const { current, old } = replicaSetsOf(deployment, sets)
  expect(current?.metadata?.name).toBe('current')
  expect(old.map(({ metadata }) => metadata?.name)).toEqual(['first', 'newer'])
})
