import type { CronSchedule } from '../../base/cron.ts'
import type { LocalTime, TimeZone } from './timeZone.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** Who is due less often than this is never due. */
const YEARS_MOST = 5
/** More missed starts than this are a reason to warn. */
const MISSED_MOST = 100

/** A schedule that can be read but names days that do not exist. The message is the controller's. */
export class ScheduleError extends Error {
  override name = 'ScheduleError'
}

/** The first moment after this one at which a schedule is due; undefined if there is none for years (`robfig/cron SpecSchedule.Next`). */
export function nextAfter(schedule: CronSchedule, afterMs: number, zone: TimeZone): number | undefined {
  if ('everyMs' in schedule) return Math.floor(afterMs / SECOND_MS) * SECOND_MS + schedule.everyMs
  let atMs = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS
  const lastYear = zone.at(atMs).year + YEARS_MOST
  for (;;) {
    const local = zone.at(atMs)
    if (local.year > lastYear) return undefined
    if (!schedule.months.has(local.month)) atMs = zone.momentOf(local.year, local.month + 1, 1, 0)
    else if (!fitsDay(schedule, local)) atMs = zone.momentOf(local.year, local.month, local.day + 1, 0)
    // Hours are counted as they pass, not as the clock shows them: one that is shown twice comes twice, one that is left out does not come.
    else if (!schedule.hours.has(local.hour)) atMs += HOUR_MS - local.minute * MINUTE_MS
    else if (!schedule.minutes.has(local.minute)) atMs += MINUTE_MS
    else return atMs
  }
}

function fitsDay({ daysOfMonth, daysOfWeek, bothDays }: Exclude<CronSchedule, { everyMs: number }>, { day, weekday }: LocalTime): boolean {
  return bothDays ? daysOfMonth.has(day) && daysOfWeek.has(weekday) : daysOfMonth.has(day) || daysOfWeek.has(weekday)
}

/** How a schedule stands at a moment. */
export interface Standing {
  /** The latest start that is due and not yet made. */
  readonly dueMs: number | undefined
  readonly missed: 'none' | 'few' | 'many'
}

/**
 * The latest of the starts since a moment that are due by now (`mostRecentScheduleTime`). How many there were is estimated from the pause between the first two. Throws a
 * ScheduleError if there are no two starts, or they fall together.
 */
export function standingOf(schedule: CronSchedule, sinceMs: number, nowMs: number, zone: TimeZone): Standing {
  const first = nextAfter(schedule, sinceMs, zone)
  if (first !== undefined && nowMs < first) return { dueMs: undefined, missed: 'none' }
  const second = first === undefined ? undefined : nextAfter(schedule, first, zone)
  if (first === undefined || second === undefined) throw new ScheduleError('time difference between two schedules is less than 1 second')
  if (nowMs < second) return { dueMs: first, missed: 'none' }
  const pauseMs = Math.round((second - first) / SECOND_MS) * SECOND_MS
  const count = Math.floor((nowMs - first) / pauseMs) + 1
  let dueMs: number | undefined
  for (let at = nextAfter(schedule, first + (count - 2) * pauseMs, zone); at !== undefined && at <= nowMs; at = nextAfter(schedule, at, zone)) dueMs = at
  return { dueMs, missed: count > MISSED_MOST ? 'many' : 'few' }
}
