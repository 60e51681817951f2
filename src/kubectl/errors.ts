import type { Status } from 'kubernetes-types/meta/v1'
import { ConnectionError, StatusError } from '../client/status.ts'

/** A command failed for a reason of its own; printed with `error: ` before it. */
export class KubectlError extends Error {
  override name = 'KubectlError'
}

/** A command used wrongly; printed with a hint at its help. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** A command used wrongly; its help is printed before the message. */
export class HelpError extends KubectlError {
  override name = 'HelpError'
}

/** Printed as it is, without `error: `. */
export class PlainError extends Error {
  override name = 'PlainError'
}

/** Ends the command with a code; what there was to say has been said. */
export class ExitError extends Error {
  override name = 'ExitError'
  readonly code: number

  constructor(code: number) {
    super(`exit status ${code}`)
    this.code = code
  }
}

/** Several things failed; each is printed on its own. */
export class AggregateFailure extends Error {
  override name = 'AggregateFailure'
  readonly errors: readonly unknown[]

  constructor(errors: readonly unknown[]) {
    super(errors.map(messageOf).join(', '))
    this.errors = errors
  }
}

/** Throws what was collected: nothing, the one, or all of them. */
export function throwCollected(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateFailure(errors)
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Says in which step and on which file it failed (kubectl's AddSourceToErr). */
export function withSource(verb: string, source: string | undefined, error: unknown): unknown {
  if (!source) return error
  const message = `error when ${verb} ${JSON.stringify(source)}: ${messageOf(error)}`
  if (error instanceof StatusError) return new StatusError({ ...error.status, message })
  if (error instanceof ConnectionError || error instanceof ExitError) return error
  return new KubectlError(message)
}

/** The same refusal with other words before it. */
export function withPrefix(prefix: string, error: unknown): unknown {
  if (error instanceof ConnectionError || error instanceof ExitError) return error
  return new KubectlError(prefix + messageOf(error))
}

function invalidText(status: Status): string {
  const { kind = '', name = '', causes = [] } = status.details ?? {}
  if (!status.details) return `The request is invalid: ${status.message}`
  const subject = `The ${kind} "${name}" is invalid`
  const lines = causes.map((cause) => (cause.field ? `${cause.field}: ${cause.message}` : (cause.message ?? '')))
  if (lines.length === 0) return kind ? subject : `The request is invalid: ${status.message}`
  if (lines.length === 1) return `${subject}: ${lines[0]}`
  return `${subject}: \n${[...new Set(lines)].map((line) => `* ${line}`).join('\n')}`
}

function statusText(status: Status): string {
  if (status.reason === 'Invalid') return invalidText(status)
  if (status.reason === 'Unauthorized') return `error: You must be logged in to the server (${status.message || 'Unauthorized'})`
  return status.reason ? `Error from server (${status.reason}): ${status.message}` : `Error from server: ${status.message}`
}

function prefixed(message: string): string {
  return message.startsWith('error: ') ? message : `error: ${message}`
}

/** Errors of the API have words before them wherever they are printed; those of commands only when alone. */
const isOfApi = (error: unknown) => error instanceof StatusError || error instanceof ConnectionError || error instanceof AggregateFailure

/** The lines that kubectl prints on stderr for an error, without the last newline (kubectl's CheckErr). */
export function renderError(error: unknown, serverHost: string): string {
  if (error instanceof AggregateFailure) return error.errors.map((each) => (isOfApi(each) ? renderError(each, serverHost) : messageOf(each))).join('\n')
  if (error instanceof StatusError) return statusText(error.status)
  if (error instanceof ConnectionError) {
    return /refused|^$/.test(error.message) ? `The connection to the server ${serverHost} was refused - did you specify the right host or port?` : `Unable to connect to the server: ${error.message}`
  }
  if (error instanceof PlainError) return error.message
  return prefixed(messageOf(error))
}
