import type { Wait } from '../../process.ts'
import type { Shell } from '../interpreter.ts'

/** A command of the shell itself: gets its arguments without its name, and returns its exit code. */
export type Builtin = (shell: Shell, args: readonly string[], source: string) => Generator<Wait, number, any>

/** A builtin that never waits. */
export function plain(run: (shell: Shell, args: readonly string[]) => number): Builtin {
  // oxlint-disable-next-line require-yield -- it has the form of those that wait
  return function* (shell, args) {
    return run(shell, args)
  }
}
