import { StatusError } from '../client/status.ts'
import type { ApiRequest, ApiResponse } from '../client/transport.ts'
import { NoUserError } from './authentication/impersonation.ts'
import { AccessRefusal } from './authorization/request.ts'
import { internalError } from './errors.ts'
import { json, text } from './responses.ts'

/** The answer to a request that something went wrong with: a `Status`, except where the real server's filters write plain text. */
export function failureAnswer(error: unknown, request: ApiRequest, warnings: readonly string[]): ApiResponse {
  if (error instanceof NoUserError) return text(500, `Internal Server Error: ${JSON.stringify(request.target)}: ${error.message}\n`)
  const status = error instanceof StatusError ? error : internalError(error instanceof Error ? error.message : String(error))
  const retry = status.status.details?.retryAfterSeconds
  return json(status.code, status.status, {
    ...warningHeader(warnings),
    ...(error instanceof AccessRefusal ? { 'x-content-type-options': 'nosniff' } : {}),
    ...(retry ? { 'retry-after': String(retry) } : {}),
  })
}

/** What a client is told beside an answer. */
export function warningHeader(warnings: readonly string[]): Record<string, string[]> | undefined {
  return warnings.length > 0 ? { warning: warnings.map((warning) => `299 - ${JSON.stringify(warning)}`) } : undefined
}
