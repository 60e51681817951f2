import type { Path } from './model.ts'

/** The point at a part (0 to 1) of the way along a path. Each of its segments takes the time of its share of the length between its ends. */
export function pointAt(path: Path, part: number): readonly [number, number] {
  const segments = path.length / 4
  const lengths: number[] = []
  for (let index = 0; index < segments; index++) {
    const [a, d] = [path[index * 4], path[index * 4 + 3]] as [readonly [number, number], readonly [number, number]]
    lengths.push(Math.abs(d[0] - a[0]) + Math.abs(d[1] - a[1]))
  }
  let rest = Math.min(1, Math.max(0, part)) * lengths.reduce((sum, length) => sum + length, 0)
  for (let index = 0; index < segments; index++) {
    const length = lengths[index] as number
    if (rest <= length || index === segments - 1) return bezier(path.slice(index * 4, index * 4 + 4), length === 0 ? 0 : rest / length)
    rest -= length
  }
  return path[0] ?? [0, 0]
}

function bezier(points: Path, t: number): readonly [number, number] {
  const [a, b, c, d] = points as unknown as [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]
  const u = 1 - t
  const at = (axis: 0 | 1) => u ** 3 * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t ** 3 * d[axis]
  return [at(0), at(1)]
}

/** A path as the `d` of an SVG path. */
export function svgPath(path: Path): string {
  let text = ''
  for (let index = 0; index + 3 < path.length; index += 4) {
    const [a, b, c, d] = path.slice(index, index + 4) as [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]
    text += `M${round(a)}C${round(b)} ${round(c)} ${round(d)}`
  }
  return text
}

function round([x, y]: readonly [number, number]): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
}
