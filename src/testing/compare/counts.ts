import { count, difference, elements, intersection, total, union, type Counter } from './counter.ts'
import type { Take } from './take.ts'
import type { Command } from './transcript.ts'

/** The share of lines of output that are as in the takes; differences are added to `notes`. */
export function compareCommands(takes: readonly Take[], mine: Take, notes: string[]): number {
  let good = 0
  let all = 0
  takes[0]?.commands.forEach((command, index) => {
    const seen = takes.flatMap((take) => countLines(take.commands[index]))
    const own = countLines(mine.commands[index])[0] ?? count(['(missing)'])
    const missing = difference(seen.reduce(intersection), own)
    const extra = difference(own, seen.reduce(union))
    const differs = missing.size > 0 || extra.size > 0
    // The command itself counts as a line, so that one without output weighs something.
    const weight = 1 + Math.max(command.lines.length, total(own))
    all += weight
    good += weight - Math.min(weight, Math.max(total(missing), total(extra)) + Number(differs))
    if (differs) notes.push(`command ${index + 1}: ${command.head.slice(0, 100)}`)
    notes.push(...elements(missing, 8).map((line) => `    - ${line}`), ...elements(extra, 8).map((line) => `    + ${line}`))
  })
  return all ? good / all : 1
}

function countLines(command: Command | undefined): Counter[] {
  return command ? [count(command.lines)] : []
}

/** The share of Events that are in both and in about the same number. */
export function compareEvents(takes: readonly Take[], mine: Take, notes: string[]): number {
  const known = [...new Set([...(takes[0]?.events.keys() ?? []), ...mine.events.keys()])].sort()
  const wrong = known.filter((key) => {
    const seen = takes.map((take) => take.events.get(key) ?? 0)
    const own = mine.events.get(key) ?? 0
    const always = seen.every((n) => n > 0)
    if (own === 0) return always
    if (always) return own < (Math.min(...seen) - 1) / 1.5 || own > 1.5 * Math.max(...seen) + 1
    return seen.every((n) => n === 0)
  })
  for (const key of wrong) {
    const seen = takes.map((take) => take.events.get(key) ?? 0)
    const own = mine.events.get(key) ?? 0
    const sign = own === 0 ? '-' : seen.some((n) => n > 0) ? '~' : '+'
    notes.push(`event ${sign} ${seen.join(',')}/${own} ${key}`)
  }
  return known.length ? 1 - wrong.length / known.length : 1
}

/** The share of fields of the objects at the end that are as in the takes. */
export function compareFinal(takes: readonly Take[], mine: Take, notes: string[]): number {
  const seen = takes.map((take) => take.final)
  const missing = difference(seen.reduce(intersection), mine.final)
  const extra = difference(mine.final, seen.reduce(union))
  notes.push(...elements(missing, 40).map((field) => `final - ${field}`), ...elements(extra, 40).map((field) => `final + ${field}`))
  const all = total(union(seen[0] ?? new Map<string, number>(), mine.final))
  return all ? Math.max(0, 1 - (total(missing) + total(extra)) / all) : 1
}
