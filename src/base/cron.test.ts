import { describe, expect, it } from 'vitest'
import { CronError, parseCron } from './cron.ts'

const fault = (text: string): string => {
  try {
    parseCron(text)
  } catch (error) {
    if (error instanceof CronError) return error.message
  }
  return ''
}

describe('schedules', () => {
  it('reads fields, ranges, steps and names', () => {
    const schedule = parseCron('*/20 9-11 1,15 jan-mar/2 MON')
    if ('everyMs' in schedule) throw new Error('not an interval')
    expect([...schedule.minutes]).toEqual([0, 20, 40])
    expect([...schedule.hours]).toEqual([9, 10, 11])
    expect([...schedule.daysOfMonth]).toEqual([1, 15])
    expect([...schedule.months]).toEqual([1, 3])
    expect([...schedule.daysOfWeek]).toEqual([1])
    expect(schedule.bothDays).toBe(false)
  })

  it('reads words', () => {
    expect(parseCron('@hourly')).toEqual(parseCron('0 * * * *'))
    expect(parseCron('@every 90s')).toEqual({ everyMs: 90_000 })
  })

  it('tells what is wrong in the words of the library', () => {
    expect(fault('* * * *')).toBe('expected exactly 5 fields, found 4: [* * * *]')
    expect(fault('61 * * * *')).toBe('end of range (61) above maximum (59): 61')
    expect(fault('* * 0 * *')).toBe('beginning of range (0) below minimum (1): 0')
    expect(fault('5-1 * * * *')).toBe('beginning of range (5) beyond end of range (1): 5-1')
    expect(fault('*/0 * * * *')).toBe('step of range should be a positive number: */0')
    expect(fault('x * * * *')).toBe('failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax')
    expect(fault('@fortnightly')).toBe('unrecognized descriptor: @fortnightly')
    expect(fault('@every x')).toBe('failed to parse duration @every x: time: invalid duration "x"')
  })
})
