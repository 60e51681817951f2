import type { Pod } from '../../kinds/resources.ts'

/** Which of an Indexed Job's indexes a pod does: annotation and label of its pods. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index'

interface Interval {
  readonly first: number
  readonly last: number
}

/** A set of indexes as a Job's status prints it: `0,2` or `0,1` or `0-2,5` (`indexed_job_utils.go orderedIntervals`). */
export class IndexSet {
  readonly #intervals: readonly Interval[]

  /** @param intervals in any order, overlapping or not. */
  constructor(intervals: Iterable<Interval> = []) {
    const merged: Interval[] = []
    for (const interval of [...intervals].sort((a, b) => a.first - b.first)) {
      const before = merged.at(-1)
      if (before && interval.first <= before.last + 1) merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, interval.last) }
      else merged.push(interval)
    }
    this.#intervals = merged
  }

  static of(indexes: Iterable<number>): IndexSet {
    return new IndexSet([...indexes].map((index) => ({ first: index, last: index })))
  }

  /** Reads the printed form; what is no number, and what is beyond the completions, is left out. */
  static parse(text: string | undefined, completions: number): IndexSet {
    const intervals: Interval[] = []
    for (const part of (text ?? '').split(',')) {
      const match = /^(\d+)(?:-(\d+))?$/.exec(part)
      if (!match) continue
      const first = Number(match[1])
      if (first >= completions) break
      intervals.push({ first, last: Math.min(Number(match[2] ?? first), completions - 1) })
    }
    return new IndexSet(intervals)
  }

  get size(): number {
    return this.#intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  }

  has(index: number): boolean {
    return this.#intervals.some(({ first, last }) => first <= index && index <= last)
  }

  with(other: IndexSet): IndexSet {
    return new IndexSet([...this.#intervals, ...other.#intervals])
  }

  /** How many indexes both have. */
  overlap(other: IndexSet): number {
    let sum = 0
    for (const a of this.#intervals) for (const b of other.#intervals) sum += Math.max(0, Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1)
    return sum
  }

  /** The lowest indexes below `end` that are not in the set, at most `count`. */
  firstMissing(count: number, end: number): number[] {
    const out: number[] = []
    let candidate = 0
    for (const { first, last } of [...this.#intervals, { first: end, last: end }]) {
      for (; candidate < first && candidate < end && out.length < count; candidate++) out.push(candidate)
      candidate = Math.max(candidate, last + 1)
    }
    return out
  }

  toString(): string {
    return this.#intervals.map(({ first, last }) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`)).join(',')
  }
}

/** The index that a pod does; -1 if it has none that can be read. */
export function completionIndex({ metadata }: Pod): number {
  const text = metadata.annotations?.[COMPLETION_INDEX]
  return text !== undefined && /^\+?\d+$/.test(text) ? Number(text) : -1
}

export function indexesOf(pods: readonly Pod[]): IndexSet {
  return IndexSet.of(pods.map(completionIndex).filter((index) => index >= 0))
}
