import type { Program, Wait } from '../process.ts'
import { absolutePath } from '../paths.ts'
import { closeInput, inputs, openInput, readAll, readFile, readLine, write } from './input.ts'
import { parseOptions } from './options.ts'

/** `-5` stands for `-n 5`. */
function words(argv: readonly string[]): string[] {
  return argv.slice(1).map((word) => (/^-\d+$/.test(word) ? `-n${word.slice(1)}` : word))
}

/** Ends as soon as it has enough, so that whoever writes to it does too. */
export const head: Program = function* (process) {
  const { values, flags, operands } = parseOptions(words(process.arguments), 'n:c:qv', { lines: 'n', bytes: 'c', quiet: 'q' })
  const count = Number(values.get('n') ?? 10)
  const characters = values.get('c')
  let status = 0
  for (const [index, path] of (operands.length > 0 ? operands : ['-']).entries()) {
    const descriptor = openInput(process, path)
    if (typeof descriptor === 'string') {
      yield* write(`head: ${path}: ${descriptor}\n`, 2)
      status = 1
      continue
    }
    if ((operands.length > 1 && !flags.has('q')) || flags.has('v')) yield* write(`${index > 0 ? '\n' : ''}==> ${path === '-' ? 'standard input' : path} <==\n`)
    if (characters !== undefined) yield* headCharacters(descriptor, amount(characters))
    else if (count < 0) yield* write(lines(yield* readAll(descriptor)).slice(0, count).join(''))
    else yield* headLines(descriptor, count)
    closeInput(process, descriptor)
  }
  return status
}

/** `5`, `2k`. */
function amount(text: string): number {
  return Number.parseInt(text, 10) * ({ k: 1024, m: 1_048_576, b: 512 }[text.slice(-1).toLowerCase()] ?? 1)
}

function* headCharacters(descriptor: number, count: number): Generator<Wait, void, any> {
  if (count < 0) return yield* write((yield* readAll(descriptor)).slice(0, count))
  for (let left = count; left > 0; ) {
    const piece: string = yield { kind: 'read', descriptor }
    if (piece === '') return
    yield* write(piece.slice(0, left))
    left -= piece.length
  }
}

function* headLines(descriptor: number, count: number): Generator<Wait, void, any> {
  for (let left = count; left > 0; left--) {
    const line = yield* readLine(descriptor)
    if (line === '') return
    yield* write(line)
  }
}

/** Lines with their newlines. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
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
  const count = Number(asked.replace(/^[-+]/, ''))
  return (asked.startsWith('+') ? lines(text).slice(Math.max(0, count - 1)) : count === 0 ? [] : lines(text).slice(-count)).join('')
}
