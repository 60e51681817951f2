import type { ApiResponse } from '../client/transport.ts'

/** Responses as the real server's, with the headers that it always sends. */
export function json(status: number, body: unknown, headers: Record<string, string | string[]> = {}): ApiResponse {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...headers }, body: `${JSON.stringify(body)}\n` }
}

export function text(status: number, body: string, headers: Record<string, string> = { 'x-content-type-options': 'nosniff' }): ApiResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache, private', ...headers }, body }
}
