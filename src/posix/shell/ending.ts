import type { Wait } from '../process.ts'
import { FunctionReturn, LoopExit, ShellError, ShellExit } from './control.ts'
import type { Shell } from './interpreter.ts'

type Doing = Generator<Wait, number, any>

/** Runs something to the end of a shell: what leaves it becomes its exit code, and its EXIT trap runs. */
export function* ending(shell: Shell, run: (shell: Shell) => Doing): Doing {
  let status = yield* outcome(shell, run)
  const trap = shell.state.traps.get('EXIT')
  if (trap) {
    shell.state.traps.delete('EXIT')
    shell.state.status = status
    const left = yield* outcome(shell, (self) => self.runText(trap), status)
    status = left
  }
  return status
}

function* outcome(shell: Shell, run: (shell: Shell) => Doing, otherwise?: number): Doing {
  try {
    const status = yield* run(shell)
    return otherwise ?? status
  } catch (error) {
    if (error instanceof ShellExit || error instanceof FunctionReturn) return error.status
    if (error instanceof LoopExit) return shell.state.status
    if (!(error instanceof ShellError)) throw error
    shell.complain(error.message)
    return error.status
  }
}
