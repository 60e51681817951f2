import type { TapeEntry } from '../connect.ts'

export type InputMark = Extract<TapeEntry, { kind: 'input' }>
export type WarningMark = Extract<TapeEntry, { kind: 'warning' }>

/** Available pods of one revision, as steps: from each moment on, so many. */
export interface AvailableSteps {
  readonly revision: number
  readonly steps: readonly { readonly atMs: number; readonly count: number }[]
}

/** What the time line knows of the session. A new one comes of each change, so that components see that it changed. */
export interface TapeRecord {
  readonly inputs: readonly InputMark[]
  readonly warnings: readonly WarningMark[]
  /** By workload, then by revision. */
  readonly available: ReadonlyMap<string, ReadonlyMap<number, AvailableSteps>>
}

export const emptyTape: TapeRecord = { inputs: [], warnings: [], available: new Map() }

/** A long session keeps its newest warnings. */
const WARNINGS_MOST = 2_000

export function withEntries(tape: TapeRecord, entries: readonly TapeEntry[]): TapeRecord {
  if (entries.length === 0) return tape
  const inputs = entries.filter((entry) => entry.kind === 'input')
  const warnings = entries.filter((entry) => entry.kind === 'warning')
  const available = new Map(tape.available)
  for (const entry of entries) {
    if (entry.kind !== 'available') continue
    const revisions = new Map(available.get(entry.workload))
    const known = revisions.get(entry.revision)
    revisions.set(entry.revision, { revision: entry.revision, steps: [...(known?.steps ?? []), { atMs: entry.atMs, count: entry.count }] })
    available.set(entry.workload, revisions)
  }
  return {
    inputs: inputs.length === 0 ? tape.inputs : [...tape.inputs, ...inputs],
    warnings: warnings.length === 0 ? tape.warnings : [...tape.warnings, ...warnings].slice(-WARNINGS_MOST),
    available,
  }
}
