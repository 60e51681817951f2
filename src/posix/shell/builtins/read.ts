import type { Wait } from '../../process.ts'
import { ShellError } from '../control.ts'
import type { Shell } from '../interpreter.ts'
import type { Builtin } from './builtin.ts'

/** How long a line may be. */
const LINE_MAX = 4_000_000

interface Reading {
  /** Whether a backslash is an ordinary character. */
  readonly raw: boolean
  readonly delimiter: string
  readonly most: number
  readonly descriptor: number
  readonly deadlineMs: number | undefined
}

/** `read`: one line of input, its fields into variables; the last takes the rest. */
export const read: Builtin = function* (shell, args) {
  const names = [...args]
  const given = new Map<string, string>()
  while (/^-./.test(names[0] ?? '') && names[0] !== '--') {
    const letters = (names.shift() as string).slice(1)
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] as string
      if ('rs'.includes(letter)) given.set(letter, '')
      else if ('ptndu'.includes(letter)) {
        given.set(letter, letters.slice(at + 1) || (names.shift() ?? ''))
        break
      } else throw new ShellError(`read: illegal option -${letter}`)
    }
  }
  if (names[0] === '--') names.shift()
  const bad = names.find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (bad !== undefined) {
    shell.complain(`read: '${bad}': bad variable name`)
    return 1
  }
  const [timeout, count] = [given.get('t'), given.get('n')]
  if ([timeout, count].some((text) => text !== undefined && !/^\d*\.?\d+$/.test(text))) {
    shell.complain('read: invalid count')
    return 2
  }
  const descriptor = Number(given.get('u') ?? 0)
  if (given.has('p') && shell.process.descriptors.get(descriptor)?.terminal) shell.process.write('stderr', given.get('p') ?? '')
  const { text, ended } = yield* line(shell, {
    raw: given.has('r'),
    delimiter: given.has('d') ? (given.get('d') ?? '').slice(0, 1) || '\0' : '\n',
    most: count === undefined ? Number.POSITIVE_INFINITY : Number(count),
    descriptor,
    deadlineMs: timeout === undefined ? undefined : shell.process.now() + Number(timeout) * 1000,
  })
  const value = given.has('r') ? text : text.replace(/\\(.)/gs, '$1')
  if (names.length === 0) shell.state.set('REPLY', value)
  else assign(shell.state, names, value)
  return ended ? 1 : 0
}

/** The text that is read, without its delimiter; `ended` if the input or the time was over before. */
function* line(shell: Shell, { raw, delimiter, most, descriptor, deadlineMs }: Reading): Generator<Wait, { readonly text: string; readonly ended: boolean }, any> {
  const whole = delimiter === '\n' && most === Number.POSITIVE_INFINITY
  let text = ''
  while (text.length < most) {
    const leftMs = deadlineMs === undefined ? undefined : Math.max(0, deadlineMs - shell.process.now())
    if (leftMs === 0) return { text, ended: true }
    const piece: string | undefined = yield { kind: 'read', descriptor, line: true, ...(whole ? {} : { most: 1 }), ...(leftMs === undefined ? {} : { timeoutMs: leftMs }) }
    if (piece === undefined || piece === '') return { text, ended: true }
    // A NUL is in no variable's value.
    const kept = piece === delimiter ? piece : piece.replaceAll('\0', '')
    // What gets no further by reading (`/dev/zero`) soon has used up its share of processor time.
    if (kept === '') yield { kind: 'step', steps: 100 }
    text += kept
    if (text.length > LINE_MAX) throw new ShellError('out of memory')
    if (!text.endsWith(delimiter)) continue
    if (raw || !/(^|[^\\])(\\\\)*\\$/.test(text.slice(0, -1))) return { text: text.slice(0, -1), ended: false }
    text = text.slice(0, -2)
  }
  return { text, ended: false }
}

function assign(state: { get(name: string): string | undefined; set(name: string, value: string): void }, names: readonly string[], text: string): void {
  const separators = state.get('IFS') ?? ' \t\n'
  const isSeparator = (character: string | undefined): boolean => character !== undefined && separators.includes(character)
  let rest = text
  const skip = (): void => {
    while (isSeparator(rest[0]) && /\s/.test(rest[0] as string)) rest = rest.slice(1)
  }
  for (const [index, name] of names.entries()) {
    skip()
    if (index === names.length - 1) {
      let end = rest.length
      while (end > 0 && isSeparator(rest[end - 1]) && /\s/.test(rest[end - 1] as string)) end--
      const last = rest.slice(0, end)
      // One separator at the end of the last field, and the only one in it, is none of its text.
      const only = isSeparator(last.at(-1)) && ![...last.slice(0, -1)].some((character) => isSeparator(character))
      state.set(name, only ? last.slice(0, -1) : last)
      return
    }
    let at = 0
    while (at < rest.length && !isSeparator(rest[at])) at++
    state.set(name, rest.slice(0, at))
    rest = rest.slice(at)
    skip()
    if (isSeparator(rest[0])) rest = rest.slice(1)
  }
}
