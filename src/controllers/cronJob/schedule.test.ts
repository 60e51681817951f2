import { expect, test } from 'vitest'
import { parseCron } from '../../base/cron.ts'
import { nextAfter, ScheduleError, standingOf } from './schedule.ts'
import { timeZone } from './timeZone.ts'

const utc = timeZone('')
const at = (text: string): number => Date.parse(text)
const next = (schedule: string, after: string, zone = ''): string | undefined => {
  const nextMs = nextAfter(parseCron(schedule), at(after), timeZone(zone))
  return nextMs === undefined ? undefined : new Date(nextMs).toISOString().replace('.000Z', 'Z')
}

test.each([
  ['* * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'],
  ['* * * * *', '2026-01-01T00:00:59.900Z', '2026-01-01T00:01:00Z'],
  ['*/15 9-10 * * *', '2026-01-01T10:50:00Z', '2026-01-02T09:00:00Z'],
  ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['30 6 * * mon', '2026-01-01T00:00:00Z', '2026-01-05T06:30:00Z'],
  ['0 12 13 * fri', '2026-01-01T00:00:00Z', '2026-01-02T12:00:00Z'],
  ['@every 90s', '2026-01-01T00:00:30.500Z', '2026-01-01T00:02:00Z'],
  ['59 23 31 2 *', '2026-01-01T00:00:00Z', undefined],
])('%s after %s is due at %s', (schedule, after, expected) => {
  expect(next(schedule, after)).toBe(expected)
})

test('the clock of a time zone is followed through the change to summer time and back', () => {
  expect(next('0 8 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T06:00:00Z')
  // Half past two is left out on the day of the change, and comes twice on the way back.
  expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30:00Z')
  expect(next('30 2 * * *', '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z')
  expect(next('30 2 * * *', '2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('2026-10-25T01:30:00Z')
  expect(timeZone('Asia/Kolkata').format(at('2026-01-01T00:00:00Z'))).toBe('2026-01-01T05:30:00+05:30')
  expect(() => timeZone('Nowhere/Else')).toThrow(RangeError)
})

test('of several starts that were missed the latest is due', () => {
  const hourly = parseCron('0 * * * *')
  const standing = (now: string): unknown => standingOf(hourly, at('2026-01-01T00:30:00Z'), at(now), utc)
  expect(standing('2026-01-01T00:59:59Z')).toEqual({ dueMs: undefined, missed: 'none' })
  expect(standing('2026-01-01T01:30:00Z')).toEqual({ dueMs: at('2026-01-01T01:00:00Z'), missed: 'none' })
  expect(standing('2026-01-01T05:30:00Z')).toEqual({ dueMs: at('2026-01-01T05:00:00Z'), missed: 'few' })
  expect(standing('2026-01-10T05:30:00Z')).toEqual({ dueMs: at('2026-01-10T05:00:00Z'), missed: 'many' })
})

test('a schedule of days that do not exist is refused', () => {
  expect(() => standingOf(parseCron('59 23 31 2 *'), 0, 1, utc)).toThrow(ScheduleError)
})
