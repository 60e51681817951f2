import { expect, test } from 'vitest'
import type { Pod } from '../../kinds/resources.ts'
import { inRemovalOrder } from './removalOrder.ts'

function pod(name: string, { node = 'node-1', phase = 'Running', readySince, restarts = 0, created = '2026-01-01T00:00:00Z' }: { node?: string; phase?: string; readySince?: string; restarts?: number; created?: string } = {}): Pod {
  const conditions = readySince ? [{ type: 'Ready', status: 'True', lastTransitionTime: readySince }] : []
  return { metadata: { name, creationTimestamp: created }, spec: { nodeName: node }, status: { phase, conditions, containerStatuses: [{ restartCount: restarts }] } } as unknown as Pod
}

test('pods that are missed least go first', () => {
  const pods = [
    pod('ready for long', { readySince: '2026-01-01T00:00:00Z' }),
    pod('just ready', { readySince: '2026-01-01T00:05:00Z' }),
    pod('not ready'),
    pod('young', { created: '2026-01-01T00:01:00Z' }),
    pod('restarted', { restarts: 3 }),
    pod('pending', { phase: 'Pending' }),
    pod('homeless', { node: '', phase: 'Pending' }),
  ]
  expect(inRemovalOrder(pods).map(({ metadata }) => metadata.name)).toEqual(['homeless', 'pending', 'restarted', 'young', 'not ready', 'just ready', 'ready for long'])
})
