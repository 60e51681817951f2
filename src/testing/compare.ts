import { compareCommands, compareEvents, compareFinal } from './compare/counts.ts'
import { compareHistories } from './compare/histories.ts'
import { readTake, type RecordedTake } from './compare/take.ts'

export type { RecordedTake } from './compare/take.ts'
export { beganAt } from './compare/watchLog.ts'

/**
 * The five measures of how alike two recordings of one script are, each a share of what the real one shows, from 0 to 1:
 * - `commands`: lines of output and exit codes;
 * - `events`: Kubernetes Events (object, type, reason, source, message) in both, and none besides; counts within a factor of 1.5 (+ 1);
 * - `final`: the objects that exist at the end, field by field;
 * - `order`: for each object the sequence of its states;
 * - `times`: when each of these states was reached, counted from the step of the script, within max(2.5 s, 20 %).
 *
 * What is free to differ (random suffixes, addresses, ages, nodes chosen by chance) is evened out first.
 */
export const measures = ['commands', 'events', 'final', 'order', 'times'] as const
export type Measure = (typeof measures)[number]
export type Scores = Readonly<Record<Measure, number>>

/** The lowest that one real take scores against the others; a measure that is absent has 1. */
export type Floor = Readonly<Partial<Scores>>

export interface Comparison {
  readonly scores: Scores
  /** Every difference in words, with `-` for what is missing, `+` for what should not be there and `~` for what is otherwise. */
  readonly notes: readonly string[]
}

/**
 * Compares a recording with several takes of the same script on a real cluster. The real thing differs from itself from run to run, so: what all takes
 * show must be shown, what any of them shows may be shown, and nothing else. The question answered is whether `mine` could be one more take.
 */
export function compareTakes(takes: readonly [RecordedTake, ...RecordedTake[]], mine: RecordedTake): Comparison {
  const first = readTake(takes[0])
  const real = [first, ...takes.slice(1).map((take) => readTake(take, first.began))]
  const own = readTake(mine, first.began)
  const notes: string[] = []
  const commands = compareCommands(real, own, notes)
  const events = compareEvents(real, own, notes)
  const final = compareFinal(real, own, notes)
  return { scores: { commands, events, final, ...compareHistories(real, own, notes) }, notes }
}

/** Whether every measure reaches its floor (of the times, 0.95 is enough): the recording could be one more take. */
export function passes(scores: Scores, floor: Floor): boolean {
  return measures.every((measure) => scores[measure] >= Math.min(floor[measure] ?? 1, measure === 'times' ? 0.95 : 1))
}
