import { expect, it } from 'vitest'
import { formatSelector, selectorText } from './selectorText.ts'

it('writes requirements by key, sets with one value as sets', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['b', 'a'] },
      { key: 'stage', operator: 'In', values: ['one'] },
      { key: 'name', operator: 'NotIn', values: ['q'] },
      { key: 'env', operator: 'Exists' },
      { key: 'debug', operator: 'DoesNotExist' },
    ],
  }
  expect(selectorText(selector)).toBe('app=web,!debug,env,name notin (q),stage in (one),tier in (a,b)')
})

it('has words for the selector of nothing', () => {
  expect(selectorText(undefined)).toBe('')
  expect(formatSelector({})).toBe('<none>')
})
