import { expect, test } from 'vitest'
import { compilePattern } from './regularExpression.ts'
import { PatternError } from './regularExpressionSyntax.ts'

test.each<[pattern: string, text: string, found: (string | undefined)[] | undefined]>([
  ['a|ab|abc', 'xabcd', ['abc']],
  ['(a*)(b+)', 'xaabb', ['aabb', 'aa', 'bb']],
  ['^[[:digit:]]{2,3}$', '123', ['123']],
  ['^[[:digit:]]{2,3}$', '1234', undefined],
  ['x*', 'aaa', ['']],
  ['(a|b)*c', 'ababc', ['ababc', 'b']],
  ['\\bcat\\b', 'concat cat', ['cat']],
  ['\\<b', 'ab b', ['b']],
  ['[]^-]+', 'a]^-b', [']^-']],
  ['[^]a]', 'a]b', ['b']],
  ['(.)(.)\\2\\1', 'xabbay', ['abba', 'a', 'b']],
  ['a{0}b', 'ab', ['b']],
  ['a{,2}$', 'aaa', ['aa']],
  ['(a|())+b', 'aab', ['aab', 'a', undefined]],
  ['a\\.b', 'axb a.b', ['a.b']],
  ['*a', '*a', ['*a']],
  ['{', '{', ['{']],
])('extended %s in %s', (pattern, text, found) => {
  expect(compilePattern(pattern, { extended: true }).exec(text)?.groups).toEqual(found)
})

test.each<[pattern: string, text: string, found: string[] | undefined]>([
  ['a+', 'aa+', ['a+']],
  ['a\\+', 'aa+', ['aa']],
  ['*a', 'b*a', ['*a']],
  ['\\(*a\\)', '*a', ['*a', '*a']],
  ['a^b$c', 'a^b$c', ['a^b$c']],
  ['\\(^a\\|b$\\)', 'cb', ['b', 'b']],
  ['a\\{2\\}', 'aaa', ['aa']],
])('basic %s in %s', (pattern, text, found) => {
  expect(compilePattern(pattern, {}).exec(text)?.groups).toEqual(found)
})

test('case, and texts that stand for themselves', () => {
  expect(compilePattern('[a-c]X', { ignoreCase: true }).test('zBx')).toBe(true)
  expect(compilePattern('a.b*', { fixed: true }).test('aab')).toBe(false)
  expect(compilePattern('a.b*', { fixed: true }).exec('xa.b*')?.index).toBe(1)
})

test('all matches, empty ones where no other ended', () => {
  expect([...compilePattern('b*', {}).matches('abbc')].map(({ index, end }) => [index, end])).toEqual([[0, 0], [1, 3], [4, 4]])
})

test.each(['(', 'a)', '[a', 'a{3,2}', '\\1', 'a\\', '((a{255}){255}){255}', '[[:nosuch:]]'])('%s is no pattern', (pattern) => {
  expect(() => compilePattern(pattern, { extended: true })).toThrow(PatternError)
})

test.each(['(x+x+)+y', '^(a+)+$', '(a|aa)*b', '(a*)*(a*)*c'])('%s takes no exponential time', (pattern) => {
  const text = `${'a'.repeat(2_000)}${'x'.repeat(2_000)}!`
  expect(compilePattern(pattern, { extended: true }).test(text)).toBe(false)
})

test('a back-reference that would take too long is given up', () => {
  expect(() => compilePattern('(a*)*(a*)*\\1b', { extended: true }).test('a'.repeat(500))).toThrow('Regular expression too big')
})
