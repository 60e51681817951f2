import { describe, expect, test } from 'vitest'
import { formatTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'
import { inDeletionOrder } from './deletionOrder.ts'

const NOW_MS = Date.parse('2026-01-01T01:00:00Z')

interface Traits {
  node?: string
  phase?: string
  ready?: boolean
  readyForSeconds?: number
  cost?: string
  restarts?: number
  ageSeconds?: number
}

function pod(name: string, { node = 'node-1', phase = 'Running', ready = true, readyForSeconds = 60, cost, restarts = 0, ageSeconds = 60 }: Traits = {}): Pod {
  return {
    metadata: { name, uid: name, creationTimestamp: formatTime(NOW_MS - ageSeconds * 1000), annotations: cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost } },
    spec: { containers: [], ...(node === '' ? {} : { nodeName: node }) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: formatTime(NOW_MS - readyForSeconds * 1000) }],
      containerStatuses: [{ name: 'c', restartCount: restarts, ready, image: '', imageID: '' }],
    },
  } as unknown as Pod
}

const order = (pods: Pod[], crowd = new Map<string, number>()): string[] => inDeletionOrder(pods, crowd, NOW_MS).map(({ metadata }) => metadata.name)

describe('the first to go is', () => {
  test.each<[string, Traits, Traits]>([
    ['one without a machine', { node: '', phase: 'Pending', ready: false }, { phase: 'Pending', ready: false }],
    ['a pending one', { phase: 'Pending', ready: false }, { ready: false }],
    ['one that is not ready', { ready: false, cost: '100' }, {}],
    ['the cheaper', { cost: '-5', readyForSeconds: 3000 }, { cost: '10' }],
    ['one without a cost, of two, if the other has one', { readyForSeconds: 3000 }, { cost: '1' }],
    ['the one that became ready later', { readyForSeconds: 20 }, { readyForSeconds: 40 }],
    ['the one that has restarted more often', { restarts: 2, ageSeconds: 600 }, { restarts: 1, ageSeconds: 60 }],
    ['the younger', { ageSeconds: 20 }, { ageSeconds: 40 }],
  ])('%s', (_, first, second) => {
    // The uid would decide otherwise.
    expect(order([pod('a', second), pod('z', first)])).toEqual(['z', 'a'])
  })

  test('the one that shares its machine with more of its kin, whatever becomes of them', () => {
    const crowd = new Map([['node-1', 2], ['node-2', 1]])
    expect(order([pod('a', { node: 'node-2', readyForSeconds: 2 }), pod('y', { readyForSeconds: 3000 }), pod('z')], crowd)).toEqual(['z', 'y', 'a'])
  })
})

test('ages in one power of two are equal, and then the uid decides before restarts do', () => {
  expect(order([pod('b', { readyForSeconds: 18 }), pod('a', { readyForSeconds: 20 })])).toEqual(['a', 'b'])
  expect(order([pod('b', { readyForSeconds: 18, restarts: 3 }), pod('a', { readyForSeconds: 20 })])).toEqual(['a', 'b'])
})

test('a cost that is no whole number counts as none', () => {
  expect(order([pod('b', { cost: 'cheap', readyForSeconds: 20 }), pod('a', { readyForSeconds: 40 })])).toEqual(['b', 'a'])
  expect(order([pod('b', { cost: '-01', readyForSeconds: 40 }), pod('a', { readyForSeconds: 20 })])).toEqual(['a', 'b'])
})
