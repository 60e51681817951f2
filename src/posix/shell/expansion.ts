/** What the words of a command become: parameters, commands and arithmetic are put in, the result is split into fields, patterns become paths. */
import type { Assignment, DoubleQuotedChild, ParameterExpansionPart, ParsedScript, Word, WordPart } from 'unbash'
import type { Wait } from '../process.ts'
import { evaluateArithmetic } from './arithmetic.ts'
import { expandBraces } from './braces.ts'
import { ShellError } from './control.ts'
import { expandPathname } from './glob.ts'
import { escapePattern, hasWildcard, matchedLength, searchFor, unescapePattern } from './pattern.ts'
import type { Shell } from './interpreter.ts'

/** A piece of an expanded word. What is quoted is neither split nor taken as a pattern; what was written in the script is not split. */
interface Piece {
  readonly text: string
  readonly quoted: boolean
  readonly split: boolean
  /** A field ends after this piece, whatever it holds: `"$@"`. */
  readonly breakAfter?: boolean
}

type Expanding<T> = Generator<Wait, T, any>

/** The fields that words become. */
export function* expandWords(shell: Shell, words: readonly Word[]): Expanding<string[]> {
  const out: string[] = []
  for (const word of words.flatMap((each) => braced(shell, each))) {
    const fields = split(yield* piecesOf(shell, word), shell.state.get('IFS') ?? ' \t\n')
    for (const field of fields) {
      const paths = !shell.state.options.has('noglob') && hasWildcard(field) ? expandPathname(field, shell.process.files, shell.process.workingDirectory) : []
      if (paths.length > 0) out.push(...paths)
      else out.push(unescapePattern(field))
    }
  }
  return out
}

/** The words that braces make of one; busybox's shell has none. */
function braced(shell: Shell, word: Word): readonly Word[] {
  if (!shell.state.braces || !word.parts?.some(({ type }) => type === 'BraceExpansion')) return [word]
  return expandBraces(word.text).map((text) => shell.parseWord(text) ?? word)
}

/** One text of a word, without splitting: an assignment's value, a redirection's target. */
export function* expandText(shell: Shell, word: Word | undefined): Expanding<string> {
  return word ? (yield* piecesOf(shell, word)).map(({ text }) => text).join('') : ''
}

/** A word as a pattern: what is quoted stands for itself. */
export function* expandPattern(shell: Shell, word: Word): Expanding<string> {
  return (yield* piecesOf(shell, word)).map(({ text, quoted }) => (quoted ? escapePattern(text) : text)).join('')
}

/** A word as a regular expression: what is quoted stands for itself. */
export function* expandExpression(shell: Shell, word: Word): Expanding<string> {
  return (yield* piecesOf(shell, word)).map(({ text, quoted }) => (quoted ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text)).join('')
}

/** The body of a here-document. */
export function* expandBody(shell: Shell, text: string, parts: readonly WordPart[] | undefined): Expanding<string> {
  if (!parts) return text
  let out = ''
  for (const part of parts) out += (yield* pieceOf(shell, part as DoubleQuotedChild, true)).map((piece) => piece.text).join('')
  return out
}

function* piecesOf(shell: Shell, word: Word): Expanding<Piece[]> {
  if (!word.parts) return word.text === word.value ? [literal(tilde(shell, word.value))] : [{ text: word.value, quoted: true, split: false }]
  const out: Piece[] = []
  for (const [index, part] of word.parts.entries()) {
    if (index === 0 && part.type === 'Literal' && part.text === part.value) out.push(literal(tilde(shell, part.value)))
    else out.push(...(yield* pieceOf(shell, part, false)))
  }
  return out
}

const literal = (text: string): Piece => ({ text, quoted: false, split: false })

function tilde(shell: Shell, text: string): string {
  return text === '~' || text.startsWith('~/') ? (shell.state.get('HOME') ?? '~') + text.slice(1) : text
}

function* pieceOf(shell: Shell, part: WordPart, quoted: boolean): Expanding<Piece[]> {
  switch (part.type) {
    case 'Literal':
      return [{ text: part.value, quoted: quoted || part.text !== part.value, split: false }]
    case 'Glob':
    case 'ExtendedGlob':
      return [{ text: part.text, quoted, split: false }]
    case 'BraceExpansion':
      return [{ text: part.text, quoted, split: false }]
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ text: part.value, quoted: true, split: false }]
    case 'DoubleQuoted':
    case 'LocaleString': {
      const out: Piece[] = part.parts.length === 0 ? [{ text: '', quoted: true, split: false }] : []
      for (const child of part.parts) out.push(...(yield* pieceOf(shell, child, true)))
      return out
    }
    case 'SimpleExpansion':
      return parameter(shell, part.text.slice(1), quoted)
    case 'ParameterExpansion':
      return yield* parameterExpansion(shell, part, quoted)
    case 'CommandExpansion':
      return [{ text: yield* shell.capture(part.script as ParsedScript, part.text), quoted, split: !quoted }]
    case 'ArithmeticExpansion': {
      const inner = yield* insideArithmetic(shell, part.text.replace(/^\$\(\(|\)\)$|^\$\[|\]$/g, ''))
      return [{ text: String(evaluateArithmetic(inner, variablesOf(shell))), quoted, split: !quoted }]
    }
    case 'ProcessSubstitution':
      throw new ShellError('syntax error: process substitution is not supported')
  }
}

/** Parameters and commands inside `$(( ))` are put in before it is evaluated. */
export function* insideArithmetic(shell: Shell, text: string): Expanding<string> {
  if (!/[$`]/.test(text)) return text
  const word = shell.parseWord(`"${text}"`)
  return word ? yield* expandText(shell, word) : text
}

export function variablesOf(shell: Shell): { get(name: string): string | undefined; set(name: string, value: string): void } {
  return { get: (name) => shell.parameter(name), set: (name, value) => shell.state.set(name, value) }
}

/** `$name`, `$@`, `$1`. */
function parameter(shell: Shell, name: string, quoted: boolean): Piece[] {
  if (name === '@' || (name === '*' && !quoted)) {
    const { positional } = shell.state
    // "$@" of nothing is nothing at all.
    if (positional.length === 0) return []
    return positional.map((text, index) => ({ text, quoted, split: !quoted, breakAfter: index < positional.length - 1 }))
  }
  const value = shell.parameter(name)
  if (value === undefined && shell.state.options.has('nounset')) throw new ShellError(`${name}: parameter not set`)
  return [{ text: value ?? '', quoted, split: !quoted }]
}

function* parameterExpansion(shell: Shell, part: ParameterExpansionPart, quoted: boolean): Expanding<Piece[]> {
  const { parameter: name, prefix, operation } = part
  const value = name === '@' || name === '*' ? (shell.state.positional.length > 0 ? shell.state.positional.join(' ') : undefined) : shell.parameter(name)
  const piece = (text: string): Piece[] => [{ text, quoted, split: !quoted }]
  if (prefix === '#') return piece(String(name === '@' || name === '*' ? shell.state.positional.length : [...(value ?? '')].length))
  if (prefix === '!') throw new ShellError(`${part.text}: bad substitution`)
  if (!operation) return parameter(shell, name, quoted)
  switch (operation.type) {
    case 'Default': {
      const { operator, operand } = operation
      const absent = value === undefined || (operator.startsWith(':') && value === '')
      const sign = operator.at(-1)
      if (sign === '+') return absent ? piece('') : yield* operandOf(shell, operand, quoted)
      if (!absent) return parameter(shell, name, quoted)
      if (sign === '-') return yield* operandOf(shell, operand, quoted)
      const text = yield* expandText(shell, operand)
      if (sign === '?') throw new ShellError(`${name}: ${text || 'parameter not set'}`)
      shell.state.set(name, text)
      return piece(text)
    }
    case 'Remove':
      return piece(removed(value ?? '', yield* expandPattern(shell, operation.operand), operation.operator))
    case 'Replace':
      return piece(replaced(value ?? '', yield* expandPattern(shell, operation.pattern), yield* expandText(shell, operation.replacement), operation.operator, shell.state.braces))
    case 'Slice': {
      const offset = Number(evaluateArithmetic(yield* expandText(shell, operation.offset), variablesOf(shell)))
      const length = operation.length ? Number(evaluateArithmetic(yield* expandText(shell, operation.length), variablesOf(shell))) : undefined
      const text = value ?? ''
      const from = offset < 0 ? Math.max(0, text.length + offset) : offset
      const end = length === undefined ? text.length : length < 0 ? text.length + length : from + length
      return piece(text.slice(from, Math.max(from, end)))
    }
    case 'CaseModification': {
      const upper = operation.operator.startsWith('^')
      const change = (text: string): string => (upper ? text.toUpperCase() : text.toLowerCase())
      return piece(operation.operator.length === 2 ? change(value ?? '') : change((value ?? '').slice(0, 1)) + (value ?? '').slice(1))
    }
    default:
      throw new ShellError(`${part.text}: bad substitution`)
  }
}

function* operandOf(shell: Shell, operand: Word, quoted: boolean): Expanding<Piece[]> {
  return (yield* piecesOf(shell, operand)).map((piece) => ({ ...piece, quoted: piece.quoted || quoted, split: !quoted && !piece.quoted }))
}

/** `${name#pattern}` and its like: takes the shortest or longest match off an end. */
function removed(text: string, pattern: string, operator: '#' | '##' | '%' | '%%'): string {
  const fromEnd = operator.startsWith('%')
  const length = matchedLength(pattern, text, { fromEnd, longest: operator.length === 2 })
  if (length === undefined) return text
  return fromEnd ? text.slice(0, text.length - length) : text.slice(length)
}

/** @param anchors whether `/#` and `/%` tie the pattern to an end as in bash; to busybox's shell they are characters of the pattern. */
function replaced(text: string, pattern: string, replacement: string, operator: '/' | '//' | '/#' | '/%', anchors: boolean): string {
  const sign = operator === '/#' || operator === '/%' ? operator[1] : undefined
  if (pattern === '' && (sign === undefined || !anchors)) return text
  const anchor = sign === '#' ? 'start' : sign === '%' ? 'end' : undefined
  const search = anchors ? searchFor(pattern, anchor) : searchFor((sign ?? '') + pattern)
  let out = ''
  let end = 0
  for (const match of search.matches(text)) {
    if (match.end === match.index && anchor === undefined) continue
    out += text.slice(end, match.index) + replacement
    end = match.end
    if (operator !== '//') break
  }
  return out + text.slice(end)
}

/** Pieces as fields, in which what is quoted is escaped, so that a pattern can be told from a text. */
function split(pieces: readonly Piece[], separators: string): string[] {
  const fields: string[] = []
  let field: string | undefined
  /** Whether blanks ended the field before: a separator that follows them is the same separator. */
  let afterBlank = false
  const end = (): void => {
    if (field !== undefined) fields.push(field)
    field = undefined
  }
  const add = (text: string): void => {
    field = (field ?? '') + text
    afterBlank = false
  }
  for (const { text, quoted, split: splits, breakAfter } of pieces) {
    if (!splits || separators === '') {
      if (text !== '' || quoted) add(quoted ? escapePattern(text) : text)
    } else {
      for (const character of text) {
        if (!separators.includes(character)) add(character === '\\' ? '\\\\' : character)
        else if (/\s/.test(character)) {
          afterBlank ||= field !== undefined
          end()
        } else {
          // A separator that is no blank ends a field even if it is empty.
          if (!afterBlank) field ??= ''
          afterBlank = false
          end()
        }
      }
    }
    if (breakAfter) end()
  }
  end()
  return fields
}

/** `export A=b`: an assignment as an argument is one word. */
export function wordOf(assignment: Assignment): Word {
  const { pos, end, name, value } = assignment
  if (value.type !== 'Word') return { type: 'Word', pos, end, text: assignment.text, value: assignment.text }
  const head = `${name}${assignment.append ? '+' : ''}=`
  const rest = value.parts ?? [{ type: 'Literal' as const, pos, end, text: value.text, value: value.value }]
  return { type: 'Word', pos, end, text: assignment.text, value: assignment.text, parts: [{ type: 'Literal', pos, end, text: head, value: head }, ...rest] }
}
