/** The language of `sed`: a text becomes commands in a row, blocks and labels become jumps among them. */
import { compilePattern, type RegularExpression } from './regularExpression.ts'

export class ScriptError extends Error {}

export type Address =
  | { readonly kind: 'line'; readonly number: number }
  /** `first~step` */
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  /** Without an expression, the one that was used last. */
  | { readonly kind: 'pattern'; readonly expression: RegularExpression | undefined }
  /** `,+N`: so many lines after the first. */
  | { readonly kind: 'more'; readonly count: number }

export interface Substitution {
  readonly expression: RegularExpression | undefined
  readonly replacement: string
  readonly global: boolean
  readonly print: boolean
  /** Which match is the first to be replaced. */
  readonly from: number
  readonly file: string | undefined
}

export interface Command {
  readonly from: Address | undefined
  readonly to: Address | undefined
  readonly negated: boolean
  readonly name: string
  /** Text to put in, a file's name, an exit code. */
  readonly text: string
  readonly substitution?: Substitution
  /** `y`: what each character becomes. */
  readonly mapping?: ReadonlyMap<string, string>
  /** Where `b`, `t`, `T` and a block that does not apply go on. */
  jump?: number
}

/** Throws a `ScriptError` or a `PatternError`. */
export function parseSed(text: string, extended: boolean): readonly Command[] {
  return new Parser(text, extended).script()
}

class Parser {
  readonly #text: string
  readonly #extended: boolean
  readonly #commands: Command[] = []
  readonly #labels = new Map<string, number>()
  readonly #blocks: Command[] = []
  #at = 0

  constructor(text: string, extended: boolean) {
    this.#text = text
    this.#extended = extended
  }

  script(): readonly Command[] {
    for (;;) {
      this.#skip(/[\s;]*/y)
      if (this.#at >= this.#text.length) break
      if (this.#text[this.#at] === '#') this.#skip(/[^\n]*/y)
      else this.#command()
    }
    if (this.#blocks.length > 0) throw new ScriptError('unmatched {')
    for (const command of this.#commands) {
      if (!'btT'.includes(command.name)) continue
      const target = command.text === '' ? this.#commands.length : this.#labels.get(command.text)
      if (target === undefined) throw new ScriptError(`can't find label for jump to '${command.text}'`)
      command.jump = target
    }
    return this.#commands
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += text.length
    return text
  }

  #address(): Address | undefined {
    const number = this.#skip(/\d+/y)
    if (number !== '') {
      const step = this.#skip(/~\d+/y)
      return step === '' ? { kind: 'line', number: Number(number) } : { kind: 'step', first: Number(number), step: Number(step.slice(1)) }
    }
    const more = this.#skip(/\+\d+/y)
    if (more !== '') return { kind: 'more', count: Number(more.slice(1)) }
    const next = this.#text[this.#at]
    if (next === '$') {
      this.#at++
      return { kind: 'last' }
    }
    if (next !== '/' && next !== '\\') return undefined
    if (next === '\\') this.#at++
    const pattern = this.#upTo(this.#text[this.#at++] ?? '', 'unterminated address regex')
    return { kind: 'pattern', expression: this.#expression(pattern, this.#skip(/I/y) !== '') }
  }

  #expression(pattern: string, ignoreCase: boolean): RegularExpression | undefined {
    return pattern === '' ? undefined : compilePattern(pattern, { extended: this.#extended, ignoreCase })
  }

  #command(): void {
    const from = this.#address()
    const to = from && this.#skip(/\s*,\s*/y) !== '' ? this.#address() : undefined
    const negated = this.#skip(/\s*!*\s*/y).includes('!')
    const name = this.#text[this.#at++]
    if (name === undefined) throw new ScriptError('missing command')
    const common = { from, to, negated, name, text: '' }
    if (name === '}') return this.#closeBlock()
    if (name === ':') return void this.#labels.set(this.#skip(/[^\n;]*/y).trim(), this.#commands.length)
    const command = this.#arguments(common)
    if (name === '{') this.#blocks.push(command)
    this.#commands.push(command)
  }

  #closeBlock(): void {
    const block = this.#blocks.pop()
    if (!block) throw new ScriptError('unexpected }')
    block.jump = this.#commands.length
  }

  #arguments(common: Command): Command {
    switch (common.name) {
      case '{':
        return common
      case 's':
        return { ...common, substitution: this.#substitution() }
      case 'y':
        return { ...common, mapping: this.#mapping() }
      case 'a':
      case 'i':
      case 'c':
        return { ...common, text: this.#skip(/[^\n\\]*(?:\\[^][^\n\\]*)*/y).replace(/^\s*(\\\s*\n|\\)?/, '').replace(/\\(.|\n)/g, '$1') }
      case 'r':
      case 'w':
        return { ...common, text: this.#skip(/[^\n]*/y).trim() }
      case 'b':
      case 't':
      case 'T':
        return { ...common, text: this.#skip(/[^\n;}]*/y).trim() }
      case 'q':
      case 'Q':
        return { ...common, text: this.#skip(/[ \t]*\d*/y).trim() }
    }
    if (!'dDpPnNhHgGxl='.includes(common.name)) throw new ScriptError(`unsupported command ${common.name}`)
    if (!/^[ \t]*(?:[\n;}#]|$)/.test(this.#text.slice(this.#at))) throw new ScriptError('extra characters after command')
    return common
  }

  #substitution(): Substitution {
    const delimiter = this.#text[this.#at++] ?? ''
    const pattern = this.#upTo(delimiter, "unterminated 's' command")
    const replacement = this.#upTo(delimiter, "unterminated 's' command", true)
    const flags = this.#skip(/[gpiI\d]*/y)
    const file = this.#skip(/w[^\n]*/y).slice(1).trim()
    if (!/^[ \t]*(?:[\n;}#]|$)/.test(this.#text.slice(this.#at))) throw new ScriptError(`unknown option to 's' command`)
    return {
      expression: this.#expression(pattern, /i/i.test(flags)),
      replacement,
      global: flags.includes('g'),
      print: flags.includes('p'),
      from: Number(/\d+/.exec(flags)?.[0] ?? 1),
      file: file || undefined,
    }
  }

  #mapping(): ReadonlyMap<string, string> {
    const delimiter = this.#text[this.#at++] ?? ''
    const [from, to] = [this.#upTo(delimiter, "unterminated 'y' command"), this.#upTo(delimiter, "unterminated 'y' command")].map((text) => [...text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter))]) as [string[], string[]]
    if (from.length !== to.length) throw new ScriptError("strings for 'y' command are different lengths")
    return new Map(from.map((character, index) => [character, to[index] as string]))
  }

  /** What stands before the next delimiter that counts; one with a backslash or in a set does not. */
  #upTo(delimiter: string, problem: string, isReplacement = false): string {
    let out = ''
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] as string
      const next = this.#text[this.#at + 1] ?? ''
      if (character === delimiter) {
        this.#at++
        return out
      }
      if (character === '\\') {
        out += next === delimiter && (isReplacement ? next !== '&' : true) ? next : character + next
        this.#at++
      } else if (character === '[' && !isReplacement) {
        const set = this.#skip(/\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]/y) || character
        out += set
        if (set !== character) this.#at--
      } else out += character
    }
    throw new ScriptError(problem)
  }
}
