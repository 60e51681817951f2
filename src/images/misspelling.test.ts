import { expect, test } from 'vitest'
import { misspellingOf } from './misspelling.ts'

const known = ['nginx', 'gcr.io/kuar-demo/kuard-amd64', 'node', 'nginxx/other']

test.each([
  ['ngnix', 'nginx'],
  ['nginxx', 'nginx'],
  ['ngix!', undefined],
  ['nginy', 'nginx'],
  ['nginx', undefined],
  ['gcr.io/kuard-demo/kuard-amd64', 'gcr.io/kuar-demo/kuard-amd64'],
  ['nodes', undefined],
  ['mode', undefined],
  ['example/shop', undefined],
])('%s is taken for %s', (name, expected) => {
  expect(misspellingOf(name, known)).toBe(expected)
})
