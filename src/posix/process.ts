/**
 * What a program is, and what its process can do. A program is a coroutine: a generator that works between yields and yields what it waits for (`Wait`).
 * It never sees a timer or who runs it: containers run programs in virtual time, the terminal runs the same programs in real time (`kernel.ts`).
 */
import type { Files, FileError } from './files.ts'

export type Signal = 'TERM' | 'KILL' | 'INT' | 'HUP' | 'USR1' | 'USR2' | 'QUIT' | 'PIPE'

export const SIGNAL_NUMBERS: Readonly<Record<Signal, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, USR1: 10, USR2: 12, PIPE: 13, TERM: 15 }

/** What a program waits for. The generator is resumed with the answer. */
export type Wait =
  /** Resumed with undefined after that time, or with the signal if one with a handler comes before. */
  | { readonly kind: 'sleep'; readonly milliseconds: number }
  /** Until a signal for which `process.handle` was called. Resumed with the signal. */
  | { readonly kind: 'signal' }
  /**
   * Until a descriptor has something: resumed with text, '' at its end. With `line`, never more than up to the next newline; never more than `most` characters.
   * Resumed with undefined if nothing came within `timeoutMs`, and with a handled signal if `interruptible`.
   */
  | { readonly kind: 'read'; readonly descriptor: number; readonly line?: boolean; readonly most?: number; readonly timeoutMs?: number; readonly interruptible?: boolean }
  /** Until the text is taken. A full pipe makes the writer wait; one that nobody reads any more raises PIPE. */
  | { readonly kind: 'write'; readonly descriptor: number; readonly text: string }
  /** Until a process has ended: resumed with its exit code, or with a handled signal if `interruptible`. */
  | { readonly kind: 'child'; readonly process: ProcessHandle; readonly interruptible?: boolean }
  /** A request to another address. Resumed with an `HttpResponse`, or a `NetworkError` is thrown into the generator. */
  | { readonly kind: 'request'; readonly request: HttpRequest }
  /** A name to look up. Resumed with the addresses; [] if there is no such name. */
  | { readonly kind: 'resolve'; readonly name: string }
  /** Until that file or directory has changed, or a handled signal comes. */
  | { readonly kind: 'change'; readonly path: string }
  /** Work was done. Resumed at once, or later when the process has used up its share of the moment. */
  | { readonly kind: 'step'; readonly steps?: number }
  /** Something outside the simulated machine: `begin` starts it and returns how to call it off. Resumed with what `done` is called with. */
  | { readonly kind: 'call'; begin(done: (value: unknown) => void): () => void }

export type Running = Generator<Wait, number, any>

/** A program: started with its process, runs until it returns its exit code. */
export type Program = (process: Process) => Running

export interface HttpRequest {
  readonly method: string
  /** `http://web.default:80/path`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs?: number
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request that got no response. `message` as Go's net package says it: `connect: connection refused`, `i/o timeout`, `no such host`. */
export class NetworkError extends Error {
  override name = 'NetworkError'
  readonly reason: 'refused' | 'timeout' | 'no such host' | 'unreachable' | 'reset'
  constructor(reason: NetworkError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** A program that cannot go on: it ends with that exit code after its name and the message. */
export class ProgramFailure extends Error {
  override name = 'ProgramFailure'
  readonly exitCode: number
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** What a listening program knows of a request. */
export interface IncomingRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly remoteAddress: string
}

/** The answer to a request: what, and after how long. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** How long the program works on it; 1 ms if not said. */
  readonly latencyMs?: number
}

/** An answer, or how to get one: `respond` may be called later, once. */
export type Reply = Answer | ((respond: (answer: Answer) => void) => void)

/** An open file, pipe or terminal that processes share. A process holds it under a number (`Process.descriptors`). */
export interface Stream {
  /** Whether it is a terminal, for `test -t` and programs that write for people. */
  readonly terminal: boolean
  /** Text that is there, '' at the end, undefined if one must wait. Never more than `most` characters, nor than up to a newline if `line`. */
  read(line: boolean, most?: number): string | undefined
  /** 'full' if the writer must wait, 'broken' if nobody will ever read it. */
  write(text: string): 'taken' | 'full' | 'broken'
  /** Calls back once when a wait may be over; returns how to call it off. */
  whenReady(then: () => void): () => void
  /** Counts those who hold it; the last `release` closes it. */
  hold(): void
  release(): void
}

export interface ProcessHandle {
  readonly pid: number
  /** Undefined as long as it runs; 128 + the signal's number if a signal ended it. */
  readonly exitCode: number | undefined
  signal(signal: Signal): void
}

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  readonly arguments: readonly string[]
}

export interface SpawnOptions {
  readonly arguments?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  /** What the child has instead of its parent's descriptors. */
  readonly descriptors?: ReadonlyMap<number, Stream>
  /** A job in the background: the keyboard's INT and QUIT do not reach it. */
  readonly background?: boolean
}

/** A process as its program sees it. */
export interface Process {
  readonly pid: number
  readonly parent: number
  /** argv: the program's name first. */
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  workingDirectory: string
  readonly hostname: string
  /** The machine's or pod's address. */
  readonly address: string
  readonly files: Files
  /** Open streams by number: 0 input, 1 output, 2 errors. */
  readonly descriptors: ReadonlyMap<number, Stream>
  /** Virtual time, milliseconds since the Unix epoch. */
  now(): number
  /** A number in [0, 1) from the container's stream of chance. */
  random(): number
  /** Writes without waiting; lines end with \n. Programs in pipelines yield a `write` instead, so that they end with their reader. */
  write(stream: 'stdout' | 'stderr', text: string): void
  /** Serves HTTP on a port of the address until the process ends or `close` is called. False if the port is taken. */
  listen(port: number, handler: (request: IncomingRequest) => Reply): boolean
  close(port: number): void
  /** Catches a signal: it then resumes a `sleep`, `signal` or `change` wait instead of ending the process. As process 1, a process without a handler ignores TERM. */
  handle(signal: Signal): void
  /** Ignores a signal (`true`) or gives it its default effect again (`false`). */
  ignore(signal: Signal, ignored: boolean): void
  /** Signals caught and not yet answered to, oldest first; emptied by the call. */
  takeSignals(): Signal[]
  /** Starts a program as a child. Undefined if there are too many processes. */
  spawn(program: Program, options?: SpawnOptions): ProcessHandle | undefined
  /** The program that a command's name or path stands for here. */
  find(name: string, searchPath?: string): Program | 'not found' | 'permission denied'
  /** Signals another process of this machine; false if there is none. */
  kill(pid: number, signal: Signal): boolean
  processes(): ProcessInfo[]
  /** Opens a file or device by absolute path. */
  open(path: string, how: 'read' | 'write' | 'append'): Stream | FileError
  pipe(): { reader: Stream; writer: Stream }
  /** Puts a stream under a number, or closes the number. */
  attach(descriptor: number, stream: Stream | undefined): void
  /** Processor time used from now on, in millicores, and memory held, in bytes: what metrics show and limits act on. */
  use(resources: { cpuMillicores?: number; memoryBytes?: number }): void
}
