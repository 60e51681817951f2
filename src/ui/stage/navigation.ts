import type { PlacedPod } from '../../scene/layout/model.ts'

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

const vectors: Readonly<Record<Direction, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function isDirection(key: string): key is Direction {
  return key in vectors
}

/** The pod that one comes to from another in a direction: near, and more ahead than aside. */
export function neighbour(pods: ReadonlyMap<string, PlacedPod>, from: string, direction: Direction): string | undefined {
  const start = pods.get(from)
  if (!start) return pods.keys().next().value
  const [right, down] = vectors[direction]
  let best: { key: string; cost: number } | undefined
  for (const { key, x, y } of pods.values()) {
    const ahead = (x - start.x) * right + (y - start.y) * down
    const aside = Math.abs((x - start.x) * down) + Math.abs((y - start.y) * right)
    if (key === from || ahead <= 0.5) continue
    const cost = ahead + 2.5 * aside
    if (!best || cost < best.cost) best = { key, cost }
  }
  return best?.key
}

/** The pod at a point of the stage, or the nearest within reach: small glyphs have large targets. */
export function podAt(pods: ReadonlyMap<string, PlacedPod>, x: number, y: number, reach: number): string | undefined {
  let best: { key: string; distance: number } | undefined
  for (const place of pods.values()) {
    const distance = Math.max(Math.abs(place.x - x), Math.abs(place.y - y)) - place.size / 2
    if (distance <= reach && (!best || distance < best.distance)) best = { key: place.key, distance }
  }
  return best?.key
}
