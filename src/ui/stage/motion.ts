import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { PlacedPod, Size } from '../../scene/layout/model.ts'
import type { PodGlyph } from '../../scene/model.ts'
import type { SceneStore } from './SceneStore.ts'

/** The size of an element in whole px; zero before it has been measured. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    if (!element.current) return undefined
    const measure = ({ width, height }: Size) =>
      setSize((before) => (before.width === Math.round(width) && before.height === Math.round(height) ? before : { width: Math.round(width), height: Math.round(height) }))
    measure(element.current.getBoundingClientRect())
    const observer = new ResizeObserver(([entry]) => entry && measure(entry.contentRect))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return size
}

/** Whether the scene has been on the page for a moment since it began: only what comes later is news, and may move. */
export function useSettled(epoch: number, drawn: boolean): boolean {
  const [settledEpoch, setSettledEpoch] = useState<number>()
  useEffect(() => {
    if (!drawn) return undefined
    const timer = setTimeout(() => setSettledEpoch(epoch), 100)
    return () => clearTimeout(timer)
  }, [epoch, drawn])
  return settledEpoch === epoch
}

/** A pod that is gone: what it was, and where. */
export interface GonePod {
  readonly pod: PodGlyph
  readonly place: PlacedPod
}

/** How long the place of a pod stays its own after the pod has gone. */
const goneMs = 400

/** Pods that were elements and are gone, until their places are free. */
export function useGone(store: SceneStore, elements: readonly PlacedPod[], moves: boolean): readonly GonePod[] {
  const known = useRef<readonly GonePod[]>([])
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>())
  const [gone, setGone] = useState<readonly GonePod[]>([])
  useLayoutEffect(() => {
    const leaving = known.current.filter(({ pod }) => !store.scene.of.pod.has(pod.key))
    known.current = elements.flatMap((place) => {
      const pod = store.get('pod', place.key)
      return pod ? [{ pod, place }] : []
    })
    if (leaving.length === 0 || !moves) return
    setGone((before) => [...before, ...leaving])
    const timer = setTimeout(() => {
      timers.current.delete(timer)
      setGone((before) => before.filter((each) => !leaving.includes(each)))
    }, goneMs)
    timers.current.add(timer)
  }, [store, elements, moves])
  useEffect(() => {
    const pending = timers.current
    return () => {
      for (const timer of pending) clearTimeout(timer)
    }
  }, [])
  return gone
}
