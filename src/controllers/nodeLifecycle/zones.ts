/** Zones of nodes, and how fast the nodes of a troubled one are given up (`scheduler/rate_limited_queue.go`, `handleDisruption`). */
import type { NodeCondition } from 'kubernetes-types/core/v1'
import type { Node } from '../../kinds/resources.ts'

export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption'

/** So many nodes a second are given up in a healthy zone, and in a large one that is partially disrupted; in a small one none. */
export const EVICTIONS_PER_SECOND = 0.1
const SECONDARY_EVICTIONS_PER_SECOND = 0.01
const LARGE_ZONE = 50
const UNHEALTHY_SHARE = 0.55

/** Nodes of one region and zone; all of those without the labels are one zone too. */
export function zoneOf({ metadata }: Node): string {
  const label = (key: string): string => metadata.labels?.[`topology.kubernetes.io/${key}`] ?? metadata.labels?.[`failure-domain.beta.kubernetes.io/${key}`] ?? ''
  const region = label('region')
  const zone = label('zone')
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`
}

/** @param ready the conditions Ready of the zone's nodes; undefined for a node without one. */
export function zoneState(ready: readonly (NodeCondition | undefined)[]): ZoneState {
  const healthy = ready.filter((condition) => condition?.status === 'True').length
  const unhealthy = ready.length - healthy
  if (healthy === 0 && unhealthy > 0) return 'FullDisruption'
  return unhealthy > 2 && unhealthy / ready.length >= UNHEALTHY_SHARE ? 'PartialDisruption' : 'Normal'
}

export function evictionRate(state: ZoneState, size: number): number {
  if (state !== 'PartialDisruption') return EVICTIONS_PER_SECOND
  return size > LARGE_ZONE ? SECONDARY_EVICTIONS_PER_SECOND : 0
}

/** Nodes that wait to be given up, at the rate of their zone: a token bucket that holds one. */
export class EvictionQueue {
  readonly #waiting = new Set<string>()
  /** Those that wait or have been dealt with; none is taken in again before it is removed. */
  readonly #known = new Set<string>()
  #perSecond = EVICTIONS_PER_SECOND
  #nextMs = -Infinity

  add(node: string): void {
    if (this.#known.has(node)) return
    this.#known.add(node)
    this.#waiting.add(node)
  }

  remove(node: string): void {
    this.#known.delete(node)
    this.#waiting.delete(node)
  }

  /** When the next node may be given up, in milliseconds since the Unix epoch; undefined if none waits or none may. */
  get dueMs(): number | undefined {
    return this.#waiting.size > 0 && this.#perSecond > 0 ? this.#nextMs : undefined
  }

  /** Gives up as many nodes as the rate allows. @param giveUp whether it is done; if not, the node keeps waiting. */
  run(nowMs: number, giveUp: (node: string) => boolean): void {
    for (const node of this.#waiting) {
      if (!this.#take(nowMs)) return
      if (giveUp(node)) this.#waiting.delete(node)
    }
  }

  /** Sets the rate, 0 for none. A bucket that was empty stays so. */
  setRate(perSecond: number, nowMs: number): void {
    if (perSecond === this.#perSecond) return
    const hadToken = this.#take(nowMs)
    this.#perSecond = perSecond
    this.#nextMs = hadToken || perSecond === 0 ? -Infinity : nowMs + 1000 / perSecond
  }

  #take(nowMs: number): boolean {
    if (this.#perSecond === 0 || nowMs < this.#nextMs) return false
    this.#nextMs = nowMs + 1000 / this.#perSecond
    return true
  }
}
