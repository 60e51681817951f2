/** Builtins about variables, options and positions. */
import { evaluateArithmetic } from '../arithmetic.ts'
import { ShellError } from '../control.ts'
import { variablesOf } from '../expansion.ts'
import type { Shell } from '../interpreter.ts'
import { LONG_OPTIONS, OPTION_NAMES } from '../state.ts'
import { plain } from './builtin.ts'

const NAME = /^[A-Za-z_]\w*$/

/** `name=value` or `name`, checked. */
function parted(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf('=')
  const name = at < 0 ? word : word.slice(0, at)
  if (!NAME.test(name)) throw new ShellError(`${word}: bad variable name`)
  return [name, at < 0 ? undefined : word.slice(at + 1)]
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'"'"'`)}'`
}

function list(shell: Shell, word: string, wanted: (variable: { exported: boolean; readOnly: boolean }) => boolean): number {
  for (const [name, variable] of [...shell.state.variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (wanted(variable)) shell.process.write('stdout', `${word} ${name}${variable.value === undefined ? '' : `=${quoted(variable.value)}`}\n`)
  }
  return 0
}

export const exportBuiltin = plain((shell, args) => {
  if (args.length === 0 || args[0] === '-p') return list(shell, 'export', ({ exported }) => exported)
  const removing = args[0] === '-n'
  for (const word of removing ? args.slice(1) : args) {
    const [name, value] = parted(word)
    if (value !== undefined) shell.state.set(name, value)
    shell.state.export(name, !removing)
  }
  return 0
})

export const readonlyBuiltin = plain((shell, args) => {
  if (args.length === 0 || args[0] === '-p') return list(shell, 'readonly', ({ readOnly }) => readOnly)
  for (const word of args) {
    const [name, value] = parted(word)
    if (value !== undefined) shell.state.set(name, value)
    shell.state.protect(name)
  }
  return 0
})

export const localBuiltin = plain((shell, args) => {
  if (shell.state.locals.length === 0) throw new ShellError('local: not in a function')
  for (const word of args) {
    const [name, value] = parted(word)
    shell.state.makeLocal(name)
    if (value !== undefined) shell.state.set(name, value)
  }
  return 0
})

export const unset = plain((shell, args) => {
  const functions = args[0] === '-f'
  for (const name of functions || args[0] === '-v' ? args.slice(1) : args) {
    if (functions) shell.state.functions.delete(name)
    else shell.state.unset(name)
  }
  return 0
})

export const set = plain((shell, args) => {
  const { options } = shell.state
  if (args.length === 0) {
    for (const [name, { value }] of [...shell.state.variables].sort(([a], [b]) => (a < b ? -1 : 1))) if (value !== undefined) shell.process.write('stdout', `${name}=${quoted(value)}\n`)
    return 0
  }
  let index = 0
  for (; index < args.length; index++) {
    const word = args[index] as string
    if (word === '--') {
      index++
      shell.state.positional = args.slice(index)
      return 0
    }
    if (!/^[-+]./.test(word)) break
    const on = word.startsWith('-')
    if (word.slice(1) === 'o') {
      const name = args[++index]
      if (name === undefined) {
        for (const option of LONG_OPTIONS) shell.process.write('stdout', `${option.padEnd(16)}${options.has(option) ? 'on' : 'off'}\n`)
        return 0
      }
      setOption(shell, name, on)
    } else for (const letter of word.slice(1)) setOption(shell, OPTION_NAMES[letter] ?? letter, on)
  }
  if (index < args.length) shell.state.positional = args.slice(index)
  return 0
})

export function setOption(shell: Shell, name: string, on: boolean): void {
  if (!LONG_OPTIONS.includes(name)) throw new ShellError(`set: illegal option ${name.length === 1 ? `-${name}` : `-o ${name}`}`)
  if (on) shell.state.options.add(name)
  else shell.state.options.delete(name)
}

export const shift = plain((shell, [count = '1']) => {
  if (!/^\d+$/.test(count)) throw new ShellError(`shift: Illegal number: ${count}`)
  const by = Number(count)
  if (by > shell.state.positional.length) return 1
  shell.state.positional = shell.state.positional.slice(by)
  return 0
})

/** `getopts`, with its place in OPTIND. */
export const getopts = plain((shell, [letters = '', name = '', ...given]) => {
  const words = given.length > 0 ? given : shell.state.positional
  const [at = 1, within = 1] = (shell.state.get('OPTIND') ?? '1').split('.').map(Number)
  const word = words[at - 1]
  if (word === undefined || !/^-./.test(word) || word === '--') {
    shell.state.set(name, '?')
    return 1
  }
  const letter = word[within] as string
  const place = letters.replace(/^:/, '').indexOf(letter)
  const takesValue = place >= 0 && letters.replace(/^:/, '')[place + 1] === ':'
  const ends = within + 1 >= word.length
  if (place < 0 || letter === ':') {
    shell.state.set(name, '?')
    if (!letters.startsWith(':')) shell.complain(`illegal option -${letter}`)
    shell.state.set('OPTIND', ends ? String(at + 1) : `${at}.${within + 1}`)
    return 0
  }
  shell.state.set(name, letter)
  if (takesValue) {
    shell.state.set('OPTARG', ends ? (words[at] ?? '') : word.slice(within + 1))
    shell.state.set('OPTIND', String(at + (ends ? 2 : 1)))
  } else shell.state.set('OPTIND', ends ? String(at + 1) : `${at}.${within + 1}`)
  return 0
})

/** `alias name=text`, `alias name`, `alias`. */
export const alias = plain((shell, args) => {
  const { aliases } = shell.state
  const shown = (name: string): string => `${name}=${quoted(aliases.get(name) ?? '')}\n`
  if (args.length === 0) for (const name of [...aliases.keys()].sort()) shell.process.write('stdout', shown(name))
  let status = 0
  for (const word of args) {
    const at = word.indexOf('=', 1)
    if (at > 0) aliases.set(word.slice(0, at), word.slice(at + 1))
    else if (aliases.has(word)) shell.process.write('stdout', shown(word))
    else {
      shell.complain(`alias: ${word}: not found`)
      status = 1
    }
  }
  return status
})

export const unalias = plain((shell, args) => {
  if (args[0] === '-a') shell.state.aliases.clear()
  let status = 0
  for (const name of args) if (name !== '-a' && !shell.state.aliases.delete(name)) {
    shell.complain(`unalias: ${name}: not found`)
    status = 1
  }
  return status
})

/** `let x=x+1`: its status is that of the last value, 1 if it is 0. */
export const letBuiltin = plain((shell, args) => {
  if (args.length === 0) throw new ShellError('let: expression expected')
  let value = 0n
  for (const text of args) value = evaluateArithmetic(text, variablesOf(shell))
  return value === 0n ? 1 : 0
})
