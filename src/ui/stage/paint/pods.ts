import type { PlacedPod } from '../../../scene/layout/model.ts'
import type { PodPhase } from '../../../scene/model.ts'
import type { Scene } from '../../../scene/state.ts'
import { partDone } from '../../texts.ts'
import type { Palette } from './palette.ts'

/** Where the camera is: px of the screen = zoom × px of the stage + offset. */
export interface Camera {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

interface View extends Camera {
  readonly width: number
  readonly height: number
}

interface PaintOptions {
  readonly palette: Palette
  /** Keys of pods that are elements. */
  readonly skip: ReadonlySet<string>
  /** Virtual time, for what is done of a pull. */
  readonly nowMs: number
}

/**
 * Paints pods that are no elements: all in one pass over the visible ones. Below 9 px of the screen a pod has five readings (solid, tinted, half, faint, notched),
 * below 5 px it is one block of colour.
 */
export function paintPods(context: CanvasRenderingContext2D, scene: Scene, pods: Iterable<PlacedPod>, view: View, { palette, skip, nowMs }: PaintOptions): void {
  for (const place of pods) {
    const size = place.size * view.zoom
    const left = place.x * view.zoom + view.x - size / 2
    const top = place.y * view.zoom + view.y - size / 2
    if (left > view.width || top > view.height || left + size < 0 || top + size < 0 || skip.has(place.key)) continue
    const pod = scene.of.pod.get(place.key)
    // Who is gone is still on its way out.
    const phase = pod?.phase ?? 'terminating'
    const inks = palette.inks[place.ink] as Palette['inks'][number]
    const done = pod?.ring && partDone(pod.ring, nowMs)
    if (size < 5) paintBlock(context, phase, left, top, size, inks, palette)
    else paintMark(context, phase, left, top, size, inks, palette, done)
  }
}

interface Inks {
  readonly fill: string
  readonly edge: string
  readonly tint: string
}

function paintBlock(context: CanvasRenderingContext2D, phase: PodPhase, x: number, y: number, size: number, { fill, tint }: Inks, palette: Palette): void {
  context.fillStyle = isWrong(phase) ? palette.wrong : phase === 'ready' ? fill : tint
  context.fillRect(x, y, size, size)
  if (phase !== 'pulling' && phase !== 'creating') return
  context.fillStyle = fill
  context.fillRect(x, y + size / 2, size, size / 2)
}

export function isWrong(phase: PodPhase): boolean {
  return phase === 'crash' || phase === 'blocked' || phase === 'failed'
}

function paintMark(context: CanvasRenderingContext2D, phase: PodPhase, x: number, y: number, size: number, inks: Inks, palette: Palette, done = 0): void {
  const unit = size / 24
  const inset = 2 * unit
  const side = 20 * unit
  const round = size < 9 ? 1 : 5 * unit
  const frame = (fill: string | undefined, stroke: string, width: number, dashes?: readonly number[]) => {
    context.beginPath()
    const half = Math.min(width / 2, side / 4)
    context.roundRect(x + inset + half, y + inset + half, side - 2 * half, side - 2 * half, round)
    if (fill) {
      context.fillStyle = fill
      context.fill()
    }
    context.strokeStyle = stroke
    context.lineWidth = width
    context.setLineDash(dashes ? [...dashes] : [])
    context.stroke()
    context.setLineDash([])
  }
  const thick = Math.max(1, 2.4 * unit)
  switch (phase) {
    case 'ready':
      return frame(inks.fill, inks.edge, Math.max(0.5, unit))
    case 'notReady':
      return frame(inks.tint, inks.fill, thick)
    case 'pending':
      return frame(undefined, inks.edge, Math.max(1, 1.5 * unit), [side / 5, side / 6])
    case 'creating':
    case 'pulling':
      frame(undefined, inks.edge, Math.max(0.75, 1.2 * unit))
      if (size >= 9) return ring(context, x + size / 2, y + size / 2, unit, phase === 'pulling' ? done : 0, inks.fill)
      context.fillStyle = inks.fill
      return context.fillRect(x + size / 4, y + size / 2, size / 2, size / 4)
    case 'init':
      frame(undefined, inks.edge, Math.max(0.75, 1.2 * unit))
      context.fillStyle = inks.fill
      return context.fillRect(x + size * 0.4, y + size * 0.4, size * 0.2, size * 0.2)
    case 'terminating':
      context.globalAlpha = 0.6
      frame(inks.tint, inks.fill, thick / 2)
      context.globalAlpha = 1
      return
    case 'completed':
      frame(undefined, palette.ink3, Math.max(0.75, unit))
      context.fillStyle = palette.ink3
      return context.fillRect(x + size * 0.38, y + size * 0.38, size * 0.24, size * 0.24)
    case 'unknown':
      frame(undefined, inks.edge, Math.max(0.75, unit))
      return cross(context, x + size * 0.25, y + size * 0.25, size / 2, inks.edge, thick, false)
    case 'failed':
      if (size >= 9) frame(undefined, inks.edge, unit)
      return cross(context, x + size * 0.25, y + size * 0.25, size / 2, palette.wrong, thick, true)
    case 'crash':
    case 'blocked':
      frame(inks.tint, inks.fill, Math.max(0.75, 1.8 * unit))
      context.fillStyle = palette.stage
      context.fillRect(x + size * 0.56, y, size * 0.44, size * 0.42)
      context.fillStyle = palette.wrong
      context.beginPath()
      context.arc(x + 19 * unit, y + 5 * unit, Math.max(1.5, 4.6 * unit), 0, 7)
      return context.fill()
  }
}

/** What is done of a pull: clockwise from the top. */
function ring(context: CanvasRenderingContext2D, x: number, y: number, unit: number, done: number, stroke: string): void {
  context.strokeStyle = stroke
  context.lineWidth = 3 * unit
  context.globalAlpha = 0.28
  context.beginPath()
  context.arc(x, y, 5 * unit, 0, 2 * Math.PI)
  context.stroke()
  context.globalAlpha = 1
  if (done === 0) return
  context.beginPath()
  context.arc(x, y, 5 * unit, -Math.PI / 2, (2 * done - 0.5) * Math.PI)
  context.stroke()
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number, stroke: string, width: number, both: boolean): void {
  context.strokeStyle = stroke
  context.lineWidth = width
  context.beginPath()
  context.moveTo(x, y + size)
  context.lineTo(x + size, y)
  if (both) {
    context.moveTo(x, y)
    context.lineTo(x + size, y + size)
  }
  context.stroke()
}
