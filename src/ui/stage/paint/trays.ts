import type { PlacedTray } from '../../../scene/layout/machines.ts'
import type { Scene } from '../../../scene/state.ts'
import type { Palette } from './palette.ts'
import type { Camera } from './pods.ts'

/** Trays of very many machines: sides where there is room, and a floor that is red and thick where the machine, or a pod in it, fares badly. */
export function paintTrays(context: CanvasRenderingContext2D, scene: Scene, trays: readonly PlacedTray[], { x: offsetX, y: offsetY, zoom }: Camera, palette: Palette, troubled: ReadonlySet<string>): void {
  for (const { key, x, y, width, height } of trays) {
    const node = scene.of.node.get(key)
    if (!node) continue
    const [left, top, wide, high] = [x * zoom + offsetX, y * zoom + offsetY, width * zoom, height * zoom]
    context.fillStyle = palette.raised
    context.fillRect(left, top, wide, high)
    const wrong = !node.ready || troubled.has(node.name)
    context.fillStyle = wrong ? palette.wrong : palette.line2
    context.fillRect(left, top + high, wide, wrong ? 2 : Math.max(1, zoom))
    if (wide < 60) continue
    context.fillRect(left, top, 1, high)
    context.fillRect(left + wide - 1, top, 1, high)
  }
}
