/** POSIX regular expressions, basic and extended, as trees. The texts of problems are glibc's. */

export type Assertion = 'start' | 'end' | 'boundary' | 'no boundary' | 'word start' | 'word end'

export type Expression =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'set'; matches(character: string): boolean }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  | { readonly kind: 'group'; readonly number: number; readonly body: Expression }
  | { readonly kind: 'repeat'; readonly body: Expression; readonly least: number; readonly most: number }
  | { readonly kind: 'reference'; readonly group: number }

export interface ParsedExpression {
  readonly root: Expression
  readonly groups: number
  readonly hasReference: boolean
}

/** A pattern that is none, or one that is too big. */
export class PatternError extends Error {
  override name = 'PatternError'
}

/** What a pattern may be at the most: longer ones are mistakes, or traps. */
const LENGTH_MAX = 2_000
/** How often `{n}` may repeat (POSIX: RE_DUP_MAX is at least 255). */
const REPEAT_MAX = 255

/** @param extended as `grep -E`: `+ ? | ( ) { }` have a meaning without a backslash, and lose it with one. */
export function parseExpression(pattern: string, extended: boolean): ParsedExpression {
  if (pattern.length > LENGTH_MAX) throw new PatternError('Regular expression too big')
  return new Parser(pattern, extended).parse()
}

/** A text that stands for itself (`grep -F`). */
export function literalExpression(text: string): ParsedExpression {
  if (text.length > LENGTH_MAX) throw new PatternError('Regular expression too big')
  return { root: { kind: 'sequence', parts: [...text].flatMap((character) => character.split('')).map((character) => ({ kind: 'literal', character })) }, groups: 0, hasReference: false }
}

const ANY: Expression = { kind: 'set', matches: () => true }
const isWord = (character: string): boolean => /\w/.test(character)
const isSpace = (character: string): boolean => /\s/.test(character)

/** What a backslash and a letter stand for, GNU's additions included. */
const ESCAPES: Readonly<Record<string, Expression>> = {
  w: { kind: 'set', matches: isWord },
  W: { kind: 'set', matches: (character) => !isWord(character) },
  s: { kind: 'set', matches: isSpace },
  S: { kind: 'set', matches: (character) => !isSpace(character) },
  n: { kind: 'literal', character: '\n' },
  t: { kind: 'literal', character: '\t' },
  b: { kind: 'assertion', what: 'boundary' },
  B: { kind: 'assertion', what: 'no boundary' },
  '<': { kind: 'assertion', what: 'word start' },
  '>': { kind: 'assertion', what: 'word end' },
  '`': { kind: 'assertion', what: 'start' },
  "'": { kind: 'assertion', what: 'end' },
}

class Parser {
  readonly #text: string
  readonly #extended: boolean
  #at = 0
  #groups = 0
  #open = 0
  #hasReference = false

  constructor(text: string, extended: boolean) {
    this.#text = text
    this.#extended = extended
  }

  parse(): ParsedExpression {
    const root = this.#choice()
    if (this.#at < this.#text.length) throw new PatternError('Unmatched ) or \\)')
    return { root, groups: this.#groups, hasReference: this.#hasReference }
  }

  /** Whether an operator such as `(` or `|` stands at a place, in the writing of this kind of expression. */
  #operatorAt(operator: string, at = this.#at): boolean {
    return this.#text.startsWith(this.#extended ? operator : `\\${operator}`, at)
  }

  #take(operator: string): boolean {
    if (!this.#operatorAt(operator)) return false
    this.#at += this.#extended ? 1 : 2
    return true
  }

  #choice(): Expression {
    const options = [this.#sequence()]
    while (this.#take('|')) options.push(this.#sequence())
    return options.length === 1 ? (options[0] as Expression) : { kind: 'choice', options }
  }

  #sequence(): Expression {
    const parts: Expression[] = []
    while (this.#at < this.#text.length && !this.#operatorAt('|') && !(this.#operatorAt(')') && this.#open > 0)) {
      if (this.#extended && this.#text[this.#at] === ')') throw new PatternError('Unmatched ) or \\)')
      const atom = this.#atom(parts.length === 0)
      parts.push(atom.kind === 'assertion' && !this.#extended ? atom : this.#repeated(atom))
    }
    return { kind: 'sequence', parts }
  }

  #atom(first: boolean): Expression {
    if (this.#take('(')) return this.#group()
    const character = this.#text[this.#at++] as string
    switch (character) {
      case '[':
        return this.#bracket()
      case '.':
        return ANY
      case '^':
        return this.#extended || first ? { kind: 'assertion', what: 'start' } : literal(character)
      case '$':
        return this.#extended || this.#endsHere() ? { kind: 'assertion', what: 'end' } : literal(character)
      case '\\':
        return this.#escape()
      default:
        return literal(character)
    }
  }

  #endsHere(): boolean {
    return this.#at === this.#text.length || this.#operatorAt(')') || this.#operatorAt('|')
  }

  #group(): Expression {
    const number = ++this.#groups
    this.#open++
    const body = this.#choice()
    if (!this.#take(')')) throw new PatternError('Unmatched ( or \\(')
    this.#open--
    return { kind: 'group', number, body }
  }

  #escape(): Expression {
    const next = this.#text[this.#at++]
    if (next === undefined) throw new PatternError('Trailing backslash')
    if (!this.#extended && next === ')') throw new PatternError('Unmatched ) or \\)')
    if (/[1-9]/.test(next)) {
      if (Number(next) > this.#groups) throw new PatternError('Invalid back reference')
      this.#hasReference = true
      return { kind: 'reference', group: Number(next) }
    }
    return ESCAPES[next] ?? literal(next)
  }

  #repeated(atom: Expression): Expression {
    let body = atom
    for (;;) {
      const range = this.#range()
      if (!range) return body
      body = { kind: 'repeat', body, least: range[0], most: range[1] }
    }
  }

  #range(): [least: number, most: number] | undefined {
    if (this.#text[this.#at] === '*') {
      this.#at++
      return [0, Number.POSITIVE_INFINITY]
    }
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.#take('?')) return [0, 1]
    const counted = (this.#extended ? /\{(\d*)(,?)(\d*)\}/y : /\\\{(\d*)(,?)(\d*)\\\}/y)
    counted.lastIndex = this.#at
    const match = counted.exec(this.#text)
    if (!match) {
      if (!this.#extended && this.#operatorAt('{')) throw new PatternError('Unmatched \\{')
      return undefined
    }
    const [whole, from = '', comma, to = ''] = match
    if (from === '' && comma === '') throw new PatternError('Invalid content of \\{\\}')
    const least = Number(from)
    const most = comma === '' ? least : to === '' ? Number.POSITIVE_INFINITY : Number(to)
    if (most < least) throw new PatternError('Invalid content of \\{\\}')
    if (least > REPEAT_MAX || (most > REPEAT_MAX && Number.isFinite(most))) throw new PatternError('Regular expression too big')
    this.#at += whole.length
    return [least, most]
  }

  /** A set, after its `[`. */
  #bracket(): Expression {
    const negated = this.#text[this.#at] === '^'
    if (negated) this.#at++
    const tests: ((character: string) => boolean)[] = []
    for (let first = true; first || this.#text[this.#at] !== ']'; first = false) {
      const named = /\[:(\w+):\]/y
      named.lastIndex = this.#at
      const name = named.exec(this.#text)?.[1]
      if (name === undefined) tests.push(this.#setRange())
      else {
        const member = CLASSES[name]
        if (!member) throw new PatternError('Invalid character class name')
        tests.push((character) => member.test(character))
        this.#at = named.lastIndex
      }
    }
    this.#at++
    return { kind: 'set', matches: (character) => tests.some((test) => test(character)) !== negated }
  }

  #setRange(): (character: string) => boolean {
    const low = this.#setCharacter()
    if (this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']') return (character) => character === low
    this.#at++
    const high = this.#setCharacter()
    if (high < low) throw new PatternError('Invalid range end')
    return (character) => character >= low && character <= high
  }

  #setCharacter(): string {
    const character = this.#text[this.#at++]
    if (character === undefined) throw new PatternError('Unmatched [, [^, [:, [., or [=')
    // A backslash is itself in a set; busybox's sed and awk make `\n` and `\t` of it before.
    const escaped = character === '\\' ? { n: '\n', t: '\t' }[this.#text[this.#at] ?? ''] : undefined
    if (escaped === undefined) return character
    this.#at++
    return escaped
  }
}

function literal(character: string): Expression {
  return { kind: 'literal', character }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /\d/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
  cntrl: /[\0-\x1f\x7f]/, // oxlint-disable-line no-control-regex -- the class is of control characters
  print: /[ -~]/,
  graph: /[!-~]/,
}
