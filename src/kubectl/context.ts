import type { Transport } from '../client/transport.ts'
import type { DiscoveryCache } from './discovery.ts'
import type { Kubeconfig } from './kubeconfig.ts'

/** Tells a running command that its user wants it to end (Ctrl-C). A small part of the DOM's AbortSignal, which fits it. */
export interface CancelSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface StandardInput {
  readonly isTerminal: boolean
  /** All of it, once it has ended. */
  readAll(): Promise<Uint8Array>
  /** Piece by piece; ends with the input. */
  chunks(): AsyncIterable<Uint8Array>
}

export interface InputOutput {
  stdout(data: string | Uint8Array): void
  stderr(data: string | Uint8Array): void
  readonly stdin: StandardInput
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean
  /** The terminal's size in characters. */
  readonly columns: number
  readonly rows: number
}

export interface DirectoryEntry {
  readonly name: string
  readonly isDirectory: boolean
}

/** The files that a command may name, relative to the caller's working directory. */
export interface Files {
  /** The content, or undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>
  /** The entries of a directory, or undefined when there is no such directory. */
  list(path: string): Promise<readonly DirectoryEntry[] | undefined>
  /** Writes a file, making the directories it needs. */
  write(path: string, data: Uint8Array): Promise<void>
}

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number
  /** Resolves after the time has passed, or at once when the signal aborts. */
  sleep(durationMs: number, signal?: CancelSignal): Promise<void>
}

/** Listens on a local TCP port for `port-forward`; each connection is a pair of byte streams. */
export interface LocalConnection {
  /** Bytes that the local client sends; ends when it closes. */
  incoming: AsyncIterable<Uint8Array>
  write(data: Uint8Array): void
  close(): void
}

export interface LocalPorts {
  /** Starts to listen; 0 asks for any free port. Resolves to the port, rejects when it is taken. */
  listen(address: string, port: number, accept: (connection: LocalConnection) => void): Promise<{ port: number; close(): void }>
}

/** Everything that kubectl needs from whoever runs it. It has no clock, files, network or randomness of its own. */
export interface KubectlContext {
  readonly transport: Transport
  readonly io: InputOutput
  readonly files: Files
  readonly clock: Clock
  readonly signal: CancelSignal
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The user's default kubeconfig; `write` keeps a changed one. */
  readonly kubeconfig: { read(): Kubeconfig; write(next: Kubeconfig): void }
  /** Opens a text in the user's editor; undefined when the user gave up. */
  edit?(text: string, fileName: string): Promise<string | undefined>
  /** A number in [0, 1) for names that kubectl makes up (`debug` containers). */
  random(): number
  readonly localPorts?: LocalPorts
  /** What discovery found last time, kept by the caller across commands as kubectl keeps it on disk. */
  readonly discoveryCache?: DiscoveryCache
}
