/**
 * JSON as Go reads it: the messages of its errors, fields that stand twice, and numbers whose text matters. (`JSON.parse` forgets all three.)
 */
import { DecodeError } from './errors.ts'

/** A number whose text is not the one that JavaScript would write: `1.0`, `1e3`, or more digits than a double holds. */
export class NumberLiteral {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get value(): number {
    return Number(this.text)
  }
}

export interface ParsedJson {
  readonly value: unknown
  /** For each object with fields that stand twice, their names. */
  readonly duplicates: ReadonlyMap<object, readonly string[]>
}

/** Reads one JSON value; an error is a `DecodeError` with Go's message. */
export function parseJson(text: string): ParsedJson {
  return new Reader(text).all()
}

const NESTING_MOST = 10_000
const WHITE = /[ \t\r\n]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
// oxlint-disable-next-line no-control-regex -- JSON forbids control characters in strings
const PLAIN = /[^"\\\u0000-\u001f]*/y
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

class Reader {
  readonly #text: string
  readonly #duplicates = new Map<object, string[]>()
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  all(): ParsedJson {
    this.#skipWhite()
    const value = this.#value()
    this.#skipWhite()
    if (this.#at < this.#text.length) throw this.#unexpected('after top-level value')
    return { value, duplicates: this.#duplicates }
  }

  #value(): unknown {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object()
      case '[':
        return this.#array()
      case '"':
        return this.#string()
      case 't':
        return this.#literal('true', true)
      case 'f':
        return this.#literal('false', false)
      case 'n':
        return this.#literal('null', null)
      default:
        return this.#number()
    }
  }

  #object(): Record<string, unknown> {
    this.#enter()
    const out: Record<string, unknown> = {}
    this.#skipWhite()
    if (this.#take('}')) return this.#leave(out)
    for (;;) {
      if (this.#text[this.#at] !== '"') throw this.#unexpected('looking for beginning of object key string')
      const key = this.#string()
      this.#skipWhite()
      if (!this.#take(':')) throw this.#unexpected('after object key')
      this.#skipWhite()
      if (Object.hasOwn(out, key)) this.#dropEarlier(out, key)
      const value = this.#value()
      if (key === '__proto__') Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true })
      else out[key] = value
      this.#skipWhite()
      if (this.#take('}')) return this.#leave(out)
      if (!this.#take(',')) throw this.#unexpected('after object key:value pair')
      this.#skipWhite()
    }
  }

  #array(): unknown[] {
    this.#enter()
    const out: unknown[] = []
    this.#skipWhite()
    if (this.#take(']')) return this.#leave(out)
    for (;;) {
      out.push(this.#value())
      this.#skipWhite()
      if (this.#take(']')) return this.#leave(out)
      if (!this.#take(',')) throw this.#unexpected('after array element')
      this.#skipWhite()
    }
  }

  #string(): string {
    this.#at++
    let out = ''
    for (;;) {
      PLAIN.lastIndex = this.#at
      out += PLAIN.exec(this.#text)?.[0] ?? ''
      this.#at = PLAIN.lastIndex
      const stop = this.#text[this.#at]
      if (stop === '"') {
        this.#at++
        return out
      }
      if (stop !== '\\') throw this.#unexpected('in string literal')
      this.#at++
      out += this.#escaped()
    }
  }

  #escaped(): string {
    const letter = this.#text[this.#at] ?? ''
    const plain = ESCAPES[letter]
    if (plain === undefined && letter !== 'u') throw this.#unexpected('in string escape code')
    this.#at++
    if (plain !== undefined) return plain
    let code = 0
    for (let i = 0; i < 4; i++) {
      const digit = Number.parseInt(this.#text[this.#at] ?? '', 16)
      if (Number.isNaN(digit)) throw this.#unexpected('in \\u hexadecimal character escape')
      code = code * 16 + digit
      this.#at++
    }
    return String.fromCharCode(code)
  }

  #literal<T>(word: string, value: T): T {
    for (const [index, letter] of [...word].entries()) {
      if (this.#text[this.#at] !== letter) throw this.#unexpected(index === 0 ? 'looking for beginning of value' : `in literal ${word} (expecting '${letter}')`)
      this.#at++
    }
    return value
  }

  #number(): number | NumberLiteral {
    NUMBER.lastIndex = this.#at
    const literal = NUMBER.exec(this.#text)?.[0]
    if (literal === undefined) {
      if (this.#text[this.#at] !== '-') throw this.#unexpected('looking for beginning of value')
      this.#at++
      throw this.#unexpected('in numeric literal')
    }
    this.#at += literal.length
    this.#refuseHalfNumber(literal)
    const value = Number(literal)
    return String(value) === literal ? value : new NumberLiteral(literal)
  }

  /** A number that breaks off behind its point or its exponent. */
  #refuseHalfNumber(literal: string): void {
    const next = this.#text[this.#at]
    if (next === '.' && !/[.eE]/.test(literal)) {
      this.#at++
      throw this.#unexpected('after decimal point in numeric literal')
    }
    if ((next === 'e' || next === 'E') && !/[eE]/.test(literal)) {
      this.#at++
      if (this.#text[this.#at] === '+' || this.#text[this.#at] === '-') this.#at++
      throw this.#unexpected('in exponent of numeric literal')
    }
  }

  /** The last value counts, and is told of where it stands. */
  #dropEarlier(object: Record<string, unknown>, key: string): void {
    delete object[key]
    const known = this.#duplicates.get(object)
    if (!known) this.#duplicates.set(object, [key])
    else if (!known.includes(key)) known.push(key)
  }

  #enter(): void {
    this.#at++
    if (++this.#depth > NESTING_MOST) throw new DecodeError('exceeded max depth')
  }

  #leave<T>(value: T): T {
    this.#depth--
    return value
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #skipWhite(): void {
    // Most of what is sent has no blanks: a quick look before the regular expression.
    if (this.#text.charCodeAt(this.#at) > 32) return
    WHITE.lastIndex = this.#at
    WHITE.exec(this.#text)
    this.#at = WHITE.lastIndex
  }

  #unexpected(where: string): DecodeError {
    const code = this.#text.codePointAt(this.#at)
    return new DecodeError(code === undefined ? 'unexpected end of JSON input' : `invalid character ${quoted(String.fromCodePoint(code))} ${where}`)
  }
}

/** A character as Go's scanner shows it. */
function quoted(character: string): string {
  if (character === "'") return "'\\''"
  if (character === '"') return `'"'`
  return `'${JSON.stringify(character).slice(1, -1)}'`
}

/** A value with plain numbers only, for those to whom the text of a number does not matter. */
export function withPlainNumbers(value: unknown): unknown {
  if (value instanceof NumberLiteral) return value.value
  if (Array.isArray(value)) return value.map(withPlainNumbers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, withPlainNumbers(held)]))
}
