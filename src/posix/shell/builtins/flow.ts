/** Builtins that leave loops, functions and the shell, and those that run a text or another program in the shell's place. */
import { FunctionReturn, LoopExit, ShellError, ShellExit } from '../control.ts'
import { readStream } from '../../applets/input.ts'
import { SIGNAL_NUMBERS, type Signal } from '../../process.ts'
import { standIn } from '../standIn.ts'
import { plain, type Builtin } from './builtin.ts'

function number(text: string, builtin: string): number {
  if (!/^\d+$/.test(text)) throw new ShellError(`${builtin}: Illegal number: ${text}`)
  return Number(text)
}

/** Outside of loops it does nothing. */
function leaving(kind: 'break' | 'continue'): Builtin {
  return plain((shell, [levels = '1']) => {
    const count = number(levels, kind)
    if (count === 0) throw new ShellError(`${kind}: Illegal number: ${levels}`)
    if (shell.loops > 0) throw new LoopExit(kind, Math.min(count, shell.loops))
    return 0
  })
}

export const breakBuiltin = leaving('break')
export const continueBuiltin = leaving('continue')

export const exit = plain((shell, [status]) => {
  throw new ShellExit(status === undefined ? shell.state.status : number(status, 'exit') & 255)
})

export const returnBuiltin = plain((shell, [status]) => {
  throw new FunctionReturn(status === undefined ? shell.state.status : number(status, 'return') & 255)
})

export const evalBuiltin: Builtin = function* (shell, args) {
  shell.state.status = 0
  return yield* shell.runText(args.join(' '))
}

/** `. file`: runs a file's text in this shell. */
export const source: Builtin = function* (shell, [path, ...args]) {
  if (path === undefined) return 0
  const stream = shell.process.open(path, 'read')
  if (typeof stream === 'string') throw new ShellError(`.: can't open '${path}': ${stream}`)
  const text = readStream(stream)
  const { positional } = shell.state
  if (args.length > 0) shell.state.positional = args
  try {
    return yield* shell.runText(text)
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status
    throw error
  } finally {
    shell.state.positional = positional
  }
}

/** `exec command`: the program goes on in the shell's place, so that it gets the shell's signals. */
export const exec: Builtin = function* (shell, args) {
  const [name] = args
  if (name === undefined) return 0
  const program = shell.process.find(name, shell.state.get('PATH'))
  if (typeof program === 'string') throw new ShellError(`exec: ${name}: ${program === 'not found' ? 'not found' : 'Permission denied'}`, program === 'not found' ? 127 : 126)
  const replaced = standIn(shell.process, { arguments: args, environment: shell.state.environment() })
  // A program begins with the signals' default effects.
  for (const signal of shell.state.traps.keys()) if (signal !== 'EXIT') shell.process.ignore(signal, shell.state.traps.get(signal) === '')
  shell.state.traps.clear()
  throw new ShellExit(yield* program(replaced))
}

export const trap = plain((shell, args) => {
  const { traps } = shell.state
  if (args.length === 0) {
    for (const [signal, action] of traps) shell.process.write('stdout', `trap -- '${action.replaceAll("'", `'\\''`)}' ${signal}\n`)
    return 0
  }
  const [action = '', ...signals] = args.length === 1 ? ['-', ...args] : args
  for (const name of signals) {
    const signal = signalOf(name)
    if (!signal) throw new ShellError(`trap: ${name}: invalid signal specification`)
    if (action === '-') {
      traps.delete(signal)
      if (signal !== 'EXIT') shell.process.ignore(signal, false)
      continue
    }
    traps.set(signal, action)
    if (signal === 'EXIT') continue
    if (action === '') shell.process.ignore(signal, true)
    else shell.process.handle(signal)
  }
  return 0
})

/** `TERM`, `SIGTERM`, `15`; `EXIT` or `0`. */
export function signalOf(name: string): Signal | 'EXIT' | undefined {
  const plainName = name.toUpperCase().replace(/^SIG/, '')
  if (plainName === 'EXIT' || plainName === '0') return 'EXIT'
  if (plainName in SIGNAL_NUMBERS) return plainName as Signal
  return (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((signal) => String(SIGNAL_NUMBERS[signal]) === plainName)
}
