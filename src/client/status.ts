import type { Status } from 'kubernetes-types/meta/v1'

/** An answer of the API server that says no: the `Status` object, thrown. Its text equals that of the real server. */
export class StatusError extends Error {
  override name = 'StatusError'
  readonly status: Status

  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown error')
    this.status = status
  }

  get code(): number {
    return this.status.code ?? 500
  }
}

/** The connection to the API server failed before there was any answer: it is stopped, or cut off. */
export class ConnectionError extends Error {
  override name = 'ConnectionError'
}

function hasReason(error: unknown, reason: string): boolean {
  return error instanceof StatusError && error.status.reason === reason
}

export const isNotFound = (error: unknown): boolean => hasReason(error, 'NotFound')
export const isConflict = (error: unknown): boolean => hasReason(error, 'Conflict')
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, 'AlreadyExists')
export const isInvalid = (error: unknown): boolean => hasReason(error, 'Invalid')
export const isForbidden = (error: unknown): boolean => hasReason(error, 'Forbidden')

/** Whether nothing can be made in the namespace any more because it is being deleted. */
export function isNamespaceTerminating(error: unknown): boolean {
  return error instanceof StatusError && (error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false)
}
