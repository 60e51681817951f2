import { compileExpression, type RegularExpression } from '../applets/regularExpression.ts'
import type { Expression } from '../applets/regularExpressionSyntax.ts'

/**
 * Shell patterns: `*`, `?`, `[a-z]`, with a backslash before a character that stands for itself. Matching is done by hand, not by a regular expression,
 * so that no pattern takes exponential time.
 */
type Item = { readonly kind: 'any' } | { readonly kind: 'one'; matches(character: string): boolean }

export class Pattern {
  readonly #items: readonly Item[]

  constructor(text: string) {
    this.#items = compile(text)
  }

  /** Whether it matches the whole text. */
  matches(text: string): boolean {
    let item = 0
    let at = 0
    let starItem = -1
    let starAt = 0
    while (at < text.length) {
      const current = this.#items[item]
      if (current?.kind === 'any') {
        starItem = item++
        starAt = at
      } else if (current?.matches(text[at] as string)) {
        item++
        at++
      } else if (starItem >= 0) {
        item = starItem + 1
        at = ++starAt
      } else return false
    }
    while (this.#items[item]?.kind === 'any') item++
    return item === this.#items.length
  }
}

/** How much of a text's beginning, or of its end, a pattern matches: the shortest or the longest such length; undefined if none does. */
export function matchedLength(pattern: string, text: string, { fromEnd, longest }: { fromEnd: boolean; longest: boolean }): number | undefined {
  const items = compile(pattern)
  if (fromEnd) items.reverse()
  let reached = passAny(items, [true])
  let found: number | undefined
  for (let length = 0; ; length++) {
    if (reached[items.length]) {
      found = length
      if (!longest) return found
    }
    const character = fromEnd ? text[text.length - 1 - length] : text[length]
    if (character === undefined || !reached.includes(true)) return found
    const next: boolean[] = Array.from({ length: items.length + 1 }, () => false)
    for (const [index, item] of items.entries()) {
      if (!reached[index]) continue
      if (item.kind === 'any') next[index] = true
      else if (item.matches(character)) next[index + 1] = true
    }
    reached = passAny(items, next)
  }
}

/** A `*` may also match nothing. */
function passAny(items: readonly Item[], reached: boolean[]): boolean[] {
  for (const [index, item] of items.entries()) if (reached[index] && item.kind === 'any') reached[index + 1] = true
  return reached
}

/** The pattern as one that is looked for within a text. */
export function searchFor(pattern: string, anchor?: 'start' | 'end'): RegularExpression {
  const any: Expression = { kind: 'repeat', body: { kind: 'set', matches: () => true }, least: 0, most: Number.POSITIVE_INFINITY }
  const parts = compile(pattern).map((item): Expression => (item.kind === 'any' ? any : { kind: 'set', matches: item.matches }))
  if (anchor === 'start') parts.unshift({ kind: 'assertion', what: 'start' })
  if (anchor === 'end') parts.push({ kind: 'assertion', what: 'end' })
  return compileExpression({ root: { kind: 'sequence', parts }, groups: 0, hasReference: false })
}

/** Puts a backslash before each character that has a meaning in patterns. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]!^-]/g, '\\$&')
}

/** Whether a pattern, escapes apart, could match more than itself. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern.replace(/\\./gs, ''))
}

export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\(.)/gs, '$1')
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

function compile(text: string): Item[] {
  const items: Item[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (character === '*') items.push({ kind: 'any' })
    else if (character === '?') items.push({ kind: 'one', matches: () => true })
    else if (character === '[') {
      const set = bracket(text, at)
      if (set) at = set.end
      items.push({ kind: 'one', matches: set?.matches ?? ((other) => other === '[') })
    } else {
      const literal = character === '\\' && at + 1 < text.length ? (text[++at] as string) : character
      items.push({ kind: 'one', matches: (other) => other === literal })
    }
  }
  return items
}

/** The set that begins at `[`, or undefined if it never ends. `end` is where its `]` stands. */
function bracket(text: string, start: number): { end: number; matches: (character: string) => boolean } | undefined {
  let at = start + 1
  const negated = text[at] === '!' || text[at] === '^'
  if (negated) at++
  const tests: ((character: string) => boolean)[] = []
  for (let first = true; at < text.length && (first || text[at] !== ']'); first = false) {
    const named = /^\[:(\w+):\]/.exec(text.slice(at, at + 12))
    if (named) {
      const pattern = CLASSES[named[1] as string]
      tests.push((character) => pattern?.test(character) ?? false)
      at += named[0].length
      continue
    }
    const [low, afterLow] = single(text, at)
    if (text[afterLow] === '-' && afterLow + 1 < text.length && text[afterLow + 1] !== ']') {
      const [high, afterHigh] = single(text, afterLow + 1)
      tests.push((character) => character >= low && character <= high)
      at = afterHigh
    } else {
      tests.push((character) => character === low)
      at = afterLow
    }
  }
  if (at >= text.length) return undefined
  return { end: at, matches: (character) => tests.some((test) => test(character)) !== negated }
}

function single(text: string, at: number): [character: string, next: number] {
  return text[at] === '\\' && at + 1 < text.length ? [text[at + 1] as string, at + 2] : [text[at] as string, at + 1]
}
