import { expect, test } from 'vitest'
import { IndexSet } from './indexes.ts'

test.each([
  [[], ''],
  [[3], '3'],
  [[1, 0], '0,1'],
  [[0, 1, 2, 5, 7, 8], '0-2,5,7,8'],
])('%j is printed as %s, and read again', (indexes, text) => {
  expect(IndexSet.of(indexes).toString()).toBe(text)
  expect(IndexSet.parse(text, 100).toString()).toBe(text)
  expect(IndexSet.parse(text, 100).size).toBe(indexes.length)
})

test('what is beyond the completions is not read', () => {
  expect(IndexSet.parse('0-9,12', 5).toString()).toBe('0-4')
})

test('the lowest that are missing', () => {
  expect(IndexSet.of([0, 2, 3]).firstMissing(3, 6)).toEqual([1, 4, 5])
  expect(IndexSet.of([0, 2, 3]).firstMissing(1, 6)).toEqual([1])
  expect(new IndexSet().firstMissing(5, 2)).toEqual([0, 1])
})

test('what two have in common', () => {
  expect(IndexSet.parse('0-5,9', 10).overlap(IndexSet.parse('4-9', 10))).toBe(3)
})
