import { useEffect, useMemo, useRef } from 'react'
import { useViewport } from '@xyflow/react'
import type { PlacedTray } from '../../scene/layout/machines.ts'
import type { PlacedPod, Size } from '../../scene/layout/model.ts'
import { useNow, useScene } from './context.ts'
import { cleared, wantsLessMotion } from './paint/canvas.ts'
import { Glide } from './paint/glide.ts'
import { paletteOf } from './paint/palette.ts'
import { isWrong, paintPods } from './paint/pods.ts'
import { paintTrays } from './paint/trays.ts'

interface PaintedProps {
  readonly size: Size
  /** The canvases follow it: their colours are those of its tokens. */
  readonly theme: string
}

/** Machines that are too many to be elements, on a canvas behind all that are. */
export function PaintedTrays({ size, trays, theme }: PaintedProps & { trays: readonly PlacedTray[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const camera = useViewport()
  const scene = useScene()
  useEffect(() => {
    const context = canvas.current && cleared(canvas.current, size)
    if (!canvas.current || !context) return
    const troubled = new Set([...scene.of.pod.values()].filter(({ phase }) => isWrong(phase)).map(({ node }) => node))
    paintTrays(context, scene, trays, camera, paletteOf(canvas.current, theme), troubled)
  }, [scene, trays, camera, size, theme])
  return <canvas ref={canvas} className="painted" aria-hidden="true" />
}

/** Above this many pods a change of places is a jump: a frame of motion would take too long. */
const glidingMost = 5000
const moveMs = 320

/** The pods that are too many to be elements, on one canvas. It draws when something has changed, and every frame only while something moves. */
export function PaintedPods({ size, theme, pods, mounted, moves }: PaintedProps & { pods: ReadonlyMap<string, PlacedPod>; mounted: ReadonlySet<string>; moves: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const camera = useViewport()
  const scene = useScene()
  const glide = useRef(Glide.at(pods))
  const timed = useMemo(() => [...scene.of.pod.values()].some(({ ring }) => ring !== undefined), [scene])
  const nowMs = useNow(timed ? 250 : undefined)
  useEffect(() => {
    const durationMs = moves && pods.size <= glidingMost && !wantsLessMotion() ? moveMs : 0
    if (glide.current.places !== pods) glide.current = glide.current.towards(pods, performance.now(), durationMs)
    let frame = 0
    const draw = () => {
      const context = canvas.current && cleared(canvas.current, size)
      if (!canvas.current || !context) return
      const atMs = performance.now()
      paintPods(context, scene, glide.current.seenAt(atMs), { ...camera, ...size }, { palette: paletteOf(canvas.current, theme), skip: mounted, nowMs })
      if (glide.current.isMoving(atMs)) frame = requestAnimationFrame(draw)
    }
    draw()
    return () => cancelAnimationFrame(frame)
  }, [scene, pods, moves, mounted, nowMs, camera, size, theme])
  return <canvas ref={canvas} className="painted" aria-hidden="true" />
}
