import { parse, type ParsedScript } from 'unbash'

export interface ShellScript {
  readonly source: string
  readonly script: ParsedScript
}

/** A text that is no script. `incomplete`: whether more lines could make it one, so that a person at a prompt is asked for more. */
export interface SyntaxProblem {
  readonly message: string
  readonly incomplete: boolean
}

/** What a shell still waits for, by how the parser says it. */
const MISSING: readonly [RegExp, (match: RegExpMatchArray) => string][] = [
  [/^unterminated (double|single) quote|^unterminated backtick/, () => 'syntax error: unterminated quoted string'],
  [/^unterminated parameter expansion/, () => "syntax error: missing '}'"],
  [/^unterminated command substitution/, () => 'syntax error: unexpected end of file (expecting ")")'],
  [/^unterminated arithmetic/, () => 'syntax error: unexpected end of file (expecting "))")'],
  [/^unterminated/, () => 'syntax error: unexpected end of file'],
  [/^expected '(.+)' to close/, ([, token]) => `syntax error: unexpected end of file (expecting "${token}")`],
  [/^expected '(.+)'/, ([, token]) => `syntax error: unexpected end of file (expecting "${token}")`],
  [/^expected command after/, () => 'syntax error: unexpected end of file'],
]

/** Reads a script; every problem is worded as busybox ash words it. */
export function parseShell(source: string): ShellScript | SyntaxProblem {
  const script = parse(source)
  const problem = script.errors?.find(({ message }) => !/^expected command after '(do|then|else|\{|\()'/.test(message)) ?? script.errors?.[0]
  return problem ? describe(source, problem) : { source, script }
}

export function isProblem(parsed: ShellScript | SyntaxProblem): parsed is SyntaxProblem {
  return 'message' in parsed
}

function describe(source: string, problem: { message: string; pos: number }): SyntaxProblem {
  const unexpected = /^unexpected token '(.+)'$/s.exec(problem.message)
  if (unexpected) return { message: `syntax error: unexpected "${unexpected[1]}"`, incomplete: false }
  const rest = source.slice(problem.pos).trimStart()
  const atEnd = rest === '' || problem.message.startsWith('unterminated')
  if (!atEnd) return { message: `syntax error: unexpected "${firstToken(rest)}"`, incomplete: false }
  for (const [pattern, word] of MISSING) {
    const match = pattern.exec(problem.message)
    if (match) return { message: word(match), incomplete: true }
  }
  return { message: 'syntax error: unexpected end of file', incomplete: true }
}

function firstToken(text: string): string {
  if (text.startsWith('\n')) return 'newline'
  return /^(?:&&|\|\||;;|[&|;()<>]|[^\s&|;()<>]+)/.exec(text)?.[0] ?? text.slice(0, 1)
}
