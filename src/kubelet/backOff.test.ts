import { expect, test } from 'vitest'
import { BackOff } from './backOff.ts'

test('doubles up to its limit', () => {
  const backOff = new BackOff(10_000, 300_000)
  const delays: number[] = []
  for (let nowMs = 0, i = 0; i < 7; i++, nowMs += delays[delays.length - 1] as number) {
    backOff.next('app', nowMs, nowMs)
    delays.push(backOff.delayMs('app'))
  }
  expect(delays).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
})

test('holds back from the event on, for the whole delay', () => {
  const backOff = new BackOff(10_000, 300_000)
  expect(backOff.holds('app', 0, 0)).toBe(false)
  backOff.next('app', 0, 500)
  expect(backOff.holds('app', 1000, 10_999)).toBe(true)
  expect(backOff.holds('app', 1000, 11_000)).toBe(false)
  expect(backOff.holdsSinceUpdate('app', 10_499)).toBe(true)
  expect(backOff.holdsSinceUpdate('app', 10_500)).toBe(false)
})

test('is forgiven after twice the longest delay', () => {
  const backOff = new BackOff(10_000, 300_000)
  for (const nowMs of [0, 10_000, 30_000]) backOff.next('app', nowMs, nowMs)
  expect(backOff.holds('app', 630_001, 630_001)).toBe(false)
  backOff.next('app', 630_001, 630_001)
  expect(backOff.delayMs('app')).toBe(10_000)
})
