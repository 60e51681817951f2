import { describe, expect, it } from 'vitest'
import { Rate } from './rate.ts'

describe('Rate', () => {
  it('counts what happened during the last second', () => {
    const clock = { nowMs: 1_000_000 }
    const rate = new Rate(clock)
    expect(rate.perSecond).toBe(0)
    rate.count()
    rate.count()
    clock.nowMs += 600
    rate.count()
    expect(rate.perSecond).toBe(3)
    clock.nowMs += 500
    expect(rate.perSecond).toBe(1)
    clock.nowMs += 500
    expect(rate.perSecond).toBe(0)
  })

  it('forgets all after a long pause, wherever the pause ends', () => {
    const clock = { nowMs: 0 }
    const rate = new Rate(clock)
    for (const pauseMs of [1_000, 12_345, 3_600_000]) {
      rate.count()
      clock.nowMs += pauseMs
      expect(rate.perSecond).toBe(0)
    }
  })
})
