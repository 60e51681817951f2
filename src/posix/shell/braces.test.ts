import { expect, test } from 'vitest'
import { expandBraces } from './braces.ts'

test.each([
  ['a{b,c}d', ['abd', 'acd']],
  ['{a,b}{1..2}', ['a1', 'a2', 'b1', 'b2']],
  ['x{a,{b,c}}', ['xa', 'xb', 'xc']],
  ['{1..9..4} ', ['1 ', '5 ', '9 ']],
  ['{01..3}', ['01', '02', '03']],
  ['{c..a}', ['c', 'b', 'a']],
  ['{a} {} ${x} "{a,b}" \\{a,b}', ['{a} {} ${x} "{a,b}" \\{a,b}']],
  ['$(echo {a,b})', ['$(echo {a,b})']],
  ['{a,b', ['{a,b']],
])('%s', (text, words) => {
  expect(expandBraces(text)).toEqual(words)
})

test('too many words are refused', () => {
  expect(() => expandBraces('{1..9999}{1..9999}')).toThrow('too many words')
})
