import { QuantityError, compareQuantities, parseQuantity } from '../../base/quantity.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { parseJsonPath, relaxedJsonPath } from './jsonpath.ts'

/** Orders rows by a field of their objects (`--sort-by`); those without it come first. */
export function sortRows<T extends { readonly object?: JsonObject }>(rows: readonly T[], field: string): T[] {
  const path = parseJsonPath(relaxedJsonPath(field))
  const keyed = rows.map((row) => ({ row, key: path.find(row.object).flat()[0] }))
  if (rows.length > 0 && keyed.every(({ key }) => key === undefined)) throw new KubectlError(`couldn't find any field with path "${relaxedJsonPath(field)}" in the list of objects`)
  return keyed.sort((left, right) => compareValues(left.key, right.key)).map(({ row }) => row)
}

function compareValues(left: unknown, right: unknown): number {
  if (left === undefined || left === null) return right === undefined || right === null ? 0 : -1
  if (right === undefined || right === null) return 1
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right)
  return left < right ? -1 : left > right ? 1 : 0
}

function compareTexts(left: string, right: string): number {
  try {
    return compareQuantities(parseQuantity(left), parseQuantity(right))
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error
    return naturalOrder(left, right)
  }
}

/** Numbers inside of texts by their value, the rest by byte. */
function naturalOrder(left: string, right: string): number {
  const [a, b] = [left.match(/\d+|\D+/g) ?? [], right.match(/\d+|\D+/g) ?? []]
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index] as string, b[index] as string]
    const difference = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : 0
    if (difference !== 0) return difference
    if (x !== y) return x < y ? -1 : 1
  }
  return a.length - b.length
}
