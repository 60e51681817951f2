/** Applets about time: sleep, date, timeout. */
import type { Program, Signal } from '../process.ts'
import { SIGNAL_NUMBERS } from '../process.ts'
import { write } from './input.ts'
import { parseOptions } from './options.ts'

const UNIT_MS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `5`, `0.5`, `2m`; undefined for what is no duration. */
export function durationMs(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return Number.POSITIVE_INFINITY
  const match = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(text)
  return match ? Number(match[1]) * (UNIT_MS[match[2] ?? ''] as number) : undefined
}

export const sleep: Program = function* (process) {
  const words = process.arguments.slice(1)
  if (words.length === 0) {
    yield* write('BusyBox v1.36.1 () multi-call binary.\n\nUsage: sleep [N]...\n', 2)
    return 1
  }
  let sum = 0
  for (const word of words) {
    const length = durationMs(word)
    if (length === undefined) {
      yield* write(`sleep: invalid number '${word}'\n`, 2)
      return 1
    }
    sum += length
  }
  yield { kind: 'sleep', milliseconds: sum }
  return 0
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** The C library's strftime, in UTC. */
export function strftime(format: string, milliseconds: number): string {
  const at = new Date(milliseconds)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = DAYS[at.getUTCDay()] as string
  const month = MONTHS[at.getUTCMonth()] as string
  const dayOfYear = Math.floor((Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) - Date.UTC(at.getUTCFullYear(), 0, 0)) / 86_400_000)
  const values: Readonly<Record<string, () => string>> = {
    '%': () => '%',
    n: () => '\n',
    t: () => '\t',
    Y: () => String(at.getUTCFullYear()),
    y: () => two(at.getUTCFullYear() % 100),
    m: () => two(at.getUTCMonth() + 1),
    d: () => two(at.getUTCDate()),
    e: () => String(at.getUTCDate()).padStart(2),
    H: () => two(at.getUTCHours()),
    I: () => two(at.getUTCHours() % 12 || 12),
    M: () => two(at.getUTCMinutes()),
    S: () => two(at.getUTCSeconds()),
    N: () => String((milliseconds % 1000) * 1_000_000).padStart(9, '0'),
    p: () => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    h: () => month.slice(0, 3),
    B: () => month,
    j: () => String(dayOfYear).padStart(3, '0'),
    u: () => String(at.getUTCDay() || 7),
    w: () => String(at.getUTCDay()),
    s: () => String(Math.floor(milliseconds / 1000)),
    Z: () => 'UTC',
    z: () => '+0000',
    F: () => strftime('%Y-%m-%d', milliseconds),
    T: () => strftime('%H:%M:%S', milliseconds),
    R: () => strftime('%H:%M', milliseconds),
    D: () => strftime('%m/%d/%y', milliseconds),
    c: () => strftime('%a %b %e %H:%M:%S %Y', milliseconds),
  }
  return format.replace(/%[-_0]?([a-zA-Z%])/g, (whole, letter: string) => {
    const text = values[letter]?.() ?? whole
    return whole[1] === '-' ? text.replace(/^[0 ](?=.)/, '') : text
  })
}

export const date: Program = function* (process) {
  const { values, flags, operands } = parseOptions(process.arguments.slice(1), 'ud:D:r:RI', { utc: 'u', date: 'd', 'iso-8601': 'I' })
  const given = values.get('d')
  const milliseconds = given === undefined ? process.now() : given.startsWith('@') ? Number(given.slice(1)) * 1000 : Date.parse(/[zZ+]/.test(given) ? given : `${given.replace(' ', 'T')}Z`)
  if (Number.isNaN(milliseconds)) {
    yield* write(`date: invalid date '${given}'\n`, 2)
    return 1
  }
  const format = operands.find((word) => word.startsWith('+'))?.slice(1) ?? (flags.has('I') ? '%F' : flags.has('R') ? '%a, %d %b %Y %T %z' : '%a %b %e %H:%M:%S %Z %Y')
  yield* write(`${strftime(format, milliseconds)}\n`)
  return 0
}

export const timeout: Program = function* (process) {
  const words = process.arguments.slice(1)
  let signal: Signal = 'TERM'
  while (/^-./.test(words[0] ?? '')) {
    const option = words.shift() as string
    const value = option === '-s' || option === '-k' ? words.shift() : option.slice(2)
    if (option.startsWith('-s') && value && value.toUpperCase().replace(/^SIG/, '') in SIGNAL_NUMBERS) signal = value.toUpperCase().replace(/^SIG/, '') as Signal
  }
  const limitMs = durationMs(words.shift() ?? '')
  const [name] = words
  if (limitMs === undefined || name === undefined) {
    yield* write('Usage: timeout [-s SIG] SECS PROG ARGS\n', 2)
    return 1
  }
  const program = process.find(name)
  if (typeof program === 'string') {
    yield* write(`timeout: can't execute '${name}': No such file or directory\n`, 2)
    return 127
  }
  const child = process.spawn(program, { arguments: words })
  const watch = process.spawn(function* () {
    yield { kind: 'sleep', milliseconds: limitMs }
    if (child?.exitCode === undefined) {
      child?.signal(signal)
      return 143
    }
    return 0
  })
  if (!child || !watch) return 1
  const status: number = yield { kind: 'child', process: child }
  const ranOut = watch.exitCode === 143
  watch.signal('KILL')
  return ranOut ? 124 : status
}
