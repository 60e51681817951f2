import type { Answer, IncomingRequest, Reply } from '../../program.ts'

export type Handle = (request: IncomingRequest, parameter: string) => Reply

/** A method and a path; a path may end with `/*name` for all that follows, or hold one `:name`. */
export type Route = readonly [method: string, path: string, handle: Handle]

const TEXT = { 'content-type': 'text/plain; charset=utf-8' }

/** An error as Go's `http.Error` writes it. */
export function goError(status: number, message: string): Answer {
  return { status, body: `${message}\n`, headers: TEXT }
}

export function json(value: unknown): Answer {
  return { status: 200, body: `${JSON.stringify(value)}\n`, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private, max-age=0', pragma: 'no-cache' } }
}

/** Answers by the first route that fits, as Go's httprouter does. */
export function route(routes: readonly Route[], request: IncomingRequest): Reply {
  let otherMethod = false
  for (const [method, pattern, handle] of routes) {
    const parameter = match(pattern, request.path)
    if (parameter === undefined) continue
    if (method === request.method || (method === 'GET' && request.method === 'HEAD')) return handle(request, parameter)
    otherMethod = true
  }
  return otherMethod ? goError(405, 'Method Not Allowed') : goError(404, '404 page not found')
}

function match(pattern: string, path: string): string | undefined {
  if (pattern.endsWith('/*')) return path.startsWith(pattern.slice(0, -1)) ? path.slice(pattern.length - 2) : undefined
  const at = pattern.indexOf(':')
  if (at < 0) return pattern === path ? '' : undefined
  const end = pattern.indexOf('/', at)
  const rest = end < 0 ? '' : pattern.slice(end)
  if (!path.startsWith(pattern.slice(0, at)) || !path.endsWith(rest)) return undefined
  const parameter = path.slice(at, path.length - rest.length)
  return parameter === '' || parameter.includes('/') ? undefined : parameter
}
