import type { Program } from '../process.ts'
import { unescapeText } from './escapes.ts'
import { write } from './input.ts'

/** Wider output than this is a mistake. */
const WIDTH_MAX = 100_000
/** As many digits as numbers can be written with. */
const PRECISION_MAX = 100

/** One conversion of a format: flags, width, precision, letter. */
export const DIRECTIVE = /%(?:%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([diouxXcsbeEfgG]))/g

export const printf: Program = function* (process) {
  const [format, ...rest] = process.arguments.slice(1)
  if (format === undefined) {
    yield* write('usage: printf FORMAT [ARG]...\n', 2)
    return 1
  }
  const args = [...rest]
  let status = 0
  // The format is used again as long as there are arguments.
  do {
    const before = args.length
    const problems: string[] = []
    const { text, end } = once(format, args, problems)
    yield* write(text)
    for (const problem of problems) yield* write(`printf: ${problem}\n`, 2)
    if (problems.length > 0) status = 1
    if (end || args.length === before) break
  } while (args.length > 0)
  return status
}

function once(format: string, args: string[], problems: string[]): { text: string; end: boolean } {
  let out = ''
  let at = 0
  for (const match of format.matchAll(DIRECTIVE)) {
    const before = unescapeText(format.slice(at, match.index))
    out += before.text
    if (before.end) return { text: out, end: true }
    at = match.index + match[0].length
    const piece = directive(match, args, problems)
    out += piece.text
    if (piece.end) return { text: out, end: true }
  }
  const last = unescapeText(format.slice(at))
  return { text: out + last.text, end: last.end }
}

/** What a conversion makes of the next arguments, which it takes away. `end`: `\\c` was met. */
export function directive([whole, flags = '', width, precision, letter = '']: RegExpMatchArray, args: string[], problems: string[]): { text: string; end: boolean } {
  if (whole === '%%') return { text: '%', end: false }
  const wide = width === '*' ? Number(args.shift() ?? 0) : Number(width ?? 0)
  const exact = precision === '*' ? Number(args.shift() ?? 0) : precision === undefined ? undefined : Number(precision)
  if (Math.abs(wide) > WIDTH_MAX || (exact ?? 0) > PRECISION_MAX) {
    problems.push(`${whole}: invalid format`)
    return { text: '', end: false }
  }
  const argument = args.shift()
  if (letter === 's') return { text: padded((argument ?? '').slice(0, exact), wide, flags), end: false }
  if (letter === 'b') {
    const { text, end } = unescapeText(argument ?? '')
    return { text: padded(text.slice(0, exact), wide, flags), end }
  }
  if (letter === 'c') return { text: padded((argument ?? '').slice(0, 1), wide, flags), end: false }
  return { text: padded(numeral(numberOf(argument, problems), letter, exact, flags), wide, flags), end: false }
}

function numberOf(text: string | undefined, problems: string[]): number {
  if (text === undefined || text === '') return 0
  if (/^['"]/.test(text)) return text.charCodeAt(1) || 0
  const value = /^[-+]?0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)
  if (Number.isNaN(value)) problems.push(`invalid number '${text}'`)
  return Number.isNaN(value) ? 0 : value
}

function numeral(value: number, letter: string, precision: number | undefined, flags: string): string {
  const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const size = Math.abs(value)
  const whole = Math.trunc(size)
  const digits = (text: string): string => sign + text.padStart(precision ?? 0, '0')
  switch (letter) {
    case 'd':
    case 'i':
    case 'u':
      return digits(String(whole))
    case 'o':
      return digits(whole.toString(8))
    case 'x':
      return digits((flags.includes('#') ? '0x' : '') + whole.toString(16))
    case 'X':
      return digits(whole.toString(16).toUpperCase())
    case 'f':
      return sign + size.toFixed(precision ?? 6)
    case 'e':
    case 'E': {
      const text = size.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
      return sign + (letter === 'E' ? text.toUpperCase() : text)
    }
    default:
      return sign + String(Number(size.toPrecision(precision ?? 6)))
  }
}

function padded(text: string, width: number, flags: string): string {
  if (flags.includes('-') || width < 0) return text.padEnd(Math.abs(width))
  if (flags.includes('0') && /^[-+ ]?[\d.]/.test(text)) return /^[-+ ]/.test(text) ? text[0] + text.slice(1).padStart(width - 1, '0') : text.padStart(width, '0')
  return text.padStart(width)
}
