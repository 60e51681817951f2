import { directive, DIRECTIVE } from './printf.ts'
import { compilePattern } from './regularExpression.ts'

/** Input (`{ text }`) counts as a number if it looks like one; undefined is both '' and 0. */
export type Value = number | string | { readonly text: string } | undefined

export function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  return Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(typeof value === 'string' ? value : value.text)?.[0] ?? 0)
}

export function textOf(value: Value): string {
  if (typeof value !== 'number') return value === undefined ? '' : typeof value === 'string' ? value : value.text
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value)
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  return short(value)
}

/** As `%.6g`. */
function short(value: number): string {
  const exponent = Math.floor(Math.log10(Math.abs(value)))
  if (exponent >= -5 && exponent < 6) return String(Number(value.toPrecision(6)))
  const [digits = '', power = ''] = value.toExponential(5).split('e')
  return `${Number(digits)}e${power.replace(/^([-+])(\d)$/, '$10$2')}`
}

function looksNumeric(value: Value): boolean {
  return value === undefined || typeof value === 'number' || (typeof value !== 'string' && /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(value.text))
}

export function truth(value: Value): boolean {
  return looksNumeric(value) ? numberOf(value) !== 0 : textOf(value) !== ''
}

export function compared(operator: string, left: Value, right: Value): boolean {
  const numeric = looksNumeric(left) && looksNumeric(right)
  const [a, b] = numeric ? [numberOf(left), numberOf(right)] : [textOf(left), textOf(right)]
  switch (operator) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      return (a === b) === (operator === '==')
  }
}

/** What `printf` and `sprintf` make of a format. */
export function formatted(format: string, values: readonly Value[]): string {
  const left = [...values]
  return format.replace(DIRECTIVE, (...match) => {
    const found = match.slice(0, 5) as unknown as RegExpMatchArray
    const letter = found[4] ?? ''
    const stars = [found[2], found[3]].filter((part) => part === '*').length
    const args = left.splice(0, stars).map((value) => String(Math.trunc(numberOf(value))))
    if (letter !== '') {
      const value = left.shift()
      if (letter === 'c') args.push(typeof value === 'number' ? String.fromCharCode(value) : textOf(value))
      else args.push(letter === 's' ? textOf(value) : String(numberOf(value)))
    }
    return directive(found, args, []).text
  })
}

/** A text in the fields that a separator makes of it. */
export function fieldsOf(text: string, separator: string): string[] {
  if (text === '') return []
  if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/\s+/)
  if (separator === '') return [...text]
  if (separator.length === 1 && separator !== '\\') return text.split(separator)
  const fields: string[] = []
  let end = 0
  for (const match of compilePattern(separator, { extended: true }).matches(text)) {
    if (match.end === match.index) continue
    fields.push(text.slice(end, match.index))
    end = match.end
  }
  return [...fields, text.slice(end)]
}

/** As many fields as a record may have. */
const FIELDS_MAX = 100_000

/** `$0` and its fields: each is made from the other when it is asked for. */
export class AwkRecord {
  readonly #separator: () => string
  readonly #joiner: () => string
  #text: string | undefined = ''
  #fields: string[] | undefined = []

  constructor(separator: () => string, joiner: () => string) {
    this.#separator = separator
    this.#joiner = joiner
  }

  get text(): string {
    return (this.#text ??= (this.#fields ?? []).join(this.#joiner()))
  }

  setText(text: string): void {
    this.#text = text
    this.#fields = undefined
  }

  get #parts(): string[] {
    return (this.#fields ??= fieldsOf(this.#text ?? '', this.#separator()))
  }

  get count(): number {
    return this.#parts.length
  }

  set count(count: number) {
    const fields = this.#parts
    const wanted = Math.max(0, Math.min(FIELDS_MAX, Math.trunc(count)))
    while (fields.length < wanted) fields.push('')
    fields.length = wanted
    this.#text = undefined
  }

  field(index: number): Value {
    if (index === 0) return { text: this.text }
    const text = this.#parts[Math.trunc(index) - 1]
    return text === undefined ? undefined : { text }
  }

  setField(index: number, text: string): void {
    if (index === 0) return this.setText(text)
    const at = Math.trunc(index) - 1
    if (at < 0 || at >= FIELDS_MAX) return
    const fields = this.#parts
    while (fields.length < at) fields.push('')
    fields[at] = text
    this.#text = undefined
  }
}
