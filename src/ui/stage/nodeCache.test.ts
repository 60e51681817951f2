import { describe, expect, it } from 'vitest'
import { frameNode } from './frames/frameNode.ts'
import { Arrivals, NodeCache } from './nodeCache.ts'

function at(id: string, x: number, ink = 1) {
  return { id, position: { x, y: 0 }, width: 20, height: 20, data: { ink } }
}

describe('NodeCache', () => {
  it('gives back what was given before, unless it has moved or looks otherwise', () => {
    const cache = new NodeCache<{ ink: number }>()
    const [a, b, c] = cache.reuse([at('a', 0), at('b', 20), at('c', 40)])
    const again = cache.reuse([at('a', 0), at('b', 25), at('c', 40, 2)])
    expect(again[0]).toBe(a)
    expect(again[1]).not.toBe(b)
    expect(again[2]).not.toBe(c)
  })
})

describe('Arrivals', () => {
  it('marks frames that have come before the reader’s eyes, as long as they stay', () => {
    const arrivals = new Arrivals()
    const [first, second] = ['first', 'second'].map((id) => frameNode('tray', id, { x: 0, y: 0, width: 1, height: 1 }, {}))
    const classes = (...nodes: (typeof first)[]) => nodes.map((node) => node?.className)
    expect(classes(...arrivals.marked([first!], false))).toEqual([undefined])
    expect(classes(...arrivals.marked([first!, second!], true))).toEqual([undefined, 'comes'])
    expect(classes(...arrivals.marked([first!, second!], false))).toEqual([undefined, 'comes'])
  })
})
