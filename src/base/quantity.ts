/**
 * Resource quantities (`k8s.io/apimachinery/pkg/api/resource`): `200m`, `1.5Gi`, `2e3`. Exact: kept as whole billionths. Parsing is remembered, since a cluster
 * uses few different ones.
 */

type Form = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

export interface Quantity {
  /** Billionths of the unit. */
  readonly nano: bigint
  readonly form: Form
}

export class QuantityError extends Error {
  override name = 'QuantityError'
}

const NANO = 1_000_000_000n
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
/** Decimal suffixes by power of ten. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
const LIMIT = (1n << 63n) - 1n

const FORMAT_ERROR = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const remembered = new Map<string, Quantity>()
const REMEMBERED_MOST = 10_000

/** Reads a quantity; a text that is none throws a `QuantityError` with Go's message. */
export function parseQuantity(text: string): Quantity {
  const known = remembered.get(text)
  if (known) return known
  const quantity = read(text)
  if (remembered.size >= REMEMBERED_MOST) remembered.clear()
  remembered.set(text, quantity)
  return quantity
}

function read(text: string): Quantity {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eE][-+]?\d+|[numkMGTPE]|[KMGTPE]i)?$/.exec(text)
  if (!match || (match[2] === '' && (match[3] ?? '') === '')) throw new QuantityError(text === '' || !/^[+-]?[0-9.]+/.test(text) ? FORMAT_ERROR : /^[+-]?\d*\.?\d*[eEinumkKMGTP]*[-+]?\d*$/.test(text) ? 'unable to parse quantity\'s suffix' : FORMAT_ERROR)
  const [, sign, whole = '', fraction = '', suffix = ''] = match
  const binary = BINARY.indexOf(suffix)
  const exponent = /^[eE]/.test(suffix) && suffix.length > 1 ? Number(suffix.slice(1)) : undefined
  const form: Form = binary > 0 ? 'BinarySI' : exponent === undefined ? 'DecimalSI' : 'DecimalExponent'
  const digits = BigInt(`${whole}${fraction}` || '0')
  const power = (exponent ?? (binary > 0 ? 0 : (DECIMAL[suffix] ?? 0))) + 9 - fraction.length
  const scaled = digits * (binary > 0 ? 1024n ** BigInt(binary) : 1n)
  let nano = power >= 0 ? scaled * 10n ** BigInt(power) : roundUp(scaled, 10n ** BigInt(-power))
  if (nano > LIMIT * NANO) nano = LIMIT * NANO
  return { nano: sign === '-' ? -nano : nano, form }
}

function roundUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by
}

/** The canonical text: the largest suffix that leaves a whole number. */
export function formatQuantity({ nano, form }: Quantity): string {
  if (nano === 0n) return '0'
  const sign = nano < 0n ? '-' : ''
  const size = nano < 0n ? -nano : nano
  if (form === 'BinarySI' && size >= 1024n * NANO && size % NANO === 0n) {
    let value = size / NANO
    let power = 0
    while (value % 1024n === 0n && power < BINARY.length - 1) {
      value /= 1024n
      power++
    }
    return `${sign}${value}${BINARY[power]}`
  }
  let value = size
  let power = -9
  while (value % 1000n === 0n && power < 18) {
    value /= 1000n
    power += 3
  }
  if (form === 'DecimalExponent') return `${sign}${value}${power === 0 ? '' : `e${power}`}`
  const suffix = Object.keys(DECIMAL).find((name) => DECIMAL[name] === power) ?? ''
  return `${sign}${value}${suffix}`
}

/** The canonical text of a quantity's text. */
export function canonicalQuantity(text: string): string {
  return formatQuantity(parseQuantity(text))
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

/** In whole units, rounded up (`Quantity.Value`). */
export function quantityToNumber(text: string): number {
  const { nano } = parseQuantity(text)
  return Number(nano >= 0n ? roundUp(nano, NANO) : nano / NANO)
}

/** In thousandths, rounded up (`Quantity.MilliValue`): millicores of cpu. */
export function quantityToMilli(text: string): number {
  const { nano } = parseQuantity(text)
  return Number(nano >= 0n ? roundUp(nano, 1_000_000n) : nano / 1_000_000n)
}
