/** `expr`: integers, comparisons, `:` and the logic of `|` and `&`, with precedence and parentheses. */
import type { Program } from '../process.ts'
import { write } from './input.ts'
import { compilePattern } from './regularExpression.ts'
import { PatternError } from './regularExpressionSyntax.ts'

class ExprError extends Error {}

const LEVELS: readonly (readonly string[])[] = [['|'], ['&'], ['=', '==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%'], [':']]

export const expr: Program = function* (process) {
  try {
    const value = new Evaluation(process.arguments.slice(1)).run()
    yield* write(`${value}\n`)
    return isNull(value) ? 1 : 0
  } catch (error) {
    if (!(error instanceof ExprError || error instanceof PatternError)) throw error
    yield* write(`expr: ${error.message}\n`, 2)
    return 2
  }
}

function isNull(value: string): boolean {
  return value === '' || /^-?0+$/.test(value)
}

function integer(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new ExprError('non-numeric argument')
  return BigInt(text)
}

class Evaluation {
  readonly #words: readonly string[]
  #at = 0
  #depth = 0

  constructor(words: readonly string[]) {
    this.#words = words
  }

  run(): string {
    if (this.#words.length === 0) throw new ExprError('too few arguments')
    const value = this.#level(0)
    if (this.#at < this.#words.length) throw new ExprError('syntax error')
    return value
  }

  #level(level: number): string {
    const operators = LEVELS[level]
    if (!operators) return this.#primary()
    let value = this.#level(level + 1)
    while (operators.includes(this.#words[this.#at] ?? '')) {
      const operator = this.#words[this.#at++] as string
      value = applied(operator, value, this.#level(level + 1))
    }
    return value
  }

  #next(): string {
    const word = this.#words[this.#at++]
    if (word === undefined) throw new ExprError('syntax error')
    return word
  }

  #primary(): string {
    const word = this.#next()
    if (word === '(') {
      if (++this.#depth > 200) throw new ExprError('syntax error')
      const value = this.#level(0)
      if (this.#next() !== ')') throw new ExprError('syntax error')
      this.#depth--
      return value
    }
    if (word === ')') throw new ExprError('syntax error')
    if (this.#at >= this.#words.length) return word
    switch (word) {
      case 'length':
        return String(this.#primary().length)
      case 'match':
        return matched(this.#primary(), this.#primary())
      case 'index': {
        const [text, characters] = [this.#primary(), this.#primary()]
        return String([...text].findIndex((character) => characters.includes(character)) + 1)
      }
      case 'substr': {
        const [text, from, length] = [this.#primary(), this.#primary(), this.#primary()]
        const start = Number(integer(from))
        return start < 1 ? '' : text.slice(start - 1, start - 1 + Math.max(0, Number(integer(length))))
      }
      case 'quote':
        return this.#next()
    }
    return word
  }
}

/** `TEXT : PATTERN` is tied to the beginning: the first group, or how many characters match. */
function matched(text: string, pattern: string): string {
  const expression = compilePattern(`^${pattern.replace(/^\^/, '')}`, {})
  const match = expression.exec(text)
  if (expression.groupCount > 0) return match?.groups[1] ?? ''
  return String(match ? match.end : 0)
}

function applied(operator: string, left: string, right: string): string {
  switch (operator) {
    case '|':
      return isNull(left) ? right : left
    case '&':
      return isNull(left) || isNull(right) ? '0' : left
    case ':':
      return matched(left, right)
    case '+':
      return String(integer(left) + integer(right))
    case '-':
      return String(integer(left) - integer(right))
    case '*':
      return String(integer(left) * integer(right))
    case '/':
    case '%': {
      const [a, b] = [integer(left), integer(right)]
      if (b === 0n) throw new ExprError('division by zero')
      return String(operator === '/' ? a / b : a % b)
    }
  }
  return compared(operator, left, right) ? '1' : '0'
}

function compared(operator: string, left: string, right: string): boolean {
  const numeric = [left, right].every((text) => /^-?\d+$/.test(text))
  const [a, b] = numeric ? [BigInt(left), BigInt(right)] : [left, right]
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
      return (a === b) === (operator !== '!=')
  }
}
