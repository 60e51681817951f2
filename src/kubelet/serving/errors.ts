import { StatusError } from '../../client/status.ts'

/** What was asked for cannot be, as the pod is now. */
export function badRequest(message: string): StatusError {
  return refusal(400, 'BadRequest', message)
}

/** What was asked for failed. */
export function internalError(message: string): StatusError {
  return refusal(500, 'InternalError', message)
}

function refusal(code: number, reason: string, message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code })
}
