/** The life of a server process: it opens its ports, answers until it is told to end, and uses processor time as it does. */
import type { IncomingRequest, Process, Reply, Signal, Wait } from '../program.ts'

export interface Server {
  readonly ports: readonly number[]
  answer(request: IncomingRequest, port: number): Reply
  /** What it uses without requests; 1 millicore and 10 MiB if not said. */
  readonly idle?: Usage
  /** Processor time that one request takes, milliseconds; 1 if not said. */
  readonly requestCostMs?: number
  /** Signals that end it; TERM, INT and QUIT if not said. Programs that know nothing of signals ignore TERM as process 1. */
  readonly endsOn?: readonly Signal[]
  /** Work besides requests. */
  readonly work?: Work
  /** Once all ports are open. */
  started?(): void
}

export interface Usage {
  readonly cpuMillicores: number
  readonly memoryBytes: number
}

export interface Work {
  /** When it goes on, milliseconds since the Unix epoch; `Infinity` if there is nothing to do. */
  nextMs(): number
  /** Does a piece of it; an exit code if the server ends with that. */
  run(): number | undefined
}

/** How a server's life has ended. */
export type Ending =
  { readonly kind: 'signal'; readonly signal: Signal } | { readonly kind: 'exit'; readonly code: number } | { readonly kind: 'address in use'; readonly port: number }

const MIB = 2 ** 20
const IDLE: Usage = { cpuMillicores: 1, memoryBytes: 10 * MIB }
/** Use of the processor is told as the mean over such a span. */
const METER_MS = 1_000
const ENDING_SIGNALS: readonly Signal[] = ['TERM', 'INT', 'QUIT']
/** The exit code of a Go program that does not handle the signal which ends it, as process 1. */
export const GO_ENDED_BY_SIGNAL = 2

/** Serves until a signal, its work or a taken port ends it. All else (logging, the exit code) is the caller's. */
export function* serve(process: Process, server: Server): Generator<Wait, Ending, any> {
  const { endsOn = ENDING_SIGNALS, work = { nextMs: () => Number.POSITIVE_INFINITY, run: () => undefined } } = server
  for (const signal of endsOn) process.handle(signal)
  // To wake itself when a request has changed what it waits for.
  process.handle('USR1')
  const meter = new Meter(process, server)
  for (const port of server.ports) {
    const answer = (request: IncomingRequest): Reply => {
      meter.note()
      return server.answer(request, port)
    }
    if (!process.listen(port, answer)) return { kind: 'address in use', port }
  }
  server.started?.()
  for (;;) {
    const nextMs = Math.min(work.nextMs(), meter.nextMs)
    yield { kind: 'sleep', milliseconds: Math.max(0, nextMs - process.now()) }
    for (const signal of process.takeSignals()) if (endsOn.includes(signal)) return { kind: 'signal', signal }
    if (meter.nextMs <= process.now()) meter.turn()
    if (work.nextMs() > process.now()) continue
    const code = work.run()
    if (code !== undefined) return { kind: 'exit', code }
  }
}

/** Makes a server look again at what it waits for. */
export function wake(process: Process): void {
  process.kill(process.pid, 'USR1')
}

/** Tells how much processor time requests take. */
class Meter {
  /** When to tell next; `Infinity` as long as no request comes. */
  nextMs = Number.POSITIVE_INFINITY
  readonly #process: Process
  readonly #idle: Usage
  readonly #costMs: number
  #requests = 0

  constructor(process: Process, { idle = IDLE, requestCostMs = 1 }: Server) {
    this.#process = process
    this.#idle = idle
    this.#costMs = requestCostMs
    process.use(idle)
  }

  note(): void {
    this.#requests++
    if (Number.isFinite(this.nextMs)) return
    this.nextMs = this.#process.now() + METER_MS
    wake(this.#process)
  }

  turn(): void {
    const busyMillicores = (1000 * this.#requests * this.#costMs) / METER_MS
    this.#process.use({ cpuMillicores: Math.round(this.#idle.cpuMillicores + busyMillicores) })
    this.nextMs = this.#requests > 0 ? this.#process.now() + METER_MS : Number.POSITIVE_INFINITY
    this.#requests = 0
  }
}
