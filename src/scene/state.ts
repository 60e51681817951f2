import type { Entity, EntityOf, EntityType, SceneDelta } from './model.ts'

/** All entities by type and key: what the deltas add up to. */
export interface Scene {
  nowMs: number
  /** Counts the deltas that changed anything that has a place on stage (all but readings and dials). */
  structure: number
  readonly of: { readonly [T in EntityType]: Map<string, EntityOf<T>> }
}

const types: readonly EntityType[] = ['pod', 'node', 'workload', 'service', 'client', 'door', 'reading', 'control']

export function emptyScene(): Scene {
  return { nowMs: 0, structure: 0, of: Object.fromEntries(types.map((type) => [type, new Map()])) as unknown as Scene['of'] }
}

/** Applies a delta in place: a scene may hold 150,000 pods, of which a frame changes few. */
export function applyDelta(scene: Scene, delta: SceneDelta): void {
  scene.nowMs = delta.nowMs
  if (delta.removed.some((key) => !key.startsWith('readings/')) || delta.added.some(hasPlace) || delta.changed.some(hasPlace)) scene.structure++
  for (const entity of delta.added) put(scene, entity)
  for (const entity of delta.changed) put(scene, entity)
  for (const key of delta.removed) {
    for (const type of types) scene.of[type].delete(key)
  }
}

function put(scene: Scene, entity: Entity): void {
  const map: Map<string, Entity> = scene.of[entity.type]
  map.set(entity.key, entity)
}

function hasPlace({ type }: Entity): boolean {
  return type !== 'reading' && type !== 'control'
}
