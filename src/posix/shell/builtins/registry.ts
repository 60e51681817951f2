import { echo } from '../../applets/echo.ts'
import { falseApplet, trueApplet } from '../../applets/constants.ts'
import { printf } from '../../applets/printf.ts'
import { bracket, test } from '../../applets/test.ts'
import type { Program } from '../../process.ts'
import { standIn } from '../standIn.ts'
import { plain, type Builtin } from './builtin.ts'
import { breakBuiltin, continueBuiltin, evalBuiltin, exec, exit, returnBuiltin, source, trap } from './flow.ts'
import { cd, command, jobs, kill, pwd, type, wait } from './processes.ts'
import { read } from './read.ts'
import { alias, exportBuiltin, getopts, letBuiltin, localBuiltin, readonlyBuiltin, set, shift, unalias, unset } from './variables.ts'

/** A tool that the shell runs itself, without another process. */
function inside(program: Program, name: string): Builtin {
  return function* (shell, args) {
    return yield* program(standIn(shell.process, { arguments: [name, ...args], environment: shell.state.environment() }))
  }
}

/** Every builtin by its name. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', plain(() => 0)],
  ['.', source],
  ['source', source],
  ['[', inside(bracket, '[')],
  ['alias', alias],
  ['break', breakBuiltin],
  ['cd', cd],
  ['command', command],
  ['continue', continueBuiltin],
  ['echo', inside(echo, 'echo')],
  ['eval', evalBuiltin],
  ['exec', exec],
  ['exit', exit],
  ['export', exportBuiltin],
  ['false', inside(falseApplet, 'false')],
  ['getopts', getopts],
  ['jobs', jobs],
  ['kill', kill],
  ['let', letBuiltin],
  ['local', localBuiltin],
  ['printf', inside(printf, 'printf')],
  ['pwd', pwd],
  ['read', read],
  ['readonly', readonlyBuiltin],
  ['return', returnBuiltin],
  ['set', set],
  ['shift', shift],
  ['test', inside(test, 'test')],
  ['trap', trap],
  ['true', inside(trueApplet, 'true')],
  ['type', type],
  ['umask', plain((shell) => (shell.process.write('stdout', '0022\n'), 0))],
  ['unalias', unalias],
  ['unset', unset],
  ['wait', wait],
])
