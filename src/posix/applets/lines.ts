/** Applets that work on lines: wc, sort, uniq, cut, tr, tee, nl-like ones. */
import type { Program } from '../process.ts'
import { inputs, linesOf, readLine, write } from './input.ts'
import { parseOptions } from './options.ts'

export const wc: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'lwcmL')
  const { texts, failed } = yield* inputs(process, 'wc', operands)
  const shown = (['l', 'w', 'c'] as const).filter((letter) => flags.size === 0 || flags.has(letter) || (letter === 'c' && flags.has('m')))
  const counts = texts.map(({ name, text }) => ({ name, l: text.split('\n').length - 1, w: text.split(/\s+/).filter((word) => word !== '').length, c: text.length }))
  if (counts.length > 1) counts.push(counts.reduce((sum, each) => ({ name: 'total', l: sum.l + each.l, w: sum.w + each.w, c: sum.c + each.c })))
  for (const count of counts) {
    const numbers = shown.map((letter) => String(count[letter]))
    const columns = shown.length === 1 ? numbers[0] : numbers.map((number) => number.padStart(9)).join(' ')
    yield* write(`${columns}${count.name === '-' && operands.length === 0 ? '' : ` ${count.name}`}\n`)
  }
  return failed ? 1 : 0
}

export const sort: Program = function* (process) {
  const { flags, values, all, operands } = parseOptions(process.arguments.slice(1), 'nruk:t:o:bfshVc')
  const { texts, failed } = yield* inputs(process, 'sort', operands)
  const lines = texts.flatMap(({ text }) => linesOf(text))
  const keys = all.filter(([letter]) => letter === 'k').map(([, key]) => key)
  const field = (line: string, key: string): string => {
    const [from = '1', to] = key.split(',')
    const separator = values.get('t')
    const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator)
    return fields.slice(Number.parseInt(from, 10) - 1, to === undefined ? undefined : Number.parseInt(to, 10)).join(separator ?? '')
  }
  const compare = (a: string, b: string, numeric: boolean): number => (numeric ? (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) : a < b ? -1 : a > b ? 1 : 0)
  const fold = (text: string): string => (flags.has('f') ? text.toUpperCase() : text)
  const order = (a: string, b: string): number => {
    for (const key of keys) {
      const reversed = /r/.test(key) !== flags.has('r') ? -1 : 1
      const difference = compare(fold(field(a, key).trimStart()), fold(field(b, key).trimStart()), /[nh]/.test(key) || flags.has('n') || flags.has('h'))
      if (difference !== 0) return difference * reversed
    }
    const difference = keys.length > 0 ? 0 : compare(fold(a), fold(b), flags.has('n') || flags.has('h'))
    return (difference || compare(a, b, false)) * (flags.has('r') ? -1 : 1)
  }
  const sorted = [...lines].sort(order)
  const unique = flags.has('u') ? sorted.filter((line, index) => index === 0 || line !== sorted[index - 1]) : sorted
  const text = unique.map((line) => `${line}\n`).join('')
  const target = values.get('o')
  const stream = target === undefined ? undefined : process.open(target, 'write')
  if (stream === undefined) yield* write(text)
  else if (typeof stream !== 'string') stream.write(text)
  return failed ? 1 : 0
}

export const uniq: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'cdui')
  const { texts, failed } = yield* inputs(process, 'uniq', operands.slice(0, 1))
  const groups: { line: string; count: number }[] = []
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    const last = groups.at(-1)
    if (last && (flags.has('i') ? last.line.toLowerCase() === line.toLowerCase() : last.line === line)) last.count++
    else groups.push({ line, count: 1 })
  }
  const wanted = groups.filter(({ count }) => (flags.has('d') ? count > 1 : flags.has('u') ? count === 1 : true))
  yield* write(wanted.map(({ line, count }) => `${flags.has('c') ? `${String(count).padStart(7)} ` : ''}${line}\n`).join(''))
  return failed ? 1 : 0
}

export const cut: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1), 'd:f:c:b:s', { delimiter: 'd', fields: 'f', characters: 'c' })
  const list = values.get('f') ?? values.get('c') ?? values.get('b')
  if (list === undefined) {
    yield* write('cut: expected a list of bytes, characters, or fields\n', 2)
    return 1
  }
  const delimiter = values.get('d') ?? '\t'
  const byField = values.has('f')
  const { texts, failed } = yield* inputs(process, 'cut', operands)
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    if (byField && !line.includes(delimiter)) {
      if (!flags.has('s')) yield* write(`${line}\n`)
      continue
    }
    const parts = byField ? line.split(delimiter) : [...line]
    yield* write(`${parts.filter((_, index) => isListed(list, index + 1)).join(byField ? delimiter : '')}\n`)
  }
  return failed ? 1 : 0
}

function isListed(list: string, number: number): boolean {
  return list.split(',').some((range) => {
    const [from = '', to] = range.split('-')
    if (to === undefined) return Number(from) === number
    return number >= Number(from || 1) && number <= (to === '' ? Number.POSITIVE_INFINITY : Number(to))
  })
}

export const tr: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'dsc')
  const from = setOf(operands[0] ?? '')
  const to = setOf(operands[1] ?? '')
  const inSet = (character: string): boolean => from.includes(character) !== flags.has('c')
  for (;;) {
    const piece: string = yield { kind: 'read', descriptor: 0 }
    if (piece === '') return 0
    let out = ''
    for (const character of piece) {
      if (!inSet(character)) out += character
      else if (flags.has('d')) continue
      else {
        const mapped = to.length === 0 ? character : (to[Math.min(flags.has('c') ? to.length - 1 : from.indexOf(character), to.length - 1)] as string)
        if (!flags.has('s') || !out.endsWith(mapped)) out += mapped
      }
    }
    yield* write(out)
  }
}

const CLASSES: Readonly<Record<string, string>> = { upper: 'A-Z', lower: 'a-z', digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: ' \\t\\n\\r', blank: ' \\t', punct: '!-/:-@[-`{-~' }

/** `a-z`, `\n`, `[:upper:]` as the characters that they stand for. */
function setOf(text: string): string[] {
  const plain = text.replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? '').replace(/\\(n|t|r|\\|\d{1,3})/g, (_, escape: string) => ({ n: '\n', t: '\t', r: '\r', '\\': '\\' })[escape] ?? String.fromCharCode(Number.parseInt(escape, 8)))
  return [...plain.replace(/(.)-(.)/gs, (_, low: string, high: string) => Array.from({ length: Math.max(0, high.charCodeAt(0) - low.charCodeAt(0) + 1) }, (__, index) => String.fromCharCode(low.charCodeAt(0) + index)).join(''))]
}

export const tee: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'ai')
  const streams = operands.map((path) => process.open(path, flags.has('a') ? 'append' : 'write'))
  for (;;) {
    const line = yield* readLine()
    if (line === '') break
    yield* write(line)
    for (const stream of streams) if (typeof stream !== 'string') stream.write(line)
  }
  return streams.some((stream) => typeof stream === 'string') ? 1 : 0
}

export const rev: Program = function* (process) {
  const { texts } = yield* inputs(process, 'rev', process.arguments.slice(1))
  for (const line of texts.flatMap(({ text }) => linesOf(text))) yield* write(`${[...line].reverse().join('')}\n`)
  return 0
}
