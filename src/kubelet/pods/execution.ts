import type { Container as RunningContainer } from '../../images/container.ts'
import type { Clock } from '../clock.ts'
import type { Task } from '../task.ts'

/** What came of a program that was run beside a container's first process. */
export type ExecutionResult =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly output: string; readonly errors: string }
  /** In the runtime's words. */
  | { readonly kind: 'not started'; readonly error: string }
  | { readonly kind: 'timeout'; readonly output: string }

/** Runs a program in a container and waits for its end, at most `timeoutMs` (`ExecSync` of the CRI). */
export function* execute(clock: Clock, container: RunningContainer | undefined, argv: readonly string[], timeoutMs: number | undefined): Task<ExecutionResult> {
  if (!container) return { kind: 'not started', error: 'failed to exec in container: container is in CONTAINER_EXITED state' }
  const written = { stdout: '', stderr: '', all: '' }
  let exitCode: number | undefined
  let ended: (() => void) | undefined
  const session = container.exec(argv, {
    onOutput: (stream, text) => {
      written[stream] += text
      written.all += text
    },
    onExit: (code) => {
      exitCode = code
      ended?.()
    },
  })
  if ('error' in session) return { kind: 'not started', error: `failed to exec in container: failed to start exec "${clock.random.hex(64)}": ${session.error}` }
  if (exitCode === undefined) {
    yield (resume) => {
      const timer = timeoutMs === undefined ? undefined : clock.schedule(timeoutMs, resume)
      ended = () => {
        timer?.cancel()
        resume()
      }
      return () => timer?.cancel()
    }
  }
  if (exitCode !== undefined) return { kind: 'ended', exitCode, output: written.all, errors: written.stderr }
  session.signal('KILL')
  return { kind: 'timeout', output: written.all }
}

/** The error of a program that did not end well, as the CRI client words it; undefined if it did. */
export function executionError(argv: readonly string[], result: ExecutionResult, timeoutMs: number | undefined): string | undefined {
  switch (result.kind) {
    case 'ended':
      return result.exitCode === 0 ? undefined : `command '${argv.join(' ')}' exited with ${result.exitCode}: ${result.errors}`
    case 'not started':
      return `rpc error: code = Unknown desc = ${result.error}`
    case 'timeout':
      return `command timed out: "${argv.join(' ')}" timed out after ${(timeoutMs ?? 0) / 1000}s`
  }
}
