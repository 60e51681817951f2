import type { ApiResponse } from '../client/transport.ts'

type Json = Record<string, any>

/** Answers as a server writes them. */

export function json(code: number, body: unknown): ApiResponse {
  return { status: code, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export function status(code: number, reason: string, message: string, details?: Json): ApiResponse {
  return json(code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code })
}
