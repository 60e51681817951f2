import type { PlacedPod } from '../../../scene/layout/model.ts'

interface Leg {
  readonly from: PlacedPod
  readonly to: PlacedPod
}

/** Painted pods on their way from where they were to where they belong: those that come grow, those that go shrink. */
export class Glide {
  readonly places: ReadonlyMap<string, PlacedPod>
  readonly #legs: readonly Leg[]
  readonly #beganMs: number
  readonly #durationMs: number

  private constructor(places: ReadonlyMap<string, PlacedPod>, legs: readonly Leg[], beganMs: number, durationMs: number) {
    this.places = places
    this.#legs = legs
    this.#beganMs = beganMs
    this.#durationMs = durationMs
  }

  /** Pods that are where they belong. */
  static at(places: ReadonlyMap<string, PlacedPod>): Glide {
    return new Glide(places, [], 0, 0)
  }

  /** The way from wherever the pods are now to other places, in that time. */
  towards(places: ReadonlyMap<string, PlacedPod>, nowMs: number, durationMs: number): Glide {
    if (durationMs === 0) return Glide.at(places)
    const current = new Map<string, PlacedPod>()
    for (const place of this.seenAt(nowMs)) current.set(place.key, place)
    const legs: Leg[] = []
    for (const to of places.values()) legs.push({ from: current.get(to.key) ?? { ...to, size: 0 }, to })
    for (const from of current.values()) if (!places.has(from.key) && from.size > 0) legs.push({ from, to: { ...from, size: 0 } })
    return new Glide(places, legs, nowMs, durationMs)
  }

  isMoving(nowMs: number): boolean {
    return nowMs < this.#beganMs + this.#durationMs
  }

  /** Where the pods are at a moment; after the way's end, the places that were given. */
  *seenAt(nowMs: number): Iterable<PlacedPod> {
    if (!this.isMoving(nowMs)) {
      yield* this.places.values()
      return
    }
    const part = eased(Math.max(0, (nowMs - this.#beganMs) / this.#durationMs))
    for (const { from, to } of this.#legs) yield between(from, to, part)
  }
}

function between(from: PlacedPod, to: PlacedPod, part: number): PlacedPod {
  if (from.x === to.x && from.y === to.y && from.size === to.size) return to
  return { ...to, x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part, size: from.size + (to.size - from.size) * part }
}

/** Begins and ends gently. */
function eased(part: number): number {
  return part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2
}
