/** Schedules of crontab, as `github.com/robfig/cron/v3` reads them (`ParseStandard`): five fields, or a word such as `@daily`. */
import { parseDuration } from './duration.ts'

export class CronError extends Error {
  override name = 'CronError'
}

/** When something is due: the values that each field of a local time may have, or every so often. */
export type CronSchedule =
  | {
      readonly minutes: ReadonlySet<number>
      readonly hours: ReadonlySet<number>
      readonly daysOfMonth: ReadonlySet<number>
      readonly months: ReadonlySet<number>
      readonly daysOfWeek: ReadonlySet<number>
      /** Whether a day must fit both the month's and the week's days; otherwise one of them is enough. */
      readonly bothDays: boolean
    }
  | { readonly everyMs: number }

interface Bounds {
  readonly least: number
  readonly most: number
  readonly names: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const BOUNDS = {
  minutes: { least: 0, most: 59, names: [] },
  hours: { least: 0, most: 23, names: [] },
  daysOfMonth: { least: 1, most: 31, names: [] },
  months: { least: 1, most: 12, names: MONTHS },
  daysOfWeek: { least: 0, most: 6, names: WEEKDAYS },
} as const satisfies Record<string, Bounds>

const WORDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
}

/** Reads a schedule; a `TZ=` in front is left out. Throws a `CronError` with the library's message. */
export function parseCron(text: string): CronSchedule {
  if (text === '') throw new CronError('empty spec string')
  const spec = text.replace(/^(?:CRON_)?TZ=\S*\s*/, '').trim()
  if (spec.startsWith('@')) return parseWord(spec)
  const fields = spec.split(/\s+/).filter((field) => field !== '')
  if (fields.length !== 5) throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields as [string, string, string, string, string]
  const everyDay = (field: string): boolean => field.split(',').some((range) => /^[*?](?:\/1)?$/.test(range))
  return {
    minutes: parseField(minutes, BOUNDS.minutes),
    hours: parseField(hours, BOUNDS.hours),
    daysOfMonth: parseField(daysOfMonth, BOUNDS.daysOfMonth),
    months: parseField(months, BOUNDS.months),
    daysOfWeek: parseField(daysOfWeek, BOUNDS.daysOfWeek),
    bothDays: everyDay(daysOfMonth) || everyDay(daysOfWeek),
  }
}

function parseWord(word: string): CronSchedule {
  const spec = WORDS[word]
  if (spec) return parseCron(spec)
  if (!word.startsWith('@every ')) throw new CronError(`unrecognized descriptor: ${word}`)
  const text = word.slice('@every '.length)
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined) throw new CronError(`failed to parse duration ${word}: time: invalid duration ${JSON.stringify(text)}`)
  // Less than a second counts as one, and parts of a second do not count.
  return { everyMs: Math.max(1000, Math.floor(milliseconds / 1000) * 1000) }
}

function parseField(field: string, bounds: Bounds): ReadonlySet<number> {
  const values = new Set<number>()
  for (const range of field.split(',').filter((part) => part !== '')) for (const value of parseRange(range, bounds)) values.add(value)
  return values
}

function parseRange(range: string, bounds: Bounds): number[] {
  const [span = '', stepText, ...tooMany] = range.split('/')
  const [low = '', high, ...more] = span.split('-')
  const every = low === '*' || low === '?'
  const start = every ? bounds.least : parseValue(low, bounds)
  if (!every && more.length > 0) throw new CronError(`too many hyphens: ${range}`)
  let end = every ? bounds.most : high === undefined ? start : parseValue(high, bounds)
  let step = 1
  if (tooMany.length > 0) throw new CronError(`too many slashes: ${range}`)
  if (stepText !== undefined) {
    step = parseNumber(stepText)
    // `N/step` means from N on.
    if (high === undefined) end = bounds.most
  }
  if (start < bounds.least) throw new CronError(`beginning of range (${start}) below minimum (${bounds.least}): ${range}`)
  if (end > bounds.most) throw new CronError(`end of range (${end}) above maximum (${bounds.most}): ${range}`)
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${range}`)
  if (step === 0) throw new CronError(`step of range should be a positive number: ${range}`)
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step)
}

function parseValue(text: string, { least, names }: Bounds): number {
  const index = names.indexOf(text.toLowerCase())
  return index >= 0 ? index + least : parseNumber(text)
}

function parseNumber(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  const number = Number(text)
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`)
  return number
}
