import { expect, test } from 'vitest'
import { expand } from './expansion.ts'

const values: Readonly<Record<string, string>> = { A: 'a', EMPTY: '' }

test.each([
  ['$(A)b', 'ab'],
  ['$(EMPTY)', ''],
  ['$(UNKNOWN)', '$(UNKNOWN)'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$a'],
  ['$A $( $', '$A $( $'],
])('%s', (text, expanded) => {
  expect(expand(text, (name) => values[name])).toBe(expanded)
})
