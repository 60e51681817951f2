import { ShellError } from './control.ts'

/** The variables that an arithmetic expression reads and sets. */
export interface ArithmeticVariables {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']
const TOKEN = /\s*(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z@_]+|\d+|[A-Za-z_]\w*|\*\*|<<=|>>=|\+\+|--|&&|\|\||<<|>>|[-+*/%&|^<>=!]=|[-+*/%&|^<>=!~?:(),])/y
/** Variables may hold expressions in turn; so deep and no deeper. */
const DEPTH_MAX = 32

/** Evaluates `$(( ))`: C's integer expressions over 64 bits. Throws a `ShellError` for a bad expression. */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables, depth = 0): bigint {
  if (depth > DEPTH_MAX) throw new ShellError('expression recursion loop detected')
  return new Evaluation(tokenize(text), variables, depth).run()
}

function tokenize(text: string): string[] {
  const tokens: string[] = []
  const trimmed = text.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed)
    if (!match) throw new ShellError('arithmetic syntax error')
    tokens.push(match[1] as string)
  }
  return tokens
}

class Evaluation {
  readonly #tokens: readonly string[]
  readonly #variables: ArithmeticVariables
  readonly #depth: number
  #at = 0
  #nesting = 0

  constructor(tokens: readonly string[], variables: ArithmeticVariables, depth: number) {
    this.#tokens = tokens
    this.#variables = variables
    this.#depth = depth
  }

  run(): bigint {
    if (this.#tokens.length === 0) return 0n
    const value = this.#comma(true)
    if (this.#at < this.#tokens.length) throw new ShellError('arithmetic syntax error')
    return value
  }

  #take(...tokens: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || !tokens.includes(token)) return undefined
    this.#at++
    return token
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new ShellError('arithmetic syntax error')
  }

  /** @param live whether effects count; false in the branch of `?:`, `&&` or `||` that is not taken. */
  #comma(live: boolean): bigint {
    let value = this.#assignment(live)
    while (this.#take(',')) value = this.#assignment(live)
    return value
  }

  #assignment(live: boolean): bigint {
    const name = this.#tokens[this.#at]
    const operator = this.#tokens[this.#at + 1]
    if (name === undefined || operator === undefined || !isName(name) || !ASSIGNMENTS.includes(operator)) return this.#ternary(live)
    this.#at += 2
    const right = this.#assignment(live)
    const value = operator === '=' ? right : this.#apply(operator.slice(0, -1), this.#variable(name, live), right, live)
    if (live) this.#variables.set(name, String(value))
    return value
  }

  #ternary(live: boolean): bigint {
    if (++this.#nesting > 200) throw new ShellError('arithmetic syntax error')
    const test = this.#binary(0, live)
    let value = test
    if (this.#take('?')) {
      const yes = this.#comma(live && test !== 0n)
      this.#expect(':')
      const no = this.#assignment(live && test === 0n)
      value = test === 0n ? no : yes
    }
    this.#nesting--
    return value
  }

  #binary(level: number, live: boolean): bigint {
    const operators = LEVELS[level]
    if (!operators) return this.#power(live)
    let left = this.#binary(level + 1, live)
    for (let operator = this.#take(...operators); operator; operator = this.#take(...operators)) {
      const skip = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n)
      const right = this.#binary(level + 1, live && !skip)
      left = this.#apply(operator, left, right, live)
    }
    return left
  }

  #power(live: boolean): bigint {
    const base = this.#unary(live)
    return this.#take('**') ? this.#apply('**', base, this.#power(live), live) : base
  }

  #unary(live: boolean): bigint {
    const step = this.#take('++', '--')
    if (step) {
      const name = this.#tokens[this.#at++]
      if (name === undefined || !isName(name)) throw new ShellError('arithmetic syntax error')
      const value = wrap(this.#variable(name, live) + (step === '++' ? 1n : -1n))
      if (live) this.#variables.set(name, String(value))
      return value
    }
    const operator = this.#take('-', '+', '!', '~')
    if (!operator) return this.#postfix(live)
    if (++this.#nesting > 200) throw new ShellError('arithmetic syntax error')
    const value = this.#unary(live)
    this.#nesting--
    if (operator === '-') return wrap(-value)
    if (operator === '!') return value === 0n ? 1n : 0n
    return operator === '~' ? ~value : value
  }

  #postfix(live: boolean): bigint {
    if (this.#take('(')) {
      const value = this.#comma(live)
      this.#expect(')')
      return value
    }
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new ShellError('arithmetic syntax error')
    if (!isName(token)) return number(token)
    const value = this.#variable(token, live)
    const step = this.#take('++', '--')
    if (step && live) this.#variables.set(token, String(wrap(value + (step === '++' ? 1n : -1n))))
    return value
  }

  #variable(name: string, live: boolean): bigint {
    const text = live ? (this.#variables.get(name) ?? '').trim() : ''
    if (text === '') return 0n
    if (/^-?\d{1,15}$/.test(text) && !/^-?0\d/.test(text)) return BigInt(text)
    return evaluateArithmetic(text, this.#variables, this.#depth + 1)
  }

  #apply(operator: string, a: bigint, b: bigint, live: boolean): bigint {
    if ((operator === '/' || operator === '%') && b === 0n) {
      if (live) throw new ShellError('divide by zero')
      return 0n
    }
    return wrap(compute(operator, a, b))
  }
}

function compute(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '<<':
      return a << (b & 63n)
    case '>>':
      return a >> (b & 63n)
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '**':
      if (b < 0n) throw new ShellError('exponent less than 0')
      return power(a, b)
  }
  return compare(operator, a, b) ? 1n : 0n
}

function compare(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    case '&&':
      return a !== 0n && b !== 0n
    default:
      return a !== 0n || b !== 0n
  }
}

/** By squaring, cut to 64 bits at each step, so that no exponent takes long. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = wrap(result * square)
    square = wrap(square * square)
  }
  return result
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value)
}

function isName(token: string): boolean {
  return /^[A-Za-z_]/.test(token)
}

function number(token: string): bigint {
  if (/^0[xX]/.test(token)) return wrap(BigInt(token))
  const based = /^(\d+)#(.+)$/.exec(token)
  if (based) return digits(based[2] as string, Number(based[1]))
  if (/^0\d/.test(token)) return digits(token.slice(1), 8)
  if (/^\d+$/.test(token)) return wrap(BigInt(token))
  throw new ShellError('arithmetic syntax error')
}

function digits(text: string, base: number): bigint {
  let value = 0n
  for (const character of text) {
    const digit = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(character.toLowerCase())
    if (base < 2 || base > 36 || digit < 0 || digit >= base) throw new ShellError('arithmetic syntax error')
    value = value * BigInt(base) + BigInt(digit)
  }
  return wrap(value)
}
