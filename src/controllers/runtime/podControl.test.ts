import { expect, test } from 'vitest'
import { inBatches } from './podControl.ts'
import { atOnce } from './workQueue.ts'

test('batches double, and the first with a failure is the last', () => {
  const tried: number[] = []
  const result = atOnce(
    inBatches(10, (index) => {
      tried.push(index)
      if (index === 2) throw new Error('no')
    }),
  )
  expect(tried).toEqual([0, 1, 2])
  expect(result).toEqual({ done: 2, skipped: 7, failures: [new Error('no')] })
  expect(atOnce(inBatches(5, () => undefined))).toEqual({ done: 5, skipped: 0, failures: [] })
  expect(atOnce(inBatches(0, () => undefined))).toEqual({ done: 0, skipped: 0, failures: [] })
})

test('between batches others may act', () => {
  const tried: number[] = []
  const seen = new Set<number>()
  const steps = inBatches(4, (index) => void tried.push(index))
  while (!steps.next().done) seen.add(tried.length)
  expect([...seen]).toEqual(expect.arrayContaining([1, 3]))
  expect(tried).toEqual([0, 1, 2, 3])
})
