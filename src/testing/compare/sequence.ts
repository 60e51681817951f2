/** A state and the time at which it was reached, in ms since the recording began. */
export interface Step {
  readonly state: string
  readonly t: number
}

/** The states that one object went through. */
export class Sequence {
  readonly startMs: number
  readonly states: readonly string[]
  /** The states as one text: equal for equal sequences. */
  readonly path: string
  /** When each state was reached; a state that came back counts anew (`1 [3]` is the second time of `[3]`). */
  readonly reached: ReadonlyMap<string, number>

  constructor(steps: readonly Step[]) {
    this.startMs = steps[0]?.t ?? 0
    this.states = steps.map((step) => step.state)
    this.path = this.states.join(' > ')
    this.reached = numberStates(steps)
  }

  /** How far the times of the states that both reached lie apart, in ms, each counted as a minute at most. */
  apart(other: Sequence): number {
    let sum = 0
    for (const [state, t] of other.reached) {
      const own = this.reached.get(state)
      if (own !== undefined) sum += Math.min(Math.abs(t - own), 60_000)
    }
    return sum
  }
}

function numberStates(steps: readonly Step[]): Map<string, number> {
  const seen = new Map<string, number>()
  const reached = new Map<string, number>()
  for (const { state, t } of steps) {
    const times = seen.get(state) ?? 0
    reached.set(`${times} ${state}`, t)
    seen.set(state, times + 1)
  }
  return reached
}

/** Whether a sequence of states stays within what two real ones show: all that both have, in order, and nothing that neither has. */
export function staysWithin(states: readonly string[], a: readonly string[], b: readonly string[]): boolean {
  if (states.some((state) => !a.includes(state) && !b.includes(state))) return false
  let at = 0
  for (const state of a) {
    if (!b.includes(state)) continue
    const found = states.indexOf(state, at)
    if (found < 0) return false
    at = found + 1
  }
  return true
}

/** The length of the longest common subsequence. */
export function commonLength(a: readonly string[], b: readonly string[]): number {
  const row = new Uint32Array(b.length + 1)
  for (const state of a) {
    let diagonal = 0
    b.forEach((other, index) => {
      const above = row[index + 1] ?? 0
      row[index + 1] = state === other ? diagonal + 1 : Math.max(above, row[index] ?? 0)
      diagonal = above
    })
  }
  return row[b.length] ?? 0
}
