import type { Answer, Process, Program } from '../program.ts'
import { serve, type Usage } from './serve.ts'

/** A server of a protocol that is not spoken here: one can connect to it, and it lives and ends as its users know it. */
export interface QuietServer {
  readonly port: number
  readonly idle?: Usage
  /** Lines that it logs once it is ready. */
  readonly startLines: (process: Process) => readonly string[]
  readonly stopLines?: (process: Process) => readonly string[]
  readonly stream: 'stdout' | 'stderr'
  /** How long it takes before it listens, milliseconds; not at all if not said. */
  readonly startMs?: number
  /** Why it ends at once instead, if it does. */
  readonly refusal?: (process: Process) => string | undefined
  readonly exitCode?: number
}

/** What such a server does with a request that it does not understand. */
const NOT_UNDERSTOOD: Answer = { status: 400, body: '' }

export function quietServer({ port, idle, startLines, stopLines, stream, startMs = 0, refusal, exitCode = 0 }: QuietServer): Program {
  return function* (process) {
    const write = (lines: readonly string[]): void => process.write(stream, lines.map((line) => `${line}\n`).join(''))
    const why = refusal?.(process)
    if (why !== undefined) {
      process.write('stderr', why)
      return 1
    }
    process.handle('TERM')
    if (startMs > 0) yield { kind: 'sleep', milliseconds: startMs }
    if (process.takeSignals().length > 0) return exitCode
    const ending = yield* serve(process, { ports: [port], ...(idle ? { idle } : {}), answer: () => NOT_UNDERSTOOD, started: () => write(startLines(process)) })
    if (ending.kind === 'address in use') {
      process.write('stderr', `could not bind to 0.0.0.0:${port}: Address already in use\n`)
      return 1
    }
    if (stopLines) write(stopLines(process))
    return exitCode
  }
}
