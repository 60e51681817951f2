/** Builtins about jobs, directories and what a name stands for. */
import { absolutePath } from '../../paths.ts'
import { SIGNAL_NUMBERS, type ProcessHandle, type Signal } from '../../process.ts'
import type { Shell } from '../interpreter.ts'
import { plain, type Builtin } from './builtin.ts'
import { signalOf } from './flow.ts'
import { isBuiltin } from './names.ts'

export const cd = plain((shell, [target]) => {
  const { process, state } = shell
  const path = target === '-' ? state.get('OLDPWD') : (target ?? state.get('HOME') ?? '/')
  const absolute = absolutePath(path ?? '', process.workingDirectory)
  const status = process.files.status(absolute)
  if (status?.kind !== 'directory') {
    shell.complain(`cd: can't cd to ${path}: ${status ? 'Not a directory' : 'No such file or directory'}`)
    return 2
  }
  state.set('OLDPWD', process.workingDirectory)
  process.workingDirectory = absolute
  state.set('PWD', absolute)
  if (target === '-') process.write('stdout', `${absolute}\n`)
  return 0
})

export const pwd = plain((shell) => {
  shell.process.write('stdout', `${shell.process.workingDirectory}\n`)
  return 0
})

/** A job by `%1`, `%%` or its process number. */
function jobOf(shell: Shell, name: string): ProcessHandle | undefined {
  const { jobs } = shell.state
  if (name === '%%' || name === '%+') return jobs.at(-1)?.process
  if (name.startsWith('%')) return jobs.find(({ id }) => id === Number(name.slice(1)))?.process
  return jobs.find(({ process }) => process.pid === Number(name))?.process
}

export const wait: Builtin = function* (shell, args) {
  const wanted = args.length > 0 ? args.map((name) => jobOf(shell, name)) : shell.state.jobs.map(({ process }) => process)
  let status = 0
  for (const process of wanted) {
    if (!process) {
      status = 127
      continue
    }
    const ended: unknown = yield { kind: 'child', process, interruptible: true }
    // A trapped signal ends the wait; its action runs before the next command.
    if (typeof ended === 'string') return 128 + SIGNAL_NUMBERS[ended as Signal]
    if (args.length > 0) status = ended as number
  }
  shell.state.jobs = shell.state.jobs.filter(({ process }) => process.exitCode === undefined)
  return status
}

export const jobs = plain((shell) => {
  for (const { id, process, text } of shell.state.jobs) shell.process.write('stdout', `[${id}]${process.exitCode === undefined ? '+  Running' : '+  Done'}                    ${text}\n`)
  shell.state.jobs = shell.state.jobs.filter(({ process }) => process.exitCode === undefined)
  return 0
})

export const kill = plain((shell, args) => {
  const names = [...args]
  if (names[0] === '-l') {
    shell.process.write('stdout', `${Object.keys(SIGNAL_NUMBERS).join('\n')}\n`)
    return 0
  }
  let signal: Signal = 'TERM'
  const asked = names[0] === '-s' ? names.splice(0, 2)[1] : /^-./.test(names[0] ?? '') ? names.shift()?.slice(1) : undefined
  if (asked !== undefined) {
    const found = signalOf(asked)
    if (!found) {
      shell.complain(`kill: invalid signal name '${asked}'`)
      return 1
    }
    // Signal 0 only asks whether there is such a process.
    if (found === 'EXIT') return names.every((name) => shell.process.processes().some(({ pid }) => pid === Number(name))) ? 0 : 1
    signal = found
  }
  if (names.length === 0) {
    shell.complain('you need to specify whom to kill')
    return 1
  }
  let status = 0
  for (const name of names) {
    const job = name.startsWith('%') ? jobOf(shell, name) : undefined
    if (job) job.signal(signal)
    else if (!/^\d+$/.test(name) || !shell.process.kill(Number(name), signal)) {
      shell.complain(`kill: can't kill pid ${name}: No such process`)
      status = 1
    }
  }
  return status
})

/** What a name stands for: `command -v` gives the bare word, `type` a sentence. */
function meaning(shell: Shell, name: string): { readonly word: string; readonly sentence: string } | undefined {
  if (shell.state.functions.has(name)) return { word: name, sentence: `${name} is a function` }
  if (isBuiltin(name)) return { word: name, sentence: `${name} is a shell builtin` }
  if (typeof shell.process.find(name, shell.state.get('PATH')) === 'string') return undefined
  const path = name.includes('/') ? name : `/bin/${name}`
  return { word: path, sentence: `${name} is ${path}` }
}

export const type = plain((shell, args) => {
  let status = 0
  for (const name of args) {
    const found = meaning(shell, name)
    if (!found) status = 127
    shell.process.write('stdout', `${found ? found.sentence : `${name}: not found`}\n`)
  }
  return status
})

export const command: Builtin = function* (shell, args) {
  if (args[0] === '-v' || args[0] === '-V') {
    const found = meaning(shell, args[1] ?? '')
    if (found) shell.process.write('stdout', `${args[0] === '-v' ? found.word : found.sentence}\n`)
    return found ? 0 : 127
  }
  return yield* shell.runPlain(args)
}
