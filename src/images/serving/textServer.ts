import type { IncomingRequest, Process, Program, Reply } from '../program.ts'
import { GO_ENDED_BY_SIGNAL, serve, type Server } from './serve.ts'

/** A small web server as demo images have it. */
export interface TextServer {
  /** Its ports; from its environment and arguments if need be. */
  ports(process: Process): readonly number[]
  answer(process: Process): (request: IncomingRequest, port: number) => Reply
  started?(process: Process): void
  /** Its exit code after TERM; that of a Go program without a handler if not said. */
  readonly exitCode?: number
  readonly server?: Partial<Pick<Server, 'idle' | 'requestCostMs' | 'endsOn'>>
}

export function textServer({ ports, answer, started, exitCode = GO_ENDED_BY_SIGNAL, server = {} }: TextServer): Program {
  return function* (process) {
    const ending = yield* serve(process, { ...server, ports: ports(process), answer: answer(process), started: () => started?.(process) })
    if (ending.kind !== 'address in use') return exitCode
    process.write('stderr', `listen tcp :${ending.port}: bind: address already in use\n`)
    return 1
  }
}

/** A page of plain text. */
export function plain(body: string, status = 200): { status: number; body: string; headers: Record<string, string> } {
  return { status, body, headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(body.length) } }
}

export function html(body: string, status = 200): { status: number; body: string; headers: Record<string, string> } {
  return { status, body, headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': String(body.length) } }
}

/** A port number from a text such as `:8080`; the other one if it is none. */
export function portOf(text: string | undefined, otherwise: number): number {
  const port = Number((text ?? '').replace(/^.*:/, ''))
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : otherwise
}
