/** Applets that arrange lines: tac, nl, paste. */
import type { Program } from '../process.ts'
import { inputs, linesOf, write } from './input.ts'
import { parseOptions } from './options.ts'

export const tac: Program = function* (process) {
  const { texts, failed } = yield* inputs(process, 'tac', parseOptions(process.arguments.slice(1), '').operands)
  for (const { text } of texts) yield* write((text.match(/[^\n]*\n|[^\n]+$/g) ?? []).reverse().join(''))
  return failed ? 1 : 0
}

export const nl: Program = function* (process) {
  const { values, operands } = parseOptions(process.arguments.slice(1), 'b:w:s:v:i:n:')
  const width = Number(values.get('w') ?? 6)
  const separator = values.get('s') ?? '\t'
  const step = Number(values.get('i') ?? 1)
  const { texts, failed } = yield* inputs(process, 'nl', operands)
  let number = Number(values.get('v') ?? 1)
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    const counts = values.get('b') === 'a' || (line !== '' && values.get('b') !== 'n')
    yield* write(counts ? `${String(number).padStart(width)}${separator}${line}\n` : `${' '.repeat(width + separator.length)}${line}\n`)
    if (counts) number += step
  }
  return failed ? 1 : 0
}

export const paste: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1), 'sd:')
  const delimiters = [...(values.get('d') ?? '\t').replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t', 0: '' })[letter] ?? letter)]
  const joined = (parts: readonly string[]): string => parts.map((part, index) => (index === 0 ? part : `${delimiters[(index - 1) % delimiters.length] ?? ''}${part}`)).join('')
  // Several `-` take lines of the same input in turn.
  const { texts, failed } = yield* inputs(process, 'paste', operands.filter((path, index) => path !== '-' || operands.indexOf('-') === index))
  const shared = texts.find(({ name }) => name === '-')
  const places = operands.filter((path) => path === '-').length
  const columns = (operands.length > 0 ? operands : ['-']).map((path, index, all) => {
    const lines = linesOf(texts.find(({ name }) => name === path)?.text ?? '')
    if (path !== '-' || !shared || places < 2) return lines
    const turn = all.slice(0, index).filter((each) => each === '-').length
    return lines.filter((_, number) => number % places === turn)
  })
  if (flags.has('s')) for (const column of columns) yield* write(`${joined(column)}\n`)
  else for (let row = 0; row < Math.max(...columns.map(({ length }) => length)); row++) yield* write(`${joined(columns.map((column) => column[row] ?? ''))}\n`)
  return failed ? 1 : 0
}
