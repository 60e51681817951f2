import { createContext, useContext, useRef, useSyncExternalStore } from 'react'
import type { Focus } from '../../scene/focus.ts'
import type { EntityOf, EntityType } from '../../scene/model.ts'
import type { Scene } from '../../scene/state.ts'
import type { StageAction } from './actions.ts'
import type { SceneStore } from './SceneStore.ts'

/** A button at a pod. */
export interface Invitation {
  readonly key: string
  readonly label: string
}

export interface StageContextValue {
  readonly store: SceneStore
  readonly focus: Focus
  /** Key of the selected entity. */
  readonly selection: string | undefined
  /** A pod that the page points at, with a button for what it invites to. */
  readonly invited: Invitation | undefined
  /** Key of the pod that has the keyboard's place. */
  readonly cursor: string | undefined
  /** Whether the first picture has been drawn: what comes later is news. */
  readonly settled: boolean
  select(key: string | undefined): void
  act(action: StageAction): void
  moveCursor(key: string): void
}

export const StageContext = createContext<StageContextValue | undefined>(undefined)

export function useStage(): StageContextValue {
  const value = useContext(StageContext)
  if (!value) throw new Error('This is a part of <Stage>.')
  return value
}

/** An entity as it is now; a component that uses it is drawn anew when that entity changes, and only then. */
export function useEntity<T extends EntityType>(type: T, key: string): EntityOf<T> | undefined {
  const { store } = useStage()
  return useSyncExternalStore(store.subscribe, () => store.get(type, key))
}

/** The scene; drawn anew whenever anything has changed that has a place on stage. Its time is that of the change: for clocks there is `useNow`. */
export function useScene(): Scene {
  const { store } = useStage()
  return useSyncExternalStore(store.subscribe, store.snapshot)
}

/** Virtual time in steps: digits need one a second, rings ten; `undefined` for those who show none. */
export function useNow(stepMs: number | undefined): number {
  const { store } = useStage()
  return useSyncExternalStore(store.subscribe, () => (stepMs === undefined ? 0 : Math.floor(store.scene.nowMs / stepMs) * stepMs))
}

/** All entities of a type, by key; drawn anew when one of them changes. */
export function useEntities<T extends EntityType>(type: T): readonly EntityOf<T>[] {
  const { store } = useStage()
  const last = useRef<readonly EntityOf<T>[]>([])
  return useSyncExternalStore(store.subscribe, () => {
    const now = [...(store.scene.of[type] as Map<string, EntityOf<T>>).values()]
    if (now.length !== last.current.length || now.some((entity, index) => entity !== last.current[index])) last.current = now
    return last.current
  })
}
