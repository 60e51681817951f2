/** `{a,b}` and `{1..3}`: one word becomes several, before anything else is expanded. Works on the word as it is written. */
import { ShellError } from './control.ts'

/** How many words braces may make. */
const WORDS_MAX = 10_000

export function expandBraces(text: string): string[] {
  for (let at = 0; at < text.length; at = next(text, at)) {
    if (text[at] !== '{') continue
    const { end, commas } = matching(text, at)
    if (end === undefined) continue
    const inner = text.slice(at + 1, end)
    const choices = commas.length > 0 ? parts(text, at, end, commas).flatMap(expandBraces) : sequence(inner)
    if (!choices) continue
    const rests = expandBraces(text.slice(end + 1))
    if (choices.length * rests.length > WORDS_MAX) throw new ShellError('brace expansion: too many words')
    return choices.flatMap((choice) => rests.map((rest) => text.slice(0, at) + choice + rest))
  }
  return [text]
}

/** The place after a character, or after all that is quoted or expanded together with it. */
function next(text: string, at: number): number {
  const together = /\\[^]|'[^']*'|"(?:\\[^]|[^"\\])*"|`[^`]*`|\$\{[^}]*\}/y
  together.lastIndex = at
  if (together.test(text)) return together.lastIndex
  if (!text.startsWith('$(', at)) return at + 1
  let depth = 0
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '(') depth++
    else if (text[end] === ')' && --depth === 0) return end + 1
  }
  return text.length
}

/** Where the brace that opens at a place closes, and the commas that part what is between. */
function matching(text: string, start: number): { end: number | undefined; commas: number[] } {
  const commas: number[] = []
  let depth = 0
  for (let at = start; at < text.length; at = next(text, at)) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return { end: at, commas }
    else if (text[at] === ',' && depth === 1) commas.push(at)
  }
  return { end: undefined, commas }
}

function parts(text: string, start: number, end: number, commas: readonly number[]): string[] {
  const borders = [start, ...commas, end]
  return borders.slice(1).map((border, index) => text.slice((borders[index] as number) + 1, border))
}

/** `1..5`, `1..9..2`, `01..10`, `a..e`. */
function sequence(text: string): string[] | undefined {
  const match = /^(?:(-?\d+)\.\.(-?\d+)|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d+))?$/.exec(text)
  if (!match) return undefined
  const [, low = '', high = '', first, last, given] = match
  const [from, to] = first === undefined ? [Number(low), Number(high)] : [first.charCodeAt(0), (last as string).charCodeAt(0)]
  const step = Math.max(1, Math.abs(Number(given ?? 1)))
  const count = Math.floor(Math.abs(to - from) / step) + 1
  if (count > WORDS_MAX) throw new ShellError('brace expansion: too many words')
  const width = /^-?0\d/.test(low) || /^-?0\d/.test(high) ? Math.max(low.length, high.length) : 0
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to < from ? -1 : 1) * index * step
    if (first !== undefined) return String.fromCharCode(value)
    return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0')
  })
}
