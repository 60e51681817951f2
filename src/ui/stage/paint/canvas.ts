import type { Size } from '../../../scene/layout/model.ts'

/** Makes a canvas as large as its place in the pixels of the screen, empties it, and gives the pen, whose unit is then the CSS px. */
export function cleared(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | undefined {
  const context = canvas.getContext('2d')
  if (!context) return undefined
  const scale = window.devicePixelRatio
  const [deviceWidth, deviceHeight] = [Math.round(width * scale), Math.round(height * scale)]
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth
    canvas.height = deviceHeight
  }
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, width, height)
  return context
}

/** Whether the reader has asked the system for less motion. */
export function wantsLessMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
