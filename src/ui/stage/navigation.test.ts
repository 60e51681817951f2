import { describe, expect, it } from 'vitest'
import type { PlacedPod } from '../../scene/layout/model.ts'
import { isDirection, neighbour, podAt } from './navigation.ts'

function place(key: string, x: number, y: number): PlacedPod {
  return { key, x, y, size: 20, ink: 1, label: 'none' }
}

/** a b c over d e. */
const pods = new Map([place('a', 0, 0), place('b', 40, 0), place('c', 80, 0), place('d', 0, 40), place('e', 40, 40)].map((pod) => [pod.key, pod]))

describe('arrow keys', () => {
  it.each([
    ['a', 'ArrowRight', 'b'], ['c', 'ArrowLeft', 'b'], ['b', 'ArrowDown', 'e'], ['e', 'ArrowUp', 'b'], ['c', 'ArrowDown', 'e'],
  ] as const)('lead from %s by %s to %s', (from, direction, to) => expect(neighbour(pods, from, direction)).toBe(to))

  it('lead nowhere where there is nothing', () => expect(neighbour(pods, 'c', 'ArrowRight')).toBeUndefined())

  it('begin with the first pod when they come from something else', () => expect(neighbour(pods, 'nodes/node-1', 'ArrowDown')).toBe('a'))

  it('are told from other keys', () => {
    expect(isDirection('ArrowUp')).toBe(true)
    expect(isDirection('Enter')).toBe(false)
  })
})

describe('the pod at a point', () => {
  it('is the one there, or the nearest within reach', () => {
    expect(podAt(pods, 5, 5, 0)).toBe('a')
    expect(podAt(pods, 54, 0, 6)).toBe('b')
    expect(podAt(pods, 60, 0, 6)).toBeUndefined()
  })
})
