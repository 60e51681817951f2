/** `sed`: the commands that people use: s, d, p, q, a, i, c, y, =, with addresses, `!` and blocks. */
import type { Program } from '../process.ts'
import { inputs, linesOf, readFile, write } from './input.ts'
import { parseOptions } from './options.ts'
import { compilePattern } from './regularExpression.ts'

type Address = { readonly kind: 'line'; readonly number: number } | { readonly kind: 'last' } | { readonly kind: 'pattern'; readonly expression: RegExp }

interface Command {
  readonly from: Address | undefined
  readonly to: Address | undefined
  readonly negated: boolean
  readonly name: string
  readonly text: string
  readonly expression?: RegExp
  readonly replacement?: string
  readonly flags?: string
  readonly block?: readonly Command[]
  /** Whether it is inside its range of lines. */
  active: boolean
}

class ScriptError extends Error {}

export const sed: Program = function* (process) {
  const { flags, all, operands } = parseOptions(process.arguments.slice(1), 'nirEe:f:sz', { quiet: 'n', silent: 'n', expression: 'e', 'regexp-extended': 'E', 'in-place': 'i' })
  const paths = [...operands]
  const scripts = all.map(([letter, text]) => (letter === 'e' ? text : fileText(process, text)))
  if (scripts.length === 0) scripts.push(paths.shift() ?? '')
  try {
    const commands = new Parser(scripts.join('\n'), flags.has('E') || flags.has('r')).commands()
    if (flags.has('i')) {
      for (const path of paths) {
        const found = readFile(process, path)
        if (!('text' in found)) {
          yield* write(`sed: ${path}: ${found.problem}\n`, 2)
          return 1
        }
        const stream = process.open(path, 'write')
        if (typeof stream !== 'string') stream.write(edited(found.text, commands, flags.has('n')))
      }
      return 0
    }
    const { texts, failed } = yield* inputs(process, 'sed', paths)
    yield* write(edited(texts.map(({ text }) => text).join(''), commands, flags.has('n')))
    return failed ? 1 : 0
  } catch (error) {
    if (!(error instanceof ScriptError) && !(error instanceof SyntaxError)) throw error
    yield* write(`sed: ${error.message}\n`, 2)
    return 1
  }
}

function fileText(process: Parameters<Program>[0], path: string): string {
  const found = readFile(process, path)
  if ('text' in found) return found.text
  throw new ScriptError(`${path}: ${found.problem}`)
}

class Parser {
  readonly #text: string
  readonly #extended: boolean
  #at = 0

  constructor(text: string, extended: boolean) {
    this.#text = text
    this.#extended = extended
  }

  commands(inBlock = false): Command[] {
    const out: Command[] = []
    for (;;) {
      this.#skip(/[\s;]*/y)
      const next = this.#text[this.#at]
      if (next === undefined) {
        if (inBlock) throw new ScriptError('unmatched {')
        return out
      }
      if (next === '}') {
        this.#at++
        return out
      }
      if (next === '#') this.#skip(/[^\n]*/y)
      else out.push(this.#command())
    }
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += text.length
    return text
  }

  #address(): Address | undefined {
    const number = this.#skip(/\d+/y)
    if (number !== '') return { kind: 'line', number: Number(number) }
    const next = this.#text[this.#at]
    if (next === '$') {
      this.#at++
      return { kind: 'last' }
    }
    if (next !== '/' && next !== '\\') return undefined
    if (next === '\\') this.#at++
    const delimiter = this.#text[this.#at++] as string
    const pattern = this.#upTo(delimiter)
    return { kind: 'pattern', expression: compilePattern(pattern, { extended: this.#extended, ignoreCase: this.#skip(/I/y) !== '' }) }
  }

  #command(): Command {
    const from = this.#address()
    const to = from && this.#skip(/,\s*/y) !== '' ? this.#address() : undefined
    const negated = this.#skip(/\s*!*\s*/y).includes('!')
    const name = this.#text[this.#at++] ?? ''
    const common = { from, to, negated, name, active: false }
    if (name === '{') return { ...common, text: '', block: this.commands(true) }
    if (name === 's') return { ...common, text: '', ...this.#substitution() }
    if (name === 'y') {
      const delimiter = this.#text[this.#at++] as string
      return { ...common, text: this.#upTo(delimiter), replacement: this.#upTo(delimiter) }
    }
    if ('aic'.includes(name)) return { ...common, text: this.#skip(/[^\n]*(?:\\\n[^\n]*)*/y).replace(/^\s*\\?\n?\s*/, '').replace(/\\\n/g, '\n') }
    if (!'dpq=DPhHgGxnN'.includes(name)) throw new ScriptError(`unsupported command ${name}`)
    return { ...common, text: this.#skip(/[ \t]*\d*/y).trim() }
  }

  #substitution(): Pick<Command, 'expression' | 'replacement' | 'flags'> {
    const delimiter = this.#text[this.#at++] as string
    const pattern = this.#upTo(delimiter)
    const replacement = this.#upTo(delimiter)
    const flags = this.#skip(/[gpiI\d]*/y)
    return { expression: compilePattern(pattern, { extended: this.#extended, ignoreCase: /i/i.test(flags), flags: 'g' }), replacement, flags }
  }

  #upTo(delimiter: string): string {
    let out = ''
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] as string
      if (character === delimiter) {
        this.#at++
        return out
      }
      if (character === '\\' && this.#text[this.#at + 1] === delimiter) {
        out += delimiter
        this.#at++
      } else if (character === '\\') {
        out += character + (this.#text[this.#at + 1] ?? '')
        this.#at++
      } else if (character === '[' && delimiter !== '[') {
        const end = this.#text.indexOf(']', this.#at + 2)
        const set = end < 0 ? character : this.#text.slice(this.#at, end + 1)
        out += set
        this.#at += set.length - 1
      } else out += character
    }
    throw new ScriptError("unterminated 's' command")
  }
}

/** What becomes of one line, and of what is written around it. */
interface Cycle {
  space: string
  printed: string
  appended: string
  deleted: boolean
  quit: boolean
}

function edited(text: string, commands: readonly Command[], quiet: boolean): string {
  const lines = linesOf(text)
  const hold = { text: '' }
  let out = ''
  for (const [index, line] of lines.entries()) {
    const cycle: Cycle = { space: line, printed: '', appended: '', deleted: false, quit: false }
    run(commands, cycle, index + 1, index === lines.length - 1, hold)
    out += cycle.printed + (quiet || cycle.deleted ? '' : `${cycle.space}\n`) + cycle.appended
    if (cycle.quit) break
  }
  return out
}

function run(commands: readonly Command[], cycle: Cycle, number: number, last: boolean, hold: { text: string }): void {
  for (const command of commands) {
    if (cycle.deleted || cycle.quit) return
    if (applies(command, cycle.space, number, last) === command.negated) continue
    switch (command.name) {
      case '{':
        run(command.block ?? [], cycle, number, last, hold)
        break
      case 's':
        substitute(command, cycle)
        break
      case 'd':
        cycle.deleted = true
        break
      case 'p':
        cycle.printed += `${cycle.space}\n`
        break
      case 'q':
        cycle.quit = true
        break
      case '=':
        cycle.printed += `${number}\n`
        break
      case 'a':
        cycle.appended += `${command.text}\n`
        break
      case 'i':
        cycle.printed += `${command.text}\n`
        break
      case 'c':
        cycle.printed += `${command.text}\n`
        cycle.deleted = true
        break
      case 'y':
        cycle.space = [...cycle.space].map((character) => (command.replacement ?? '')[command.text.indexOf(character)] ?? character).join('')
        break
      case 'h':
        hold.text = cycle.space
        break
      case 'H':
        hold.text += `\n${cycle.space}`
        break
      case 'g':
        cycle.space = hold.text
        break
      case 'G':
        cycle.space += `\n${hold.text}`
        break
      case 'x':
        ;[cycle.space, hold.text] = [hold.text, cycle.space]
    }
  }
}

function matches(address: Address, line: string, number: number, last: boolean): boolean {
  if (address.kind === 'line') return address.number === number
  return address.kind === 'last' ? last : address.expression.test(line)
}

function applies(command: Command, line: string, number: number, last: boolean): boolean {
  const { from, to } = command
  if (!from) return true
  if (!to) return matches(from, line, number, last)
  if (command.active) {
    if (matches(to, line, number, last) || (to.kind === 'line' && number >= to.number)) command.active = false
    return true
  }
  if (!matches(from, line, number, last)) return false
  command.active = !(to.kind === 'line' && to.number <= number) && !last
  return true
}

function substitute({ expression, replacement = '', flags = '' }: Command, cycle: Cycle): void {
  const which = Number(/\d+/.exec(flags)?.[0] ?? 1)
  let count = 0
  let changed = false
  const next = cycle.space.replace(expression as RegExp, (...found: unknown[]) => {
    count++
    const whole = found[0] as string
    if (count < which || (count > which && !flags.includes('g'))) return whole
    changed = true
    return replacement.replace(/\\([0-9n&\\])|\\(.)|&/g, (sign, known?: string, other?: string) => {
      if (sign === '&') return whole
      if (other !== undefined) return other === 't' ? '\t' : other
      if (known === 'n') return '\n'
      return known === '&' || known === '\\' ? known : ((found[Number(known)] as string | undefined) ?? '')
    })
  })
  cycle.space = next
  if (changed && flags.includes('p')) cycle.printed += `${cycle.space}\n`
}
