import type { Program } from '../process.ts'
import { inputs, linesOf, readLine, write } from './input.ts'
import { parseOptions } from './options.ts'
import { compilePattern, type Match, type RegularExpression } from './regularExpression.ts'
import { PatternError } from './regularExpressionSyntax.ts'

export const grep: Program = function* (process) {
  const name = process.arguments[0] ?? 'grep'
  const { flags, values, all, operands, unknown } = parseOptions(process.arguments.slice(1), 'EFivnclLqowxhHrse:A:B:C:m:f:', { 'ignore-case': 'i', 'invert-match': 'v', count: 'c', quiet: 'q', extended: 'E', 'line-number': 'n', 'only-matching': 'o', color: 's' })
  const patterns = all.filter(([letter]) => letter === 'e').map(([, pattern]) => pattern)
  const paths = [...operands]
  if (patterns.length === 0) patterns.push(...(paths.shift() ?? '').split('\n'))
  if (unknown !== undefined || (patterns.length === 1 && operands.length === 0 && !values.has('e'))) {
    yield* write('Usage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... } [FILE]...\n', 2)
    return 2
  }
  let expressions: RegularExpression[]
  try {
    expressions = patterns.map((pattern) => compilePattern(framed(pattern, flags), { extended: flags.has('E') || name === 'egrep', ignoreCase: flags.has('i'), fixed: flags.has('F') || name === 'fgrep' }))
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    yield* write(`grep: bad regex '${patterns[0]}': ${error.message}\n`, 2)
    return 2
  }
  const counts = ({ index, end }: Match, line: string): boolean =>
    (!flags.has('x') || (index === 0 && end === line.length)) && (!flags.has('w') || (!/\w/.test(line[index - 1] ?? '') && !/\w/.test(line[end] ?? '')))
  const framing = flags.has('x') || flags.has('w')
  const matchesOf = (line: string): string[] => expressions.flatMap((expression) => [...expression.matches(line)].filter((match) => counts(match, line)).map(({ groups }) => groups[0] ?? ''))
  const found = (line: string): boolean => (framing ? matchesOf(line).length > 0 : expressions.some((expression) => expression.test(line)))
  const wanted = (line: string): boolean => found(line) !== flags.has('v')
  const shown = (line: string): string => (flags.has('o') ? matchesOf(line).filter((text) => text !== '').map((text) => `${text}\n`).join('') : `${line}\n`)
  const limit = Number(values.get('m') ?? Number.POSITIVE_INFINITY)
  const after = Number(values.get('A') ?? values.get('C') ?? 0)
  const before = Number(values.get('B') ?? values.get('C') ?? 0)

  // Without a file, lines are passed on as they come.
  if (paths.length === 0 && !flags.has('c') && after === 0 && before === 0 && !flags.has('l')) {
    let count = 0
    let number = 0
    for (;;) {
      const line = yield* readLine()
      if (line === '') return count > 0 ? 0 : 1
      number++
      if (!wanted(line.replace(/\n$/, ''))) continue
      if (flags.has('q')) return 0
      yield* write(`${flags.has('n') ? `${number}:` : ''}${shown(line.replace(/\n$/, ''))}`)
      if (++count >= limit) return 0
    }
  }
  const { texts, failed } = yield* inputs(process, 'grep', paths)
  const named = (texts.length > 1 && !flags.has('h')) || flags.has('H')
  let any = false
  for (const { name: file, text } of texts) {
    const lines = linesOf(text)
    const hits = lines.flatMap((line, index) => (wanted(line) ? [index] : [])).slice(0, limit)
    any ||= hits.length > 0
    const prefix = named ? `${file}:` : ''
    if (flags.has('q')) continue
    if (flags.has('l') || flags.has('L')) {
      if (hits.length > 0 === flags.has('l')) yield* write(`${file}\n`)
    } else if (flags.has('c')) yield* write(`${prefix}${hits.length}\n`)
    else {
      let last = -1
      for (const hit of hits) {
        const from = Math.max(last + 1, hit - before)
        if ((after > 0 || before > 0) && last >= 0 && from > last + 1) yield* write('--\n')
        for (let index = from; index <= Math.min(hit + after, lines.length - 1); index++) {
          if (index <= last) continue
          const isHit = hits.includes(index)
          const mark = isHit ? ':' : '-'
          yield* write(`${named ? `${file}${mark}` : ''}${flags.has('n') ? `${index + 1}${mark}` : ''}${isHit ? shown(lines[index] as string) : `${lines[index]}\n`}`)
          last = index
        }
      }
    }
  }
  return failed ? 2 : any ? 0 : 1
}

function framed(pattern: string, flags: ReadonlySet<string>): string {
  return flags.has('x') && !flags.has('F') ? `^${flags.has('E') ? `(${pattern})` : `\\(${pattern}\\)`}$` : pattern
}
