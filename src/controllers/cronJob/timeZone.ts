/** A moment as a wall clock shows it. */
export interface LocalTime {
  readonly year: number
  /** 1 is January. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  /** 0 is Sunday. */
  readonly weekday: number
}

/** A place's wall clock. Moments are milliseconds since the Unix epoch. */
export interface TimeZone {
  at(atMs: number): LocalTime
  /** The moment at which the clock shows this; in an hour that is left out, one next to it. */
  momentOf(year: number, month: number, day: number, hour: number): number
  /** RFC 3339 with the zone's offset: `2026-03-01T08:00:00+01:00`. */
  format(atMs: number): string
}

/** The zone with a name of the IANA database, `UTC` if it is empty. Throws a RangeError if there is none of that name. */
export function timeZone(name: string): TimeZone {
  const offsetAt = name === '' || name === 'UTC' ? (): number => 0 : offsetsOf(name)
  const shown = (atMs: number): Date => new Date(atMs + offsetAt(atMs))
  return {
    at(atMs) {
      const date = shown(atMs)
      return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes(), weekday: date.getUTCDay() }
    },
    momentOf(year, month, day, hour) {
      const asUtc = Date.UTC(year, month - 1, day, hour)
      // The offset that holds then is found by that which holds at about the time.
      return asUtc - offsetAt(asUtc - offsetAt(asUtc))
    },
    format(atMs) {
      const minutes = offsetAt(atMs) / 60_000
      const two = (number: number): string => String(number).padStart(2, '0')
      const suffix = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
      return `${shown(atMs).toISOString().slice(0, 19)}${suffix}`
    },
  }
}

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
function offsetsOf(name: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
  return (atMs) => {
    const shown: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(atMs)) shown[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
  }
}
