import { DecodeError } from './errors.ts'

const SECONDS = '2006-01-02T15:04:05Z07:00'
const MICROSECONDS = '2006-01-02T15:04:05.000000Z07:00'

/** `metav1.Time`: RFC 3339 in UTC with whole seconds. */
export function canonicalTime(text: string): string {
  return `${inUtc(readTime(text, SECONDS))}Z`
}

/** `metav1.MicroTime`: six digits behind the seconds, which must be there. */
export function canonicalMicroTime(text: string): string {
  const moment = readTime(text, MICROSECONDS)
  return `${inUtc(moment)}.${moment.fraction}Z`
}

interface Moment {
  /** Milliseconds since the Unix epoch, whole seconds. */
  readonly atMs: number
  readonly fraction: string
}

function inUtc({ atMs }: Moment): string {
  return new Date(atMs).toISOString().slice(0, 19)
}

/** The parts of a layout, and how a value's are found. */
const ELEMENTS: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/], ['-', /^-/], ['01', /^\d{2}/], ['-', /^-/], ['02', /^\d{2}/], ['T', /^T/], ['15', /^\d{1,2}/], [':', /^:/], ['04', /^\d{2}/], [':', /^:/], ['05', /^\d{2}/],
]

/** Reads a moment as Go's `time.Parse` does; an error tells what part of the text does not fit which part of the layout. */
function readTime(text: string, layout: string): Moment {
  const failure = (why: string): DecodeError => new DecodeError(`parsing time ${JSON.stringify(text)}${why}`)
  const mismatch = (rest: string, element: string): DecodeError => failure(` as "${layout}": cannot parse ${JSON.stringify(rest)} as "${element}"`)
  const found: string[] = []
  let rest = text
  const next = (element: string, pattern: RegExp): string => {
    const [match] = pattern.exec(rest) ?? []
    if (match === undefined) throw mismatch(rest, element)
    rest = rest.slice(match.length)
    return match
  }
  for (const [element, pattern] of ELEMENTS) found.push(next(element, pattern))
  const fraction = layout === MICROSECONDS ? next('.000000', /^[.,]\d{6}/).slice(1) : (/^[.,]\d+/.exec(rest)?.[0] ?? '')
  if (layout === SECONDS) rest = rest.slice(fraction.length)
  const zone = next('Z07:00', /^(?:Z|[-+]\d{2}:\d{2})/)
  if (rest !== '') throw failure(`: extra text: ${JSON.stringify(rest)}`)
  const [year, month, day, hour, minute, second] = found.filter((part) => /\d/.test(part)).map(Number) as [number, number, number, number, number, number]
  if (month < 1 || month > 12) throw failure(': month out of range')
  if (hour > 23) throw failure(': hour out of range')
  if (minute > 59) throw failure(': minute out of range')
  if (second > 59) throw failure(': second out of range')
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) throw failure(': day out of range')
  const offsetMinutes = zone === 'Z' ? 0 : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)))
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - offsetMinutes, second, 0)
  return { atMs: date.getTime(), fraction }
}
