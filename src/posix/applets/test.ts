import { absolutePath } from '../paths.ts'
import type { Process, Program } from '../process.ts'
import { write } from './input.ts'
import { compilePattern } from './regularExpression.ts'
import { PatternError } from './regularExpressionSyntax.ts'

/** `test`: 0 if the expression holds, 1 if not, 2 if it is none. */
export const test: Program = (process) => decide(process, process.arguments.slice(1))

/** `[`: the same, closed by `]`. */
export const bracket: Program = function* (process) {
  const words = process.arguments.slice(1)
  if (words.pop() === ']') return yield* decide(process, words)
  yield* write('[: missing ]\n', 2)
  return 2
}

function* decide(process: Process, words: readonly string[]) {
  const name = process.arguments[0] ?? 'test'
  try {
    return new Expression(process, words).holds() ? 0 : 1
  } catch (error) {
    if (!(error instanceof ExpressionError || error instanceof PatternError)) throw error
    yield* write(`sh: ${error.message.replace('%', name)}\n`, 2)
    return 2
  }
}

export class ExpressionError extends Error {}

const BINARY = ['=', '==', '!=', '<', '>', '=~', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']

class Expression {
  readonly #process: Process
  readonly #words: readonly string[]
  #at = 0

  constructor(process: Process, words: readonly string[]) {
    this.#process = process
    this.#words = words
  }

  holds(): boolean {
    const { length } = this.#words
    if (length === 0) return false
    if (length === 1) return this.#words[0] !== ''
    const value = this.#or()
    if (this.#at < length) throw new ExpressionError(`${this.#words[this.#at]}: unknown operand`)
    return value
  }

  #or(): boolean {
    let value = this.#and()
    while (this.#word === '-o' || this.#word === '||') {
      this.#at++
      const right = this.#and()
      value = value || right
    }
    return value
  }

  #and(): boolean {
    let value = this.#not()
    while (this.#word === '-a' || this.#word === '&&') {
      this.#at++
      const right = this.#not()
      value = value && right
    }
    return value
  }

  #not(): boolean {
    if (this.#word !== '!' || this.#at + 1 >= this.#words.length) return this.#primary()
    this.#at++
    return !this.#not()
  }

  get #word(): string | undefined {
    return this.#words[this.#at]
  }

  #primary(): boolean {
    const operator = this.#words[this.#at + 1]
    if (operator !== undefined && BINARY.includes(operator) && this.#at + 2 < this.#words.length) {
      const [left = '', , right = ''] = this.#words.slice(this.#at)
      this.#at += 3
      return this.#compare(left, operator, right)
    }
    const word = this.#words[this.#at++]
    if (word === '(') {
      const value = this.#or()
      if (this.#words[this.#at++] !== ')') throw new ExpressionError('closing paren expected')
      return value
    }
    if (word === undefined) throw new ExpressionError('argument expected')
    const operand = this.#words[this.#at]
    if (!/^-[a-zA-Z]$/.test(word) || operand === undefined) return word !== ''
    this.#at++
    return unaryTest(this.#process, word, operand)
  }

  #compare(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case '=':
      case '==':
        return left === right
      case '!=':
        return left !== right
      case '<':
        return left < right
      case '>':
        return left > right
      case '=~':
        return compilePattern(right, { extended: true }).test(left)
      case '-nt':
      case '-ot':
      case '-ef':
        return compareFiles(this.#process, left, operator, right)
    }
    const [a, b] = [integer(left), integer(right)]
    return { '-eq': a === b, '-ne': a !== b, '-lt': a < b, '-le': a <= b, '-gt': a > b, '-ge': a >= b }[operator] ?? false
  }
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ExpressionError(`${text}: bad number`)
  return Number(text)
}

/** `-f path` and its like; throws an `ExpressionError` for an operator that there is not. */
export function unaryTest({ files, workingDirectory, descriptors }: Process, operator: string, operand: string): boolean {
  if (operator === '-n') return operand !== ''
  if (operator === '-z') return operand === ''
  if (operator === '-t') return descriptors.get(Number(operand))?.terminal ?? false
  const status = files.status(absolutePath(operand, workingDirectory))
  switch (operator) {
    case '-e':
    case '-r':
    case '-w':
      return status !== undefined
    case '-f':
      return status?.kind === 'file'
    case '-d':
      return status?.kind === 'directory'
    case '-s':
      return (status?.size ?? 0) > 0
    case '-x':
      return status !== undefined && (status.kind === 'directory' || (status.mode & 0o111) !== 0)
    case '-b':
    case '-c':
    case '-h':
    case '-L':
    case '-p':
    case '-S':
      return false
    default:
      throw new ExpressionError(`${operator}: unknown operand`)
  }
}

export function compareFiles({ files, workingDirectory }: Process, left: string, operator: string, right: string): boolean {
  const [a, b] = [left, right].map((path) => absolutePath(path, workingDirectory)) as [string, string]
  if (operator === '-ef') return a === b
  const [older, newer] = operator === '-nt' ? [b, a] : [a, b]
  return (files.status(newer)?.modifiedMs ?? 0) > (files.status(older)?.modifiedMs ?? 0)
}
