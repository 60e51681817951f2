import { describe, expect, it } from 'vitest'
import type { PlacedPod } from '../../../scene/layout/model.ts'
import { Glide } from './glide.ts'

function place(key: string, x: number, y = 0): PlacedPod {
  return { key, x, y, size: 12, ink: 1, label: 'none' }
}

function placesOf(...pods: PlacedPod[]): Map<string, PlacedPod> {
  return new Map(pods.map((pod) => [pod.key, pod]))
}

describe('Glide', () => {
  it('is where it was told to be when there is no time for a way', () => {
    const places = placesOf(place('a', 10), place('b', 20))
    const glide = Glide.at(placesOf(place('a', 0))).towards(places, 0, 0)
    expect([...glide.seenAt(0)]).toEqual([...places.values()])
    expect(glide.isMoving(0)).toBe(false)
  })

  it('moves what stays, grows what comes, shrinks what goes', () => {
    const glide = Glide.at(placesOf(place('stays', 0), place('goes', 50))).towards(placesOf(place('stays', 100), place('comes', 70)), 1000, 320)
    const halfway = new Map([...glide.seenAt(1160)].map((each) => [each.key, each]))
    expect(halfway.get('stays')).toMatchObject({ x: 50, size: 12 })
    expect(halfway.get('comes')).toMatchObject({ x: 70, size: 6 })
    expect(halfway.get('goes')).toMatchObject({ x: 50, size: 6 })
    expect([...glide.seenAt(1320)].map(({ key }) => key)).toEqual(['stays', 'comes'])
  })

  it('goes on from where it is when it is told another place on its way', () => {
    const there = Glide.at(placesOf(place('a', 0))).towards(placesOf(place('a', 100)), 0, 320)
    const back = there.towards(placesOf(place('a', 0)), 160, 320)
    expect([...back.seenAt(160)][0]?.x).toBe(50)
    expect([...back.seenAt(480)][0]?.x).toBe(0)
  })
})
