import type { Process } from '../process.ts'
import { OPTION_NAMES, type ShellState } from './state.ts'

/** The value of a variable or of a special parameter. `line` is where in its script the shell is. */
export function parameterValue(state: ShellState, process: Process, name: string, line: number): string | undefined {
  switch (name) {
    case '?':
      return String(state.status)
    case '$':
      return String(state.pid)
    case '!':
      return state.backgroundPid === undefined ? undefined : String(state.backgroundPid)
    case '#':
      return String(state.positional.length)
    case '@':
    case '*':
      return state.positional.length === 0 ? undefined : state.positional.join((state.get('IFS') ?? ' ').slice(0, 1))
    case '0':
      return state.name
    case '-':
      return optionLetters(state)
    case 'LINENO':
      return String(line)
    case 'PPID':
      return String(process.parent)
    case 'RANDOM':
      return String(Math.floor(process.random() * 32_768))
    case 'SECONDS':
      return String(Math.floor(process.now() / 1000))
  }
  return /^\d+$/.test(name) ? state.positional[Number(name) - 1] : state.get(name)
}

/** `$-`, in ash's order. */
function optionLetters(state: ShellState): string {
  return [...'uaCvxcsnmief'].filter((letter) => state.invocation.includes(letter) || state.options.has(OPTION_NAMES[letter] ?? '') || (letter === 'i' && state.interactive)).join('')
}
