/** `awk`: patterns and actions over records and their fields. */
import { ProgramFailure, type Process, type Program, type Running, type Stream, type Wait } from '../process.ts'
import { AwkError, awkText, parseAwk, type Node, type Rule, type Statement } from './awkSyntax.ts'
import { AwkRecord, compared, formatted, numberOf, textOf, truth, type Value } from './awkValues.ts'
import { callFunction } from './awkFunctions.ts'
import { closeInput, openInput, readFile, readLine, write } from './input.ts'
import { parseOptions } from './options.ts'
import { compilePattern, type RegularExpression } from './regularExpression.ts'
import { PatternError } from './regularExpressionSyntax.ts'

type Doing<T = void> = Generator<Wait, T, any>

/** How a statement leaves the ordinary flow. */
type Flow = 'on' | 'next' | 'exit' | 'break' | 'continue'

/** How much variables and arrays may hold together, so that a runaway script ends. */
const ELEMENTS_MAX = 1_000_000

export const awk: Program = function* (process): Running {
  const { values, all, operands } = parseOptions(untilProgram(process.arguments.slice(1)), 'F:v:f:')
  const words = [...operands]
  const files = all.filter(([letter]) => letter === 'f').map(([, path]) => readFile(process, path))
  const program = files.length > 0 ? files.map((found) => ('text' in found ? found.text : '')).join('\n') : words.shift()
  if (program === undefined) {
    yield* write('Usage: awk [-F SEP] [-v VAR=VAL]... [-f FILE]... [AWK_PROGRAM] [FILE]...\n', 2)
    return 1
  }
  try {
    const machine = new Machine(process, parseAwk(program), words)
    if (values.has('F')) machine.variables.set('FS', values.get('F') === 't' ? '\t' : awkText(values.get('F') ?? ''))
    for (const [letter, text] of all) if (letter === 'v') machine.assignWord(text)
    return yield* machine.run()
  } catch (error) {
    if (!(error instanceof AwkError || error instanceof PatternError)) throw error
    yield* write(`awk: ${error.message}\n`, 2)
    return 1
  }
}

/** What follows the program's text is not awk's option. */
function untilProgram(words: readonly string[]): string[] {
  let index = 0
  while (index < words.length && /^-[Fvf]/.test(words[index] as string)) index += (words[index] as string).length === 2 ? 2 : 1
  return words[index] === '--' ? [...words] : [...words.slice(0, index), '--', ...words.slice(index)]
}

export class Machine {
  readonly variables = new Map<string, Value>([['FS', ' '], ['OFS', ' '], ['ORS', '\n'], ['NR', 0], ['FNR', 0], ['SUBSEP', '\x1c'], ['FILENAME', ''], ['RSTART', 0], ['RLENGTH', -1]])
  readonly arrays = new Map<string, Map<string, Value>>()
  readonly process: Process
  readonly record = new AwkRecord(() => textOf(this.variables.get('FS')), () => textOf(this.variables.get('OFS')))
  readonly #rules: readonly Rule[]
  readonly #words: string[]
  readonly #ranges = new Set<Rule>()
  readonly #expressions = new Map<string, RegularExpression>()
  readonly #outputs = new Map<string, Stream>()
  readonly #inputs = new Map<string, number>()
  #descriptor: number | undefined
  #opened = false
  #status = 0

  constructor(process: Process, rules: readonly Rule[], words: readonly string[]) {
    this.process = process
    this.#rules = rules
    this.#words = [...words]
    this.arrays.set('ENVIRON', new Map(Object.entries(process.environment).map(([name, text]) => [name, { text }])))
  }

  *run(): Running {
    let flow: Flow = 'on'
    for (const rule of this.#rules) if (rule.when === 'BEGIN' && flow !== 'exit') flow = yield* this.#execute(rule.action as Statement)
    if (flow !== 'exit' && this.#rules.some(({ when }) => when !== 'BEGIN')) flow = yield* this.#records()
    if (flow !== 'exit') for (const rule of this.#rules) if (rule.when === 'END' && flow !== 'exit') flow = yield* this.#execute(rule.action as Statement)
    return this.#status
  }

  /** `name=text` among the files and after -v. False if it is none. */
  assignWord(word: string): boolean {
    const match = /^([A-Za-z_]\w*)=([^]*)$/.exec(word)
    if (!match) return false
    this.#set(match[1] as string, { text: awkText(match[2] as string) })
    return true
  }

  *#records(): Doing<Flow> {
    for (;;) {
      const line = yield* this.nextRecord()
      if (line === undefined) return 'on'
      yield { kind: 'step' }
      this.record.setText(line)
      for (const rule of this.#rules) {
        if (rule.when === 'BEGIN' || rule.when === 'END' || !(yield* this.#applies(rule, rule.when))) continue
        const flow = rule.action ? yield* this.#execute(rule.action) : yield* this.#printRecord()
        if (flow === 'exit') return flow
        if (flow === 'next') break
      }
    }
  }

  *#applies(rule: Rule, { from, to }: { from: Node | undefined; to: Node | undefined }): Doing<boolean> {
    if (!from) return true
    if (!to) return truth(yield* this.evaluate(from))
    if (!this.#ranges.has(rule) && !truth(yield* this.evaluate(from))) return false
    if (truth(yield* this.evaluate(to))) this.#ranges.delete(rule)
    else this.#ranges.add(rule)
    return true
  }

  *#printRecord(): Doing<Flow> {
    yield* write(this.record.text + textOf(this.variables.get('ORS')))
    return 'on'
  }

  /** The next line of the files that are named; undefined after the last. */
  *nextRecord(): Doing<string | undefined> {
    for (;;) {
      if (this.#descriptor === undefined && !(yield* this.#open())) return undefined
      const line = yield* readLine(this.#descriptor)
      if (line !== '') {
        this.variables.set('NR', numberOf(this.variables.get('NR')) + 1)
        this.variables.set('FNR', numberOf(this.variables.get('FNR')) + 1)
        return line.replace(/\n$/, '')
      }
      closeInput(this.process, this.#descriptor as number)
      this.#descriptor = undefined
    }
  }

  *#open(): Doing<boolean> {
    for (;;) {
      const word = this.#words.shift() ?? (this.#opened ? undefined : '-')
      if (word === undefined) return false
      if (this.assignWord(word)) continue
      this.#opened = true
      const descriptor = openInput(this.process, word)
      if (typeof descriptor === 'number') {
        this.variables.set('FILENAME', word === '-' ? '' : word)
        this.variables.set('FNR', 0)
        this.#descriptor = descriptor
        return true
      }
      yield* write(`awk: ${word}: ${descriptor}\n`, 2)
      this.#status = 1
    }
  }

  *#execute(statement: Statement): Doing<Flow> {
    switch (statement.kind) {
      case 'block':
        for (const each of statement.body) {
          const flow = yield* this.#execute(each)
          if (flow !== 'on') return flow
        }
        return 'on'
      case 'print':
        return yield* this.#print(statement)
      case 'if':
        if (truth(yield* this.evaluate(statement.test))) return yield* this.#execute(statement.yes)
        return statement.no ? yield* this.#execute(statement.no) : 'on'
      case 'while':
        return yield* this.#loop(statement.test, statement.body, undefined, statement.after)
      case 'for':
        if (statement.first) yield* this.#execute(statement.first)
        return yield* this.#loop(statement.test, statement.body, statement.next, false)
      case 'for in':
        for (const key of [...this.array(statement.name).keys()]) {
          this.#set(statement.variable, { text: key })
          const flow = yield* this.#execute(statement.body)
          if (flow === 'break') break
          if (flow === 'next' || flow === 'exit') return flow
        }
        return 'on'
      case 'delete':
        if (statement.keys) this.array(statement.name).delete(yield* this.#key(statement.keys))
        else this.array(statement.name).clear()
        return 'on'
      case 'leave':
        if (statement.value) this.#status = numberOf(yield* this.evaluate(statement.value)) & 255
        return statement.how
      case 'evaluate':
        yield* this.evaluate(statement.value)
        return 'on'
    }
  }

  *#loop(test: Node | undefined, body: Statement, next: Statement | undefined, bodyFirst: boolean): Doing<Flow> {
    for (let first = bodyFirst; first || !test || truth(yield* this.evaluate(test)); first = false) {
      yield { kind: 'step' }
      const flow = yield* this.#execute(body)
      if (flow === 'break') break
      if (flow === 'next' || flow === 'exit') return flow
      if (next) yield* this.#execute(next)
    }
    return 'on'
  }

  *#print({ formatted: isFormatted, values, redirection, file }: Statement & { kind: 'print' }): Doing<Flow> {
    const found: Value[] = []
    for (const value of values) found.push(yield* this.evaluate(value))
    const text = isFormatted
      ? formatted(textOf(found[0]), found.slice(1))
      : (found.length === 0 ? this.record.text : found.map(textOf).join(textOf(this.variables.get('OFS')))) + textOf(this.variables.get('ORS'))
    if (!file) yield* write(text)
    else this.#output(textOf(yield* this.evaluate(file)), redirection === '>>').write(text)
    return 'on'
  }

  #output(path: string, append: boolean): Stream {
    const known = this.#outputs.get(path)
    if (known) return known
    const stream = this.process.open(path, append ? 'append' : 'write')
    if (typeof stream === 'string') throw new AwkError(`can't open '${path}': ${stream}`)
    this.#outputs.set(path, stream)
    return stream
  }

  array(name: string): Map<string, Value> {
    const known = this.arrays.get(name)
    if (known) return known
    const array = new Map<string, Value>()
    this.arrays.set(name, array)
    return array
  }

  *#key(keys: readonly Node[]): Doing<string> {
    const parts: string[] = []
    for (const key of keys) parts.push(textOf(yield* this.evaluate(key)))
    return parts.join(textOf(this.variables.get('SUBSEP')))
  }

  #set(name: string, value: Value): void {
    if (name === 'NF') this.record.count = numberOf(value)
    else this.variables.set(name, value)
  }

  *assign(target: Node, value: Value): Doing {
    if (target.kind === 'variable') this.#set(target.name, value)
    else if (target.kind === 'field') this.record.setField(numberOf(yield* this.evaluate(target.index)), textOf(value))
    else if (target.kind === 'element') {
      const array = this.array(target.name)
      array.set(yield* this.#key(target.keys), value)
      if (array.size > ELEMENTS_MAX) throw new ProgramFailure('out of memory')
    } else throw new AwkError('syntax error')
  }

  /** A value as a regular expression. */
  expressionOf(value: Value): RegularExpression {
    const text = textOf(value)
    const expression = this.#expressions.get(text) ?? compilePattern(text, { extended: true })
    if (this.#expressions.size < 100) this.#expressions.set(text, expression)
    return expression
  }

  *#pattern(node: Node): Doing<RegularExpression> {
    return node.kind === 'expression' ? node.expression : this.expressionOf(yield* this.evaluate(node))
  }

  *evaluate(node: Node): Doing<Value> {
    switch (node.kind) {
      case 'number':
      case 'string':
        return node.value
      case 'expression':
        return node.expression.test(this.record.text) ? 1 : 0
      case 'variable':
        return node.name === 'NF' ? this.record.count : this.variables.get(node.name)
      case 'field':
        return this.record.field(numberOf(yield* this.evaluate(node.index)))
      case 'element':
        return this.array(node.name).get(yield* this.#key(node.keys))
      case 'in':
        return this.array(node.name).has(yield* this.#key(node.keys)) ? 1 : 0
      case 'assign': {
        const right = yield* this.evaluate(node.value)
        const value = node.operator === '' ? right : calculated(node.operator, numberOf(yield* this.evaluate(node.target)), numberOf(right))
        yield* this.assign(node.target, value)
        return value
      }
      case 'step': {
        const before = numberOf(yield* this.evaluate(node.target))
        yield* this.assign(node.target, before + node.by)
        return node.prefix ? before + node.by : before
      }
      case 'unary': {
        const value = yield* this.evaluate(node.operand)
        if (node.operator === 'group') return value
        return node.operator === '!' ? (truth(value) ? 0 : 1) : node.operator === '-' ? -numberOf(value) : numberOf(value)
      }
      case 'choice':
        return yield* this.evaluate(truth(yield* this.evaluate(node.test)) ? node.yes : node.no)
      case 'binary':
        return yield* this.#binary(node.operator, node.left, node.right)
      case 'call':
        return yield* callFunction(this, node.name, node.given, (given) => this.#pattern(given))
      case 'getline':
        return yield* this.#getline(node.target, node.file)
    }
  }

  *#binary(operator: string, left: Node, right: Node): Doing<Value> {
    const a = yield* this.evaluate(left)
    switch (operator) {
      case '&&':
        return truth(a) && truth(yield* this.evaluate(right)) ? 1 : 0
      case '||':
        return truth(a) || truth(yield* this.evaluate(right)) ? 1 : 0
      case '~':
      case '!~':
        return (yield* this.#pattern(right)).test(textOf(a)) === (operator === '~') ? 1 : 0
    }
    const b = yield* this.evaluate(right)
    if (operator === 'concatenation') {
      const text = textOf(a) + textOf(b)
      if (text.length > ELEMENTS_MAX) throw new ProgramFailure('out of memory')
      return text
    }
    if (/^[<>=!]/.test(operator)) return compared(operator, a, b) ? 1 : 0
    return calculated(operator, numberOf(a), numberOf(b))
  }

  *#getline(target: Node | undefined, file: Node | undefined): Doing<Value> {
    const path = file ? textOf(yield* this.evaluate(file)) : undefined
    const line = path === undefined ? yield* this.nextRecord() : yield* this.#lineOf(path)
    if (typeof line !== 'string') return line === undefined ? 0 : -1
    if (target) yield* this.assign(target, { text: line })
    else this.record.setText(line)
    return 1
  }

  /** The next line of a file that is read beside the records; undefined at its end, -1 if there is no such file. */
  *#lineOf(path: string): Doing<string | undefined | -1> {
    const descriptor = this.#inputs.get(path) ?? openInput(this.process, path)
    if (typeof descriptor === 'string') return -1
    this.#inputs.set(path, descriptor)
    const line = yield* readLine(descriptor)
    return line === '' ? undefined : line.replace(/\n$/, '')
  }
}

function calculated(operator: string, a: number, b: number): number {
  if ((operator === '/' || operator === '%') && b === 0) throw new AwkError('Division by zero')
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
    default:
      return a ** b
  }
}
