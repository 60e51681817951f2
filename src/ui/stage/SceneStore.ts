import type { EntityOf, EntityType, SceneDelta, Spark } from '../../scene/model.ts'
import { applyDelta, emptyScene, type Scene } from '../../scene/state.ts'

type SparkListener = (sparks: readonly Spark[]) => void

/** The scene on the page: deltas go in, components subscribe. Whoever feeds it (a worker, a recording) is not known here. */
export class SceneStore {
  readonly scene: Scene = emptyScene()
  /** Counts the beginnings: what is there after another one has not moved there. */
  epoch = 0
  #seen: Scene = { ...this.scene }
  /** Each dot stands for so many requests. */
  oneIn = 1
  readonly #listeners = new Set<() => void>()
  readonly #sparkListeners = new Set<SparkListener>()

  apply(delta: SceneDelta): void {
    applyDelta(this.scene, delta)
    if (delta.sparks.length > 0) this.oneIn = delta.sparkOneIn
    for (const listener of this.#listeners) listener()
    if (delta.sparks.length === 0) return
    for (const listener of this.#sparkListeners) listener(delta.sparks)
  }

  /** Empties the scene, for another session or another moment of this one. Nobody is told before the next delta. */
  clear(): void {
    this.epoch++
    this.scene.structure++
    for (const entities of Object.values(this.scene.of)) entities.clear()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly onSparks = (listener: SparkListener): (() => void) => {
    this.#sparkListeners.add(listener)
    return () => this.#sparkListeners.delete(listener)
  }

  /** The scene as another object whenever anything has changed that has a place on stage, for those who compare by identity. */
  readonly snapshot = (): Scene => {
    if (this.#seen.structure !== this.scene.structure) this.#seen = { ...this.scene }
    return this.#seen
  }

  get<T extends EntityType>(type: T, key: string): EntityOf<T> | undefined {
    return (this.scene.of[type] as Map<string, EntityOf<T>>).get(key)
  }
}
