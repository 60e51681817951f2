import { beganAt, compareTakes, measures, passes } from '../compare.ts'
import { names, recording, type Area } from '../recordings.ts'
import { recordOn } from '../recordOn.ts'
import type { Failure, Row } from './row.ts'

/** Where chance decides in reality, a seed decides here: a recording passes if it could be one more take with one of these. */
const SEEDS = [1, 2, 3] as const

/** Runs every script of an area on a cluster in virtual time, and holds what happened against three takes of the real one. */
export async function recordingsRow(area: Area, wanted: (name: string) => boolean = () => true): Promise<Row> {
  const chosen = names(area).filter(wanted)
  const failures: Failure[] = []
  for (const name of chosen) {
    const reason = await recordingFailure(area, name)
    if (reason !== undefined) failures.push({ name, reason })
  }
  return { title: `Recordings: ${area}`, passed: chosen.length - failures.length, total: chosen.length, failures }
}

/** Why a recording differs, with the best of some seeds; undefined if it could be one more take. */
export async function recordingFailure(area: Area, name: string): Promise<string | undefined> {
  const { takes, script, floor } = recording(area, name)
  let best: { readonly sum: number; readonly words: string } = { sum: -1, words: '' }
  for (const seed of SEEDS) {
    try {
      const { scores, notes } = compareTakes(takes, await recordOn(script, { seed, startMs: beganAt(takes[0].watch) }))
      if (passes(scores, floor)) return undefined
      const sum = measures.reduce((total, measure) => total + scores[measure], 0)
      const low = measures.filter((measure) => scores[measure] < Math.min(floor[measure] ?? 1, measure === 'times' ? 0.95 : 1))
      if (sum > best.sum) best = { sum, words: `${low.map((measure) => `${measure} ${scores[measure].toFixed(3)} of ${(floor[measure] ?? 1).toFixed(3)}`).join(', ')}: ${notes[0] ?? ''}` }
    } catch (error) {
      return String(error)
    }
  }
  return best.words.replace(/\s+/g, ' ').slice(0, 200)
}
