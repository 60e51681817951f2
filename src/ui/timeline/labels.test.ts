import { describe, expect, test } from 'vitest'
import { placeLabels } from './labels.ts'

const range = { from: 0, to: 400 }
const sides = (...marks: [x: number, width: number][]) => placeLabels(marks.map(([x, width]) => ({ x, width })), range).map((label) => label?.side)

describe('the place of labels', () => {
  test('right of the mark where there is room', () => expect(sides([20, 80], [150, 100])).toEqual(['right', 'right']))
  test('left of the mark where the next one is too near', () => expect(sides([150, 100], [170, 100])).toEqual(['left', 'right']))
  test('left of the mark at the end of the range', () => expect(sides([350, 100])).toEqual(['left']))
  test('nowhere where there is no room, and never over another', () => {
    expect(sides([10, 80], [30, 80], [50, 80])).toEqual([undefined, undefined, 'right'])
    expect(sides([20, 100], [200, 90], [215, 90])).toEqual(['right', undefined, 'right'])
  })
})
