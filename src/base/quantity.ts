/**
 * Resource quantities (`k8s.io/apimachinery/pkg/api/resource`): `200m`, `1.5Gi`, `2e3`. Exact: kept as whole billionths. What is read is remembered, since a cluster
 * uses few different ones.
 */

type Form = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

export interface Quantity {
  /** Billionths of the unit. */
  readonly nano: bigint
  readonly form: Form
}

/** A text is no quantity; the message is Go's. */
export class QuantityError extends Error {
  override name = 'QuantityError'
}

const NANO = 1_000_000_000n
const MICRO = 1_000_000n
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
/** Decimal suffixes by power of ten. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
const DECIMAL_SUFFIXES: ReadonlyMap<number, string> = new Map(Object.entries(DECIMAL).map(([suffix, power]) => [power, suffix]))
const INT64_MAX = (1n << 63n) - 1n
/** Decimal digits that surely fit into an int64. */
const INT64_DIGITS = 18
const SMALLEST_POWER = -9

const FORMAT_ERROR = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const NUMBER_ERROR = 'unable to parse numeric part of quantity'
const SUFFIX_ERROR = "unable to parse quantity's suffix"
const REMEMBERED_MOST = 10_000

/** A quantity as it was read, with the answers that are asked for most. */
interface Known extends Quantity {
  readonly canonical: string
  readonly whole: number
  readonly milli: number
}

const remembered = new Map<string, Known>()

function known(text: string): Known {
  let quantity = remembered.get(text)
  if (!quantity) {
    quantity = read(text)
    if (remembered.size >= REMEMBERED_MOST) remembered.clear()
    remembered.set(text, quantity)
  }
  return quantity
}

/** Reads a quantity; a text that is none throws a `QuantityError`. */
export function parseQuantity(text: string): Quantity {
  return known(text)
}

interface Parts {
  readonly negative: boolean
  /** Digits before the point, without leading zeros. */
  readonly whole: string
  /** Digits after the point. */
  readonly fraction: string
  readonly power: number
  readonly form: Form
}

function read(text: string): Known {
  if (text === '') throw new QuantityError(FORMAT_ERROR)
  const parts = readParts(text)
  const exact = exactly(parts)
  const { form } = parts
  const quantity: Quantity = { nano: parts.negative ? -exact : exact, form: form === 'BinarySI' && exact > 0n && exact < NANO ? 'DecimalSI' : form }
  return { ...quantity, canonical: isKeptAsWritten(parts) ? text : formatQuantity(quantity), whole: scaled(quantity.nano, NANO), milli: scaled(quantity.nano, MICRO) }
}

function readParts(text: string): Parts {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text)
  if (!match) throw new QuantityError(FORMAT_ERROR)
  const [, sign, whole = '', fraction = '', suffix = ''] = match
  const parts = { negative: sign === '-', whole, fraction }
  const parsed = withSuffix(parts, suffix)
  if (!/\d|\./.test(text.slice(0, text.length - suffix.length)) && !isParsedFast(parsed)) throw new QuantityError(NUMBER_ERROR)
  return parsed
}

function withSuffix(parts: Pick<Parts, 'negative' | 'whole' | 'fraction'>, suffix: string): Parts {
  const binary = BINARY.indexOf(suffix)
  if (binary > 0) return { ...parts, power: binary * 10, form: 'BinarySI' }
  const decimal = DECIMAL[suffix]
  if (decimal !== undefined) return { ...parts, power: decimal, form: 'DecimalSI' }
  if (!/^[eE][-+]?\d+$/.test(suffix)) throw new QuantityError(SUFFIX_ERROR)
  return { ...parts, power: Number(suffix.slice(1)), form: 'DecimalExponent' }
}

/** The size in billionths; what is finer is rounded away from zero, and a binary quantity beyond an int64 is cut. */
function exactly({ whole, fraction, power, form }: Parts): bigint {
  const digits = BigInt(`0${whole}${fraction}`)
  const decimalPower = (form === 'BinarySI' ? 0 : power) + 9 - fraction.length
  const amount = form === 'BinarySI' ? digits << BigInt(power) : digits
  const nano = decimalPower >= 0 ? amount * 10n ** BigInt(decimalPower) : roundUp(amount, 10n ** BigInt(-decimalPower))
  return form === 'BinarySI' && nano > INT64_MAX * NANO ? INT64_MAX * NANO : nano
}

/** The digits that Go reads as one number. */
function digitsOf({ whole, fraction }: Parts): string {
  return (whole || '0') + fraction
}

/** Whether Go reads the text with its fast parser, into an int64. */
function isParsedFast(parts: Parts): boolean {
  const { fraction, power, form } = parts
  const { length } = digitsOf(parts)
  if (form === 'BinarySI') return fraction === '' && 15 - length - Math.trunc((power * 3) / 10) - 1 >= 0
  return length <= INT64_DIGITS && power - fraction.length >= SMALLEST_POWER
}

/** Go's fast parser takes some texts for canonical that are not quite, and keeps them: `1.500`, `+5`, `1500m`. */
function isKeptAsWritten(parts: Parts): boolean {
  if (!isParsedFast(parts)) return false
  const digits = digitsOf(parts)
  if (parts.form === 'BinarySI') return Number(digits) % 8 !== 0
  return (parts.power - parts.fraction.length) % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')
}

function roundUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by
}

/** Whole multiples, rounded away from zero. */
function scaled(nano: bigint, by: bigint): number {
  return Number(nano >= 0n ? roundUp(nano, by) : -roundUp(-nano, by))
}

/** The canonical text: the largest suffix that leaves a whole number. */
export function formatQuantity({ nano, form }: Quantity): string {
  if (nano === 0n) return '0'
  const sign = nano < 0n ? '-' : ''
  const size = nano < 0n ? -nano : nano
  if (form === 'BinarySI' && size >= 1024n * NANO) {
    return sign + (size % NANO === 0n ? factored(size / NANO, 1024n, 0, (power) => BINARY[power]) : decimalText(size, 'DecimalSI'))
  }
  return sign + decimalText(size, form)
}

function decimalText(nano: bigint, form: Form): string {
  return factored(nano, 1000n, SMALLEST_POWER / 3, (thousands) => (form === 'DecimalExponent' ? (thousands === 0 ? '' : `e${thousands * 3}`) : DECIMAL_SUFFIXES.get(thousands * 3)))
}

/** Divides by the base as long as nothing is lost and there is a suffix for it. */
function factored(amount: bigint, base: bigint, power: number, suffix: (power: number) => string | undefined): string {
  while (amount % base === 0n && suffix(power + 1) !== undefined) {
    amount /= base
    power++
  }
  return `${amount}${suffix(power)}`
}

/** The text in which the API shows a quantity that was written so. */
export function canonicalQuantity(text: string): string {
  return known(text).canonical
}

/** Less than, equal to or greater than 0, as `a` is to `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0
}

export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano + b.nano, form: a.nano === 0n ? b.form : a.form }
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano - b.nano, form: a.nano === 0n ? b.form : a.form }
}

/** In whole units, rounded away from zero (`Quantity.Value`). */
export function quantityToNumber(text: string): number {
  return known(text).whole
}

/** In thousandths, rounded away from zero (`Quantity.MilliValue`): millicores of cpu. */
export function quantityToMilli(text: string): number {
  return known(text).milli
}
