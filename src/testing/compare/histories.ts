import { assign } from './assignment.ts'
import { commonLength, staysWithin, type Sequence } from './sequence.ts'
import type { Take } from './take.ts'

interface Tally {
  /** Sum over the objects of how alike their sequences are, and the number of objects. */
  alike: number
  objects: number
  /** States that both reached, and those reached in time. */
  states: number
  inTime: number
}

/** The measures `order` and `times`. Objects whose names differ by chance alone are paired so that they differ least. */
export function compareHistories(takes: readonly Take[], mine: Take, notes: string[]): { order: number; times: number } {
  const tally: Tally = { alike: 0, objects: 0, states: 0, inTime: 0 }
  const [first, ...others] = takes
  const keys = [...new Set([...(first?.sequences.keys() ?? []), ...mine.sequences.keys()])].sort()
  for (const key of keys) {
    const real = first?.sequences.get(key) ?? []
    const again = others.map((take) => take.sequences.get(key) ?? [])
    compareGroup(key, real, again, mine.sequences.get(key) ?? [], tally, notes)
  }
  return { order: tally.objects ? tally.alike / tally.objects : 1, times: tally.states ? tally.inTime / tally.states : 1 }
}

function compareGroup(key: string, real: readonly Sequence[], again: readonly (readonly Sequence[])[], own: readonly Sequence[], tally: Tally, notes: string[]): void {
  const name = key.replaceAll(' ', '/')
  const likeness = createLikeness(again.flat())
  const twins = findTwins(real, again)
  const matches = match(real, twins, own, likeness)
  const missing: Sequence[] = []
  const left = new Set(own)
  real.forEach((expected, index) => {
    const found = matches[index]
    if (!found) {
      missing.push(expected)
      return
    }
    left.delete(found)
    const alike = likeness.of(expected, found)
    tally.alike += alike
    tally.objects++
    if (alike < 1) notes.push(`order ~ ${name}: ${expected.path}\n        is ${found.path}`)
    for (const { state, realMs, ownMs, late } of compareTimes(expected, twins[index] ?? [], found)) {
      tally.states++
      if (late) notes.push(`time ${name}: ${realMs} ms, not ${ownMs} ms, for ${state.slice(state.indexOf(' ') + 1)}`)
      else tally.inTime++
    }
  })
  // A further real take may have had more of these objects, or fewer.
  const sizes = [real.length, ...again.map((group) => group.length)]
  const usual = (sequence: Sequence) => likeness.isSeen(sequence) || real.some((expected) => likeness.of(expected, sequence) === 1)
  const spared = new Set([...left].filter(usual).slice(0, Math.max(...sizes) - real.length))
  const unexplained = missing.slice(real.length - Math.min(...sizes))
  const extra = [...left].filter((sequence) => !spared.has(sequence))
  tally.objects += Math.max(unexplained.length, extra.length)
  notes.push(...unexplained.map(({ path }) => `order - ${name}: ${path}`), ...extra.map(({ path }) => `order + ${name}: ${path}`))
}

interface Likeness {
  /** How alike a sequence is to a real one: 1 if a real take shows it or it lies between two that they show. */
  of(real: Sequence, own: Sequence): number
  /** Whether another take shows exactly this sequence. */
  isSeen(own: Sequence): boolean
}

function createLikeness(others: readonly Sequence[]): Likeness {
  const pool = new Map(others.map((sequence) => [sequence.path, sequence]))
  const known = new Map<string, Map<string, number>>()
  const measure = (real: Sequence, own: Sequence): number => {
    if (own.path === real.path || pool.has(own.path)) return 1
    const variants = [...pool.values()]
    if (variants.some((other) => staysWithin(own.states, real.states, other.states))) return 1
    const shares = [real, ...variants].map(({ states }) => (2 * commonLength(states, own.states)) / (states.length + own.states.length))
    return 0.98 * Math.max(...shares)
  }
  return {
    of(real, own) {
      const row = known.get(real.path) ?? new Map<string, number>()
      known.set(real.path, row)
      const value = row.get(own.path) ?? measure(real, own)
      row.set(own.path, value)
      return value
    },
    isSeen: (own) => pool.has(own.path),
  }
}

/** For each object of the first take, the objects that play its part in the other takes. */
function findTwins(real: readonly Sequence[], again: readonly (readonly Sequence[])[]): Sequence[][] {
  const twins: Sequence[][] = real.map(() => [])
  for (const group of again) {
    if (real.length === 0 || group.length === 0) continue
    const cost = real.map((expected) => group.map((other) => (expected.path === other.path ? 0 : 1e6) + expected.apart(other)))
    assign(cost).forEach((column, index) => {
      const twin = column === undefined ? undefined : group[column]
      if (twin) twins[index]?.push(twin)
    })
  }
  return twins
}

/** For each real object its counterpart, such that order differs least, then the number of late states, then the times. */
function match(real: readonly Sequence[], twins: readonly (readonly Sequence[])[], own: readonly Sequence[], likeness: Likeness): (Sequence | undefined)[] {
  if (real.length === 0 || own.length === 0) return real.map(() => undefined)
  const cost = real.map((expected, index) =>
    own.map((candidate) => {
      const late = compareTimes(expected, twins[index] ?? [], candidate).filter((time) => time.late).length
      return 1e7 * (1 - likeness.of(expected, candidate)) + 1e5 * late + expected.apart(candidate) / 1000
    }),
  )
  return assign(cost).map((column) => (column === undefined ? undefined : own[column]))
}

interface StateTime {
  readonly state: string
  readonly realMs: number
  readonly ownMs: number
  /** Further than max(2.5 s, 20 %) from all that the takes show. */
  readonly late: boolean
}

function compareTimes(real: Sequence, twins: readonly Sequence[], own: Sequence): StateTime[] {
  const times: StateTime[] = []
  for (const [state, ownMs] of own.reached) {
    const realMs = real.reached.get(state)
    if (realMs === undefined) continue
    const slackMs = Math.max(2500, 0.2 * (realMs - real.startMs))
    let earliest = realMs
    let latest = realMs
    for (const twin of twins) {
      const twinMs = twin.reached.get(state) ?? realMs
      earliest = Math.min(earliest, twinMs)
      latest = Math.max(latest, twinMs)
    }
    times.push({ state, realMs, ownMs, late: !(earliest - slackMs <= ownMs && ownMs <= latest + slackMs) })
  }
  return times
}
