import type { Status } from 'kubernetes-types/meta/v1'
import { utf8Decode } from './bytes.ts'
import { Cancellation } from './cancellation.ts'
import type { Query } from './client.ts'
import { ExitError, KubectlError } from './errors.ts'
import type { Session } from './session.ts'

/** Channels of `v5.channel.k8s.io`. */
const STDIN = 0
const STDOUT = 1
const STDERR = 2
const STATUS = 3
const RESIZE = 4

export interface RemoteCommand {
  /** `/api/v1/namespaces/shop/pods/web/exec`. */
  readonly path: string
  readonly query: Query
  readonly stdin: boolean
  readonly tty: boolean
}

/** How a command uses the terminal, after what the user asked for was held against what is there. */
export interface Terminal {
  readonly stdin: boolean
  readonly tty: boolean
}

/** A terminal is only asked for when stdin is passed on and is one. */
export function terminalOf(session: Session, wanted: Terminal, quiet: boolean): Terminal {
  if (!wanted.stdin || !wanted.tty) return { stdin: wanted.stdin, tty: false }
  if (session.context.io.stdin.isTerminal) return wanted
  if (!quiet) session.stderr('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  return { stdin: true, tty: false }
}

/**
 * Connects the user's streams with a process in a container until it ends. A process that ends with another code than 0 ends kubectl with the same code.
 */
export async function runRemoteCommand(session: Session, { path, query, stdin, tty }: RemoteCommand): Promise<void> {
  const stop = new Cancellation(session.context.signal)
  let statusText = ''
  const data = (channel: number, bytes: Uint8Array) => {
    if (channel === STDOUT) session.stdout(bytes)
    else if (channel === STDERR) session.stderr(bytes)
    else if (channel === STATUS) statusText += utf8Decode(bytes)
  }
  let hasEnded: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (hasEnded = resolve))
  stop.addEventListener('abort', hasEnded)
  const channel = await session.client.connect(path, query, { data, close: hasEnded })
  let sizeSent = ''
  const sendSize = () => {
    const { columns, rows } = session.context.io
    const size = JSON.stringify({ Width: columns, Height: rows })
    if (tty && size !== sizeSent) channel.send(RESIZE, size)
    sizeSent = size
  }
  const passInput = async () => {
    for await (const piece of session.context.io.stdin.chunks()) {
      if (stop.aborted) return
      sendSize()
      channel.send(STDIN, piece)
    }
    if (!stop.aborted) channel.closeChannel(STDIN)
  }
  sendSize()
  if (stdin) void passInput()
  await ended
  const wasInterrupted = session.context.signal.aborted
  stop.abort()
  channel.close()
  if (wasInterrupted) throw new ExitError(1)
  if (statusText !== '') requireSuccess(session, JSON.parse(statusText) as Status)
}

function requireSuccess(session: Session, { status, reason, message, details }: Status): void {
  if (status === 'Success') return
  const exitCode = details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message
  if (reason !== 'NonZeroExitCode' || exitCode === undefined) throw new KubectlError(message ?? 'unknown error')
  session.stderr(`command terminated with exit code ${exitCode}\n`)
  throw new ExitError(Number(exitCode))
}
