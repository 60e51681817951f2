/** The language of awk, read into trees. */
import { compilePattern, type RegularExpression } from './regularExpression.ts'

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'expression'; readonly expression: RegularExpression }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Node }
  | { readonly kind: 'element'; readonly name: string; readonly keys: readonly Node[] }
  | { readonly kind: 'assign'; readonly target: Node; readonly operator: string; readonly value: Node }
  | { readonly kind: 'step'; readonly target: Node; readonly by: number; readonly prefix: boolean }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'choice'; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'in'; readonly keys: readonly Node[]; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Node[] }
  | { readonly kind: 'getline'; readonly target: Node | undefined; readonly file: Node | undefined }

export type Statement =
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'print'; readonly formatted: boolean; readonly values: readonly Node[]; readonly redirection: '>' | '>>' | undefined; readonly file: Node | undefined }
  | { readonly kind: 'if'; readonly test: Node; readonly yes: Statement; readonly no: Statement | undefined }
  | { readonly kind: 'while'; readonly test: Node; readonly body: Statement; readonly after: boolean }
  | { readonly kind: 'for'; readonly first: Statement | undefined; readonly test: Node | undefined; readonly next: Statement | undefined; readonly body: Statement }
  | { readonly kind: 'for in'; readonly variable: string; readonly name: string; readonly body: Statement }
  | { readonly kind: 'delete'; readonly name: string; readonly keys: readonly Node[] | undefined }
  | { readonly kind: 'leave'; readonly how: 'next' | 'exit' | 'break' | 'continue'; readonly value: Node | undefined }
  | { readonly kind: 'evaluate'; readonly value: Node }

export interface Rule {
  readonly when: 'BEGIN' | 'END' | { readonly from: Node | undefined; readonly to: Node | undefined }
  /** Undefined: the record is printed. */
  readonly action: Statement | undefined
}

export class AwkError extends Error {}

interface Token {
  readonly kind: 'number' | 'string' | 'expression' | 'name' | 'operator' | 'end'
  readonly text: string
  /** A name directly before `(`. */
  readonly called?: boolean
}

const TOKEN = /(?<number>\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|(?<string>"(?:\\[^]|[^"\\\n])*")|(?<name>[A-Za-z_]\w*)|(?<operator>\*\*=|\*\*|&&|\|\||>>|\+\+|--|[-+*/%^=!<>]=|!~|[-+*/%^!<>|?:~$=(){}[\];,\n])/y
const EXPRESSION = /\/((?:\\[^]|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]|[^/\\\n[])+)\//y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' }

export function awkText(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[^])/g, (whole, escape: string) => (/[0-7]/.test(escape) ? String.fromCharCode(Number.parseInt(escape, 8)) : (ESCAPES[escape] ?? whole)))
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    at += (/^(?:[ \t\r]|\\\n|#[^\n]*)*/.exec(text.slice(at)) as RegExpExecArray)[0].length
    if (at >= text.length) return [...tokens, { kind: 'end', text: 'end of program' }]
    const last = tokens.at(-1)
    const value = last !== undefined && (last.kind === 'number' || last.kind === 'string' || last.kind === 'name' || [')', ']', '$', '++', '--'].includes(last.text))
    EXPRESSION.lastIndex = at
    const expression = text[at] === '/' && !value ? EXPRESSION.exec(text) : null
    if (expression) {
      tokens.push({ kind: 'expression', text: (expression[1] as string).replaceAll('\\/', '/') })
      at += expression[0].length
      continue
    }
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (!match) throw new AwkError(`unexpected token near '${text.slice(at, at + 10)}'`)
    at += match[0].length
    const [kind] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) as [Token['kind'], string]
    tokens.push({ kind, text: kind === 'string' ? awkText(match[0].slice(1, -1)) : match[0], ...(kind === 'name' && text[at] === '(' ? { called: true } : {}) })
  }
}

export function parseAwk(text: string): readonly Rule[] {
  return new Parser(tokenize(text)).rules()
}

const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['in'], ['~', '!~'], ['<', '<=', '!=', '==', '>', '>='], ['concatenation'], ['+', '-'], ['*', '/', '%']]
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '^=', '**=']
/** How deep expressions and blocks may be in one another. */
const DEPTH_MAX = 200

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  /** Whether `>` writes to a file, as in `print a > "f"`, and `in` belongs to a `for`. */
  #plain = true

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token
  }

  #is(...texts: readonly string[]): boolean {
    const { kind, text } = this.#token
    return (kind === 'operator' || kind === 'name') && texts.includes(text)
  }

  #take(...texts: readonly string[]): string | undefined {
    if (!this.#is(...texts)) return undefined
    return (this.#tokens[this.#at++] as Token).text
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new AwkError(`unexpected token '${this.#token.text.replace('\n', 'newline')}'`)
  }

  #skip(...texts: readonly string[]): void {
    while (this.#take(...texts));
  }

  #name(): string {
    if (this.#token.kind !== 'name') throw new AwkError(`unexpected token '${this.#token.text}'`)
    return (this.#tokens[this.#at++] as Token).text
  }

  rules(): readonly Rule[] {
    const rules: Rule[] = []
    for (this.#skip('\n', ';'); this.#token.kind !== 'end'; this.#skip('\n', ';')) {
      if (this.#is('function', 'func')) throw new AwkError('functions are not supported')
      const special = this.#take('BEGIN', 'END') as 'BEGIN' | 'END' | undefined
      const from = special || this.#is('{') ? undefined : this.#expression()
      const to = from && this.#take(',') ? this.#expression() : undefined
      const action = this.#is('{') ? this.#statement() : undefined
      if (special && !action) throw new AwkError(`${special} needs an action`)
      rules.push({ when: special ?? { from, to }, action })
    }
    return rules
  }

  #statement(): Statement {
    if (++this.#depth > DEPTH_MAX) throw new AwkError('too deeply nested')
    const statement = this.#anyStatement()
    this.#depth--
    return statement
  }

  #anyStatement(): Statement {
    if (this.#take('{')) {
      const body: Statement[] = []
      for (this.#skip('\n', ';'); !this.#take('}'); this.#skip('\n', ';')) body.push(this.#statement())
      return { kind: 'block', body }
    }
    if (this.#take(';')) return { kind: 'block', body: [] }
    switch (this.#take('if', 'while', 'do', 'for')) {
      case 'if':
        return this.#if()
      case 'while':
        return { kind: 'while', test: this.#grouped(), body: this.#body(), after: false }
      case 'do': {
        const body = this.#body()
        this.#skip('\n', ';')
        this.#expect('while')
        return { kind: 'while', test: this.#grouped(), body, after: true }
      }
      case 'for':
        return this.#for()
    }
    const statement = this.#simple()
    if (!this.#is('}') && this.#token.kind !== 'end' && !this.#take(';', '\n')) this.#expect(';')
    return statement
  }

  #body(): Statement {
    this.#skip('\n')
    return this.#statement()
  }

  #grouped(): Node {
    this.#expect('(')
    const value = this.#expression()
    this.#expect(')')
    return value
  }

  #if(): Statement {
    const test = this.#grouped()
    const yes = this.#body()
    const before = this.#at
    this.#skip('\n', ';')
    if (this.#take('else')) return { kind: 'if', test, yes, no: this.#body() }
    this.#at = before
    return { kind: 'if', test, yes, no: undefined }
  }

  #for(): Statement {
    this.#expect('(')
    const [variable, word, name, end] = this.#tokens.slice(this.#at, this.#at + 4)
    if (variable?.kind === 'name' && word?.text === 'in' && name?.kind === 'name' && end?.text === ')') {
      this.#at += 4
      return { kind: 'for in', variable: variable.text, name: name.text, body: this.#body() }
    }
    const first = this.#is(';') ? undefined : this.#simple()
    this.#expect(';')
    const test = this.#is(';') ? undefined : this.#expression()
    this.#expect(';')
    const next = this.#is(')') ? undefined : this.#simple()
    this.#expect(')')
    return { kind: 'for', first, test, next, body: this.#body() }
  }

  #simple(): Statement {
    const word = this.#take('print', 'printf', 'next', 'exit', 'break', 'continue', 'delete')
    switch (word) {
      case undefined:
        return { kind: 'evaluate', value: this.#expression() }
      case 'print':
      case 'printf':
        return this.#print(word === 'printf')
      case 'delete': {
        const name = this.#name()
        return { kind: 'delete', name, keys: this.#take('[') ? this.#list(']') : undefined }
      }
      default:
        return { kind: 'leave', how: word as 'next', value: word === 'exit' && !this.#is(';', '\n', '}') && this.#token.kind !== 'end' ? this.#expression() : undefined }
    }
  }

  #print(formatted: boolean): Statement {
    const ends = (): boolean => this.#is(';', '\n', '}', '>', '>>', '|') || this.#token.kind === 'end'
    let values: Node[] = []
    this.#plain = false
    const start = this.#at
    if (this.#take('(')) {
      this.#plain = true
      values = this.#list(')')
      this.#plain = false
      // `print (a)(b)`: the parentheses held only the beginning.
      if (!ends()) {
        this.#at = start
        values = []
      }
    }
    if (values.length === 0 && !ends()) {
      do values.push(this.#expression())
      while (this.#take(','))
    }
    this.#plain = true
    if (this.#is('|')) throw new AwkError('output to commands is not supported')
    const redirection = this.#take('>', '>>') as '>' | '>>' | undefined
    return { kind: 'print', formatted, values, redirection, file: redirection && this.#level(LEVELS.length - 3) }
  }

  #list(end: string): Node[] {
    const out: Node[] = []
    this.#skip('\n')
    while (!this.#take(end)) {
      out.push(this.#expression())
      this.#skip('\n')
      if (!this.#is(end)) this.#expect(',')
      this.#skip('\n')
    }
    return out
  }

  #expression(): Node {
    if (++this.#depth > DEPTH_MAX) throw new AwkError('too deeply nested')
    const target = this.#level(0)
    let value = target
    const operator = isTarget(target) ? this.#take(...ASSIGNMENTS) : undefined
    if (operator) value = { kind: 'assign', target, operator: operator.slice(0, -1), value: this.#expression() }
    else if (this.#take('?')) {
      const yes = this.#expression()
      this.#expect(':')
      value = { kind: 'choice', test: target, yes, no: this.#expression() }
    }
    this.#depth--
    return value
  }

  #level(level: number): Node {
    const operators = LEVELS[level]
    if (!operators) return this.#unary()
    let left = this.#level(level + 1)
    for (;;) {
      if (operators[0] === 'concatenation') {
        if (!this.#beginsValue()) return left
        left = { kind: 'binary', operator: 'concatenation', left, right: this.#level(level + 1) }
        continue
      }
      if (!this.#plain && this.#is('>')) return left
      const operator = this.#take(...operators)
      if (!operator) return left
      if (operator === '&&' || operator === '||') this.#skip('\n')
      if (operator === 'in') left = { kind: 'in', keys: [left], name: this.#name() }
      else left = { kind: 'binary', operator, left, right: this.#level(level + 1) }
    }
  }

  #beginsValue(): boolean {
    const { kind, text } = this.#token
    if (kind === 'name') return !['in', 'getline'].includes(text)
    return kind === 'number' || kind === 'string' || (kind === 'operator' && ['$', '(', '++', '--'].includes(text))
  }

  #unary(): Node {
    const operator = this.#take('!', '-', '+')
    if (operator) return { kind: 'unary', operator, operand: this.#unary() }
    const base = this.#postfix()
    return this.#take('^', '**') ? { kind: 'binary', operator: '^', left: base, right: this.#unary() } : base
  }

  #postfix(): Node {
    const step = this.#take('++', '--')
    if (step) return { kind: 'step', target: this.#primary(), by: step === '++' ? 1 : -1, prefix: true }
    const value = this.#primary()
    const after = isTarget(value) ? this.#take('++', '--') : undefined
    return after ? { kind: 'step', target: value, by: after === '++' ? 1 : -1, prefix: false } : value
  }

  #primary(): Node {
    const token = this.#tokens[this.#at++] as Token
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) }
      case 'string':
        return { kind: 'string', value: token.text }
      case 'expression':
        return { kind: 'expression', expression: compilePattern(token.text, { extended: true }) }
      case 'name':
        return this.#named(token)
    }
    if (token.text === '$') return { kind: 'field', index: this.#is('++', '--') ? this.#postfix() : this.#primary() }
    if (token.text === '(') {
      const plain = this.#plain
      this.#plain = true
      const values = this.#list(')')
      this.#plain = plain
      if (values.length > 1) {
        this.#expect('in')
        return { kind: 'in', keys: values, name: this.#name() }
      }
      if (values[0]) return { kind: 'unary', operator: 'group', operand: values[0] }
    }
    throw new AwkError(`unexpected token '${token.text.replace('\n', 'newline')}'`)
  }

  #named({ text, called }: Token): Node {
    if (text === 'getline') {
      const target = this.#token.kind === 'name' || this.#is('$') ? this.#primary() : undefined
      return { kind: 'getline', target, file: this.#take('<') ? this.#primary() : undefined }
    }
    if (called || text === 'length') return { kind: 'call', name: text, given: this.#take('(') ? this.#list(')') : [] }
    if (this.#take('[')) return { kind: 'element', name: text, keys: this.#list(']') }
    return { kind: 'variable', name: text }
  }
}

function isTarget({ kind }: Node): boolean {
  return kind === 'variable' || kind === 'field' || kind === 'element'
}
