import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addQuantities, canonicalQuantity, compareQuantities, formatQuantity, parseQuantity, quantityToMilli, quantityToNumber } from './quantity.ts'

test.each([
  // As written, shown by the API, in whole units, in thousandths: what Go's resource.Quantity says.
  ['0', '0', 0, 0],
  ['000', '0', 0, 0],
  ['-', '0', 0, 0],
  ['.5', '500m', 1, 500],
  ['0.1', '100m', 1, 100],
  ['1.5', '1500m', 2, 1500],
  ['1.500', '1.500', 2, 1500],
  ['+5', '+5', 5, 5000],
  ['-1.5', '-1500m', -2, -1500],
  ['1500m', '1500m', 2, 1500],
  ['1000m', '1', 1, 1000],
  ['1000', '1k', 1000, 1_000_000],
  ['1e3', '1e3', 1000, 1_000_000],
  ['1E5', '100e3', 100_000, 100_000_000],
  ['1024Ki', '1Mi', 1_048_576, 1_048_576_000],
  ['1025Ki', '1025Ki', 1_049_600, 1_049_600_000],
  ['1.5Gi', '1536Mi', 1_610_612_736, 1_610_612_736_000],
  ['0.5Ki', '512', 512, 512_000],
  ['1.0005Ki', '1024512m', 1025, 1_024_512],
  ['128Mi', '128Mi', 134_217_728, 134_217_728_000],
  ['0.0000000001', '1n', 1, 1],
] as const)('%s', (text, shown, whole, milli) => {
  expect([canonicalQuantity(text), quantityToNumber(text), quantityToMilli(text)]).toEqual([shown, whole, milli])
})

test.each(['', 'abc', '1 Gi', '1GB', '1.2.3'])('%j is no quantity', (text) => {
  expect(() => parseQuantity(text)).toThrow("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
})

test('a suffix that is none, and a suffix without a number', () => {
  expect(() => parseQuantity('1ii')).toThrow("unable to parse quantity's suffix")
  expect(() => parseQuantity('--1')).toThrow("unable to parse quantity's suffix")
  expect(() => parseQuantity('1K')).toThrow("unable to parse quantity's suffix")
  expect(() => parseQuantity('Pi')).toThrow('unable to parse numeric part of quantity')
})

test('the canonical text is read as the same quantity', () => {
  const suffixes = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E6')
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), suffixes, (number, suffix) => {
      const quantity = parseQuantity(`${number}${suffix}`)
      expect(compareQuantities(parseQuantity(formatQuantity(quantity)), quantity)).toBe(0)
      expect(compareQuantities(parseQuantity(canonicalQuantity(`${number}${suffix}`)), quantity)).toBe(0)
    }),
  )
})

test('a sum keeps the form of its first part, unless that is zero', () => {
  const sum = (a: string, b: string): string => formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)))
  expect([sum('1Gi', '512Mi'), sum('0', '1Gi'), sum('900m', '100m'), sum('1Gi', '1G')]).toEqual(['1536Mi', '1Gi', '1', '2073741824'])
})
