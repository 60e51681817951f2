import type { Program } from '../process.ts'
import { absolutePath } from '../paths.ts'
import { inputs, linesOf, readFile, readLine, write } from './input.ts'
import { parseOptions } from './options.ts'

/** `-5` stands for `-n 5`. */
function words(argv: readonly string[]): string[] {
  return argv.slice(1).map((word) => (/^-\d+$/.test(word) ? `-n${word.slice(1)}` : word))
}

export const head: Program = function* (process) {
  const { values, flags, operands } = parseOptions(words(process.arguments), 'n:c:qv', { lines: 'n', bytes: 'c' })
  const count = Number(values.get('n') ?? 10)
  const characters = values.get('c')
  if (operands.length === 0 && characters === undefined && count >= 0) {
    // Ends as soon as it has enough, so that whoever writes to it does too.
    for (let left = count; left > 0; left--) {
      const line = yield* readLine()
      if (line === '') break
      yield* write(line)
    }
    return 0
  }
  const { texts, failed } = yield* inputs(process, 'head', operands)
  for (const [index, { name, text }] of texts.entries()) {
    if ((operands.length > 1 && !flags.has('q')) || flags.has('v')) yield* write(`${index > 0 ? '\n' : ''}==> ${name} <==\n`)
    if (characters !== undefined) yield* write(text.slice(0, Number(characters)))
    else yield* write(linesOf(text).slice(0, count < 0 ? count : count).map((line) => `${line}\n`).join(''))
  }
  return failed ? 1 : 0
}

export const tail: Program = function* (process) {
  const { values, flags, operands } = parseOptions(words(process.arguments), 'n:c:qvfFs:', { lines: 'n', bytes: 'c', follow: 'f' })
  const asked = values.get('n') ?? '10'
  const { texts, failed } = yield* inputs(process, 'tail', operands)
  for (const [index, { name, text }] of texts.entries()) {
    if ((operands.length > 1 && !flags.has('q')) || flags.has('v')) yield* write(`${index > 0 ? '\n' : ''}==> ${name} <==\n`)
    const characters = values.get('c')
    if (characters !== undefined) yield* write(text.slice(-Number(characters)))
    else yield* write(lastLines(text, asked))
  }
  const [path] = operands
  if (path === undefined || !(flags.has('f') || flags.has('F'))) return failed ? 1 : 0
  let length = texts[0]?.text.length ?? 0
  for (;;) {
    yield { kind: 'change', path: absolutePath(path, process.workingDirectory) }
    if (process.takeSignals().length > 0) return 0
    const found = readFile(process, path)
    const text = 'text' in found ? found.text : ''
    yield* write(text.slice(Math.min(length, text.length)))
    length = text.length
  }
}

/** `5` counts from the end, `+5` from the beginning. */
function lastLines(text: string, asked: string): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const count = Number(asked.replace(/^[-+]/, ''))
  return (asked.startsWith('+') ? lines.slice(Math.max(0, count - 1)) : count === 0 ? [] : lines.slice(-count)).join('')
}
