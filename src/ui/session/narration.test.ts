import { describe, expect, test } from 'vitest'
import type { Entity, PodGlyph, SceneDelta, WorkloadFrame } from '../../scene/model.ts'
import { applyDelta, emptyScene, type Scene } from '../../scene/state.ts'
import { narrate } from './narration.ts'

const FOCUS = 'deployments/default/web'

function pod(shortName: string, change: Partial<PodGlyph> = {}): PodGlyph {
  return {
    type: 'pod', key: `pods/default/web-1-${shortName}`, uid: shortName, namespace: 'default', name: `web-1-${shortName}`, shortName, phase: 'ready', node: 'node-1', workload: FOCUS,
    ruler: 'replicasets/default/web-1', revision: 1, slot: 1, ready: true, leaving: false, restarts: 0, reason: '', message: '', createdMs: 0, ...change,
  }
}

const web: WorkloadFrame = {
  type: 'workload', key: FOCUS, kind: 'Deployment', namespace: 'default', name: 'web', wanted: 3, exist: 3, available: 3, rolling: false, held: 'no', paused: false, deadlineExceeded: false,
  rulers: [{ key: 'replicasets/default/web-1', revision: 1, slot: 1, hash: '1', image: 'web:1', wanted: 3, exist: 3, ready: 3, available: 3, createdMs: 0 }],
}

function delta(change: Partial<SceneDelta>): SceneDelta {
  return { nowMs: 0, added: [], changed: [], removed: [], sparks: [], sparkOneIn: 1, ...change }
}

function sceneOf(...added: Entity[]): Scene {
  const scene = emptyScene()
  applyDelta(scene, delta({ added }))
  return scene
}

describe('the narration', () => {
  test('says who made a pod, and why', () => {
    const scene = sceneOf(web, pod('a'), pod('b'), pod('c', { leaving: true, phase: 'terminating' }))
    expect(narrate(scene, delta({ added: [pod('d', { ready: false, phase: 'pending' })] }), FOCUS)).toBe('The ReplicaSet made a new pod, d, because it wants 3 and had 2.')
  })

  test('counts those that were made at once', () => {
    const scene = sceneOf(web, pod('a'))
    const added = ['d', 'e'].map((name) => pod(name, { ready: false, phase: 'pending' }))
    expect(narrate(scene, delta({ added }), FOCUS)).toBe('The ReplicaSet made 2 new pods, because it wants 3 and had 1.')
  })

  test('says when a pod becomes ready, crashes, or a machine is lost', () => {
    const unready = pod('a', { ready: false, phase: 'notReady' })
    expect(narrate(sceneOf(web, unready), delta({ changed: [pod('a')] }), FOCUS)).toBe('Pod a is Ready.')
    expect(narrate(sceneOf(web, unready), delta({ changed: [pod('a', { ready: false, phase: 'crash', restarts: 2 })] }), FOCUS)).toBe('Pod a crashed. It has been restarted 2 times.')
  })

  test('keeps silent about what is not in focus', () => {
    expect(narrate(sceneOf(web), delta({ added: [pod('x', { workload: 'deployments/default/other' })] }), FOCUS)).toBeUndefined()
    expect(narrate(sceneOf(web, pod('a')), delta({ changed: [pod('a')] }), FOCUS)).toBeUndefined()
  })
})
