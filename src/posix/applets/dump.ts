/** od and hexdump: input byte by byte. */
import { utf8Bytes } from '../../base/base64.ts'
import type { Program } from '../process.ts'
import { inputs, write } from './input.ts'
import { parseOptions } from './options.ts'

const NAMED: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

const isVisible = (byte: number): boolean => byte >= 32 && byte < 127

/** How a row of up to 16 bytes is shown. */
type Row = (bytes: readonly number[]) => string

function words(bytes: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(bytes.length / 2) }, (_, index) => (bytes[2 * index] as number) + 256 * (bytes[2 * index + 1] ?? 0))
}

const OD_ROWS: Readonly<Record<string, Row>> = {
  c: (bytes) => bytes.map((byte) => ` ${(NAMED[byte] ?? (isVisible(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(3)}`).join(''),
  x1: (bytes) => bytes.map((byte) => ` ${byte.toString(16).padStart(2, '0')}`).join(''),
  x: (bytes) => words(bytes).map((word) => ` ${word.toString(16).padStart(4, '0')}`).join(''),
  o: (bytes) => words(bytes).map((word) => ` ${word.toString(8).padStart(6, '0')}`).join(''),
  u1: (bytes) => bytes.map((byte) => ` ${String(byte).padStart(3)}`).join(''),
}

function table(bytes: readonly number[], row: Row, offset: (at: number) => string): string {
  let out = ''
  let before = ''
  let repeated = false
  for (let at = 0; at < bytes.length; at += 16) {
    const text = row(bytes.slice(at, at + 16))
    const same = text === before && at + 16 <= bytes.length
    if (!same) out += `${offset(at)}${text}\n`
    else if (!repeated) out += '*\n'
    repeated = same
    before = text
  }
  return out
}

export const od: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1), 'cxobdvA:t:N:')
  const { texts, failed } = yield* inputs(process, 'od', operands)
  const bytes = utf8Bytes(texts.map(({ text }) => text).join('')).slice(0, values.has('N') ? Number(values.get('N')) : undefined)
  const type = values.get('t') ?? (flags.has('c') ? 'c' : flags.has('x') ? 'x2' : 'o2')
  const row = OD_ROWS[type] ?? OD_ROWS[type.slice(0, 1)] ?? (OD_ROWS['o'] as Row)
  const radix = values.get('A') ?? 'o'
  const offset = (at: number): string => (radix === 'n' ? '' : radix === 'd' ? String(at).padStart(7, '0') : at.toString(radix === 'x' ? 16 : 8).padStart(radix === 'x' ? 6 : 7, '0'))
  yield* write(table(bytes, row, offset))
  if (radix !== 'n') yield* write(`${offset(bytes.length)}\n`)
  return failed ? 1 : 0
}

/** `hexdump -C` as well as its plain form of words. */
export const hexdump: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1), 'Cvn:')
  const { texts, failed } = yield* inputs(process, 'hexdump', operands)
  const bytes = utf8Bytes(texts.map(({ text }) => text).join('')).slice(0, values.has('n') ? Number(values.get('n')) : undefined)
  const digits = flags.has('C') ? 8 : 7
  const offset = (at: number): string => at.toString(16).padStart(digits, '0')
  const canonical: Row = (row) => {
    const pairs = row.map((byte) => byte.toString(16).padStart(2, '0'))
    const columns = `  ${pairs.slice(0, 8).join(' ').padEnd(23)}  ${pairs.slice(8).join(' ').padEnd(23)}`
    return `${columns}  |${row.map((byte) => (isVisible(byte) ? String.fromCharCode(byte) : '.')).join('')}|`
  }
  const plain: Row = (row) => words(row).map((word) => ` ${word.toString(16).padStart(4, '0')}`).join('').padEnd(40)
  yield* write(table(bytes, flags.has('C') ? canonical : plain, offset))
  if (bytes.length > 0) yield* write(`${offset(bytes.length)}\n`)
  return failed ? 1 : 0
}
