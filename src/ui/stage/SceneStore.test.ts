import { describe, expect, it, vi } from 'vitest'
import type { NodeTray, SceneDelta } from '../../scene/model.ts'
import { SceneStore } from './SceneStore.ts'

const node: NodeTray = { type: 'node', key: 'nodes/node-1', name: 'node-1', ready: true, cordoned: false, zone: '', cpu: { allocatable: 4, requested: 0 }, memory: { allocatable: 1, requested: 0 } }

function delta(change: Partial<SceneDelta>): SceneDelta {
  return { nowMs: 0, added: [], changed: [], removed: [], sparks: [], sparkOneIn: 1, ...change }
}

describe('SceneStore', () => {
  it('tells its listeners of a delta, and no longer those that have gone', () => {
    const store = new SceneStore()
    const listener = vi.fn<() => void>()
    const leave = store.subscribe(listener)
    store.apply(delta({ added: [node] }))
    leave()
    store.apply(delta({ nowMs: 1 }))
    expect(listener).toHaveBeenCalledTimes(1)
    expect(store.get('node', node.key)).toBe(node)
  })

  it('gives the same snapshot until something has changed that has a place', () => {
    const store = new SceneStore()
    store.apply(delta({ added: [node] }))
    const before = store.snapshot()
    store.apply(delta({ nowMs: 1000 }))
    expect(store.snapshot()).toBe(before)
    store.apply(delta({ changed: [{ ...node, ready: false }] }))
    expect(store.snapshot()).not.toBe(before)
    expect(store.snapshot().of.node.get(node.key)?.ready).toBe(false)
  })

  it('begins anew without telling of the emptiness between', () => {
    const store = new SceneStore()
    store.apply(delta({ added: [node] }))
    const listener = vi.fn<() => void>()
    store.subscribe(listener)
    store.clear()
    expect(listener).not.toHaveBeenCalled()
    expect(store.epoch).toBe(1)
    expect(store.snapshot().of.node.size).toBe(0)
  })

  it('hands on requests, and how many a dot stands for', () => {
    const store = new SceneStore()
    const listener = vi.fn<(sparks: readonly unknown[]) => void>()
    store.onSparks(listener)
    const spark = { id: 1, from: 'clients/visitors', service: 'services/default/web', pod: 'pods/default/a', latencyMs: 12, answered: true }
    store.apply(delta({ sparks: [spark], sparkOneIn: 3 }))
    store.apply(delta({}))
    expect(listener.mock.calls).toEqual([[[spark]]])
    expect(store.oneIn).toBe(3)
  })
})
