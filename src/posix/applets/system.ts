/** Applets that tell of the machine and of who one is, and those that run other programs. */
import { linesOf, readAll, write } from './input.ts'
import { parseOptions } from './options.ts'
import type { Program } from '../process.ts'

export const env: Program = function* (process) {
  const words = process.arguments.slice(1)
  const environment: Record<string, string> = words[0] === '-i' ? {} : { ...process.environment }
  if (words[0] === '-i') words.shift()
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
    const [name = '', ...value] = (words.shift() as string).split('=')
    environment[name] = value.join('=')
  }
  const [name] = words
  if (name === undefined) {
    yield* write(Object.entries(environment).map(([key, value]) => `${key}=${value}\n`).join(''))
    return 0
  }
  const program = process.find(name)
  const child = typeof program === 'string' ? undefined : process.spawn(program, { arguments: words, environment })
  if (child) return (yield { kind: 'child', process: child }) as number
  yield* write(`env: can't execute '${name}': No such file or directory\n`, 2)
  return 127
}

export const printenv: Program = function* (process) {
  const [name] = process.arguments.slice(1)
  if (name === undefined) return yield* env(process)
  const value = process.environment[name]
  if (value !== undefined) yield* write(`${value}\n`)
  return value === undefined ? 1 : 0
}

export const hostname: Program = function* (process) {
  yield* write(`${process.arguments[1] === '-i' ? process.address : process.hostname}\n`)
  return 0
}

export const whoami: Program = function* () {
  yield* write('root\n')
  return 0
}

export const id: Program = function* (process) {
  const { flags } = parseOptions(process.arguments.slice(1), 'ugnG')
  yield* write(flags.has('n') ? 'root\n' : flags.has('u') || flags.has('g') || flags.has('G') ? '0\n' : 'uid=0(root) gid=0(root) groups=0(root)\n')
  return 0
}

export const uname: Program = function* (process) {
  const { flags } = parseOptions(process.arguments.slice(1), 'asnrvmpio')
  const parts: readonly (readonly [string, string])[] = [['s', 'Linux'], ['n', process.hostname], ['r', '6.1.0'], ['v', '#1 SMP'], ['m', 'x86_64'], ['o', 'GNU/Linux']]
  const wanted = parts.filter(([letter]) => flags.has('a') || flags.has(letter) || (flags.size === 0 && letter === 's'))
  yield* write(`${wanted.map(([, text]) => text).join(' ')}\n`)
  return 0
}

export const ps: Program = function* (process) {
  yield* write('PID   USER     TIME  COMMAND\n')
  for (const { pid, arguments: words } of process.processes()) yield* write(`${String(pid).padStart(5)} root      0:00 ${words.join(' ')}\n`)
  return 0
}

export const which: Program = function* (process) {
  let status = 0
  for (const name of process.arguments.slice(1)) {
    if (typeof process.find(name) === 'string') status = 1
    else yield* write(`${name.includes('/') ? name : `/bin/${name}`}\n`)
  }
  return status
}

export const seq: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1).map((word) => (/^-\d/.test(word) ? ` ${word}` : word)), 's:w')
  const numbers = operands.map(Number)
  const [first, step, last] = numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers
  if ([first, step, last].some((number) => number === undefined || Number.isNaN(number)) || step === 0) {
    yield* write(`seq: invalid number '${operands.find((word) => Number.isNaN(Number(word))) ?? ''}'\n`, 2)
    return 1
  }
  const separator = values.get('s') ?? '\n'
  let any = false
  const places = Math.max(...operands.map((word) => (word.split('.')[1] ?? '').length))
  const width = flags.has('w') ? Math.max((first as number).toFixed(places).length, (last as number).toFixed(places).length) : 0
  for (let index = 0; ; index++) {
    const number = (first as number) + index * (step as number)
    if ((step as number) > 0 ? number > (last as number) : number < (last as number)) break
    yield* write(`${any ? separator : ''}${padded(number.toFixed(places), width)}`)
    any = true
  }
  if (any) yield* write('\n')
  return 0
}

function padded(number: string, width: number): string {
  return number.startsWith('-') ? `-${number.slice(1).padStart(width - 1, '0')}` : number.padStart(width, '0')
}

export const yes: Program = function* (process) {
  const text = process.arguments.slice(1).join(' ') || 'y'
  for (;;) yield { kind: 'write', descriptor: 1, text: `${text}\n` }
}

export const xargs: Program = function* (process) {
  const { flags, values, operands } = parseOptions(upToCommand(process.arguments.slice(1)), 'n:I:rt0d:L:')
  const words = operands.length > 0 ? operands : ['echo']
  const text = yield* readAll()
  const replace = values.get('I')
  const items = flags.has('0') ? text.split('\0').filter((item) => item !== '') : replace === undefined ? quotedWords(text) : linesOf(text).map((line) => line.trimStart()).filter((line) => line !== '')
  if (items.length === 0 && flags.has('r')) return 0
  const size = replace === undefined ? Number(values.get('n') ?? Math.max(1, items.length)) : 1
  let status = 0
  for (let at = 0; at < Math.max(1, items.length); at += size) {
    const chunk = items.slice(at, at + size)
    const argv = replace === undefined ? [...words, ...chunk] : words.map((word) => word.replaceAll(replace, chunk[0] ?? ''))
    const program = process.find(argv[0] ?? '')
    const child = typeof program === 'string' ? undefined : process.spawn(program, { arguments: argv })
    if (!child) {
      yield* write(`xargs: ${argv[0]}: No such file or directory\n`, 2)
      return 127
    }
    if (((yield { kind: 'child', process: child }) as number) !== 0) status = 123
    if (items.length === 0) break
  }
  return status
}

/** Words parted by blanks; quotes and backslashes keep what they hold together. */
function quotedWords(text: string): string[] {
  const words: string[] = []
  for (const [word] of text.matchAll(/(?:'[^'\n]*'|"[^"\n]*"|\\[^]|[^\s'"\\])+/g)) words.push(word.replace(/'([^']*)'|"([^"]*)"|\\([^])/g, (_, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? ''))
  return words
}

/** The command's own options are not xargs's. */
function upToCommand(words: readonly string[]): string[] {
  let index = 0
  while (index < words.length && (words[index] as string).startsWith('-')) index += /^-[nIdL]$/.test(words[index] as string) ? 2 : 1
  return [...words.slice(0, index), '--', ...words.slice(index)]
}
