import { useEffect, useLayoutEffect, useRef } from 'react'
import { useReactFlow } from '@xyflow/react'
import { routeKey, type Path, type PlacedPod, type Size } from '../../scene/layout/model.ts'
import { pointAt } from '../../scene/layout/path.ts'
import type { Spark } from '../../scene/model.ts'
import { useStage } from './context.ts'
import { cleared, wantsLessMotion } from './paint/canvas.ts'
import { paletteOf, type Palette } from './paint/palette.ts'

interface Moving {
  readonly path: Path
  readonly beganMs: number
  readonly durationMs: number
  readonly ink: number
  readonly answered: boolean
}

/** A leg of the way takes at least so long, or nobody would see it. */
const legMs = 240
/** A failed request leaves its cross for so long. */
const crossMs = 700
const movingMost = 240

interface SparksProps {
  readonly size: Size
  readonly routes: ReadonlyMap<string, Path>
  readonly pods: ReadonlyMap<string, PlacedPod>
  /** Nothing moves now: requests are told by their edges alone. */
  readonly still: boolean
  readonly theme: string
}

/** Requests as dots along their way, on one canvas. It draws only while something moves. */
export function Sparks({ size, routes, pods, still, theme }: SparksProps) {
  const { store } = useStage()
  const canvas = useRef<HTMLCanvasElement>(null)
  const { getViewport } = useReactFlow()
  const place = useRef({ routes, pods, size })
  useLayoutEffect(() => {
    place.current = { routes, pods, size }
  }, [routes, pods, size])
  useEffect(() => {
    const element = canvas.current
    if (!element || still || wantsLessMotion()) return undefined
    let moving: Moving[] = []
    let frame = 0
    const draw = (atMs: number) => {
      moving = moving.filter(({ beganMs, durationMs, answered }) => atMs < beganMs + durationMs + (answered ? 0 : crossMs))
      const context = cleared(element, place.current.size)
      if (!context) return
      const camera = getViewport()
      const palette = paletteOf(element, theme)
      for (const spark of moving) {
        const part = Math.min(1, Math.max(0, (atMs - spark.beganMs) / spark.durationMs))
        const [x, y] = pointAt(spark.path, part)
        paintSpark(context, x * camera.zoom + camera.x, y * camera.zoom + camera.y, part, spark, palette)
      }
      frame = moving.length > 0 ? requestAnimationFrame(draw) : 0
    }
    const begin = (sparks: readonly Spark[]) => {
      const beganMs = performance.now()
      for (const { from, service, pod, latencyMs, answered } of sparks) {
        const path = place.current.routes.get(routeKey(from, service, pod))
        if (!path || moving.length >= movingMost) continue
        moving.push({ path, beganMs, durationMs: Math.max(latencyMs, (legMs * path.length) / 4), ink: place.current.pods.get(pod)?.ink ?? 0, answered })
      }
      if (frame === 0 && moving.length > 0) frame = requestAnimationFrame(draw)
    }
    const stop = store.onSparks(begin)
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [store, getViewport, still, theme])
  return <canvas ref={canvas} className="painted" aria-hidden="true" />
}

/** Open while it is under way, filled once a pod has taken it, a red cross where it failed. */
function paintSpark(context: CanvasRenderingContext2D, x: number, y: number, part: number, { path, ink, answered }: Moving, palette: Palette): void {
  const taken = part > 1 - 4 / path.length
  if (!answered && part === 1) {
    context.strokeStyle = palette.wrong
    context.lineWidth = 3
    context.lineCap = 'round'
    context.beginPath()
    for (const [dx, dy] of [[1, 1], [1, -1]] as const) {
      context.moveTo(x - 5 * dx, y - 5 * dy)
      context.lineTo(x + 5 * dx, y + 5 * dy)
    }
    context.stroke()
    return
  }
  const { fill, edge } = palette.inks[ink] as Palette['inks'][number]
  context.beginPath()
  context.arc(x, y, taken && answered ? 5 : 4.5, 0, 7)
  context.fillStyle = taken && answered ? fill : palette.stage
  context.strokeStyle = taken && answered ? edge : palette.ink
  context.lineWidth = taken && answered ? 1 : 1.75
  context.fill()
  context.stroke()
}
