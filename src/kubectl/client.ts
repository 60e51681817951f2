import type { Status } from 'kubernetes-types/meta/v1'
import { ConnectionError, StatusError } from '../client/status.ts'
import { type ApiChannel, type ApiResponse, type ChannelSink, type Headers, isResponse, type Transport } from '../client/transport.ts'
import { asText } from './bytes.ts'
import { AsyncQueue } from './cancellation.ts'
import type { CancelSignal, Clock } from './context.ts'
import type { JsonObject } from './json.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** What an answer may be: a plain object, or a Table where the server can make one. */
export const ACCEPT_JSON = 'application/json'
export const ACCEPT_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'

export interface RequestOptions {
  readonly query?: Query
  readonly body?: unknown
  readonly contentType?: string
  readonly accept?: string
}

export interface WatchMessage {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: JsonObject
}

export interface ClientSettings {
  readonly transport: Transport
  readonly clock: Clock
  readonly signal: CancelSignal
  /** Sent with every request: user agent, impersonation. */
  readonly headers: Headers
  /** Added to every request's query (`--request-timeout`). */
  readonly timeout: string | undefined
  warn(text: string): void
}

/** Go's url.Values.Encode: keys in order, blanks as `+`. */
export function encodeQuery(query: Query): string {
  const escape = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+')
  const pairs = Object.keys(query)
    .sort()
    .flatMap((key) => {
      const value = query[key]
      if (value === undefined) return []
      return (Array.isArray(value) ? (value as readonly string[]) : [String(value)]).map((each) => `${escape(key)}=${escape(each)}`)
    })
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** A client of the API over a transport: it speaks JSON, turns refusals into `StatusError`s and prints the server's warnings. */
export class RestClient {
  readonly #settings: ClientSettings
  readonly #warned = new Set<string>()

  constructor(settings: ClientSettings) {
    this.#settings = settings
  }

  get serverUrl(): string {
    return this.#settings.transport.serverUrl
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<JsonObject> {
    const response = await this.send(method, path, options)
    return JSON.parse(asText(response.body)) as JsonObject
  }

  get(path: string, query: Query = {}, accept = ACCEPT_JSON): Promise<JsonObject> {
    return this.request('GET', path, { query, accept })
  }

  /** The answer as it came; a refusal is thrown. Waits and asks again when the server says that it has too much to do. */
  async send(method: string, path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.#settings.transport.request(this.#build(method, path, options))
      const retryAfter = response.headers['retry-after']
      if (response.status === 429 && typeof retryAfter === 'string' && attempt < 10) {
        await this.#settings.clock.sleep(Number(retryAfter) * 1000, this.#settings.signal)
        continue
      }
      this.#showWarnings(response.headers)
      if (response.status >= 400) throw refusal(response, method, path)
      return response
    }
  }

  /** A body that goes on (`logs -f`), piece by piece. */
  async *stream(path: string, options: RequestOptions, signal: CancelSignal): AsyncGenerator<string | Uint8Array> {
    const queue = new AsyncQueue<string | Uint8Array>()
    const answer = await this.#settings.transport.stream(this.#build('GET', path, options), { data: (piece) => queue.push(piece), end: () => queue.end() })
    this.#showWarnings(answer.headers)
    if (isResponse(answer)) {
      if (answer.status >= 400) throw refusal(answer, 'GET', path)
      yield answer.body
      return
    }
    const stop = () => {
      answer.cancel()
      queue.end()
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    try {
      yield* queue
    } finally {
      signal.removeEventListener('abort', stop)
      answer.cancel()
    }
  }

  /** The events of a watch, until it or the signal ends. The connection stands once the promise resolves. */
  async watch(path: string, query: Query, signal: CancelSignal, accept = ACCEPT_JSON): Promise<AsyncGenerator<WatchMessage>> {
    const queue = new AsyncQueue<WatchMessage>()
    let rest = ''
    const data = (piece: string | Uint8Array) => {
      const lines = (rest + asText(piece)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') queue.push(JSON.parse(line) as WatchMessage)
    }
    const answer = await this.#settings.transport.stream(this.#build('GET', path, { query, accept }), { data, end: () => queue.end() })
    if (isResponse(answer)) throw refusal(answer, 'GET', path)
    const stop = () => {
      answer.cancel()
      queue.end()
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
    return (async function* () {
      try {
        yield* queue
      } finally {
        signal.removeEventListener('abort', stop)
        answer.cancel()
      }
    })()
  }

  /** A two-way connection. A refused one is asked for again as a POST, as kubectl does, and that answer's reason is the one thrown. */
  async connect(path: string, query: Query, sink: ChannelSink): Promise<ApiChannel> {
    const upgrade = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-protocol': 'v5.channel.k8s.io' }
    const target = path + encodeQuery(query)
    const answer = await this.#settings.transport.connect({ method: 'GET', target, headers: { ...this.#settings.headers, ...upgrade } }, sink)
    if (!isResponse(answer)) return answer
    const fallback = { upgrade: 'SPDY/3.1', connection: 'Upgrade', 'x-stream-protocol-version': ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'] }
    const second = await this.#settings.transport.connect({ method: 'POST', target, headers: { ...this.#settings.headers, ...fallback } }, sink)
    if (!isResponse(second)) return second
    throw refusal(second, 'POST', path)
  }

  #build(method: string, path: string, { query = {}, body, contentType = ACCEPT_JSON, accept = ACCEPT_JSON }: RequestOptions) {
    const withTimeout = this.#settings.timeout ? { ...query, timeout: this.#settings.timeout } : query
    const headers: Headers = { ...this.#settings.headers, accept, ...(body === undefined ? {} : { 'content-type': contentType }) }
    return { method, target: path + encodeQuery(withTimeout), headers, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) }
  }

  #showWarnings(headers: Headers): void {
    const warnings = headers['warning']
    for (const warning of warnings === undefined ? [] : typeof warnings === 'string' ? [warnings] : warnings) {
      const quoted = /^299 \S+ ("(?:[^"\\]|\\.)*")/.exec(warning)?.[1]
      if (!quoted || this.#warned.has(quoted)) continue
      this.#warned.add(quoted)
      this.#settings.warn(quoted.slice(1, -1).replace(/\\(.)/g, '$1'))
    }
  }
}

const REASONS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', 'the server does not allow this method on the requested resource'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
  409: ['Conflict', 'the server reported a conflict'],
  410: ['Gone', 'the server reported that the requested resource is no longer available'],
  415: ['UnsupportedMediaType', 'the server could not understand the content type of the request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request'],
}

/** The error for an answer that says no; one whose body is no Status gets the words of client-go. */
export function refusal(response: ApiResponse, method: string, path: string): StatusError {
  const text = asText(response.body)
  try {
    const status = JSON.parse(text) as Status & { kind?: string }
    if (status.kind === 'Status') return new StatusError(status)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const verb = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' }[method] ?? method.toLowerCase()
  const [, resource = '', name = ''] = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+(?=\/))?\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? []
  const subject = resource === '' ? '' : ` (${verb} ${name === '' ? resource : `${resource} ${name}`})`
  const [reason, words] = REASONS[response.status] ?? ['InternalError', `an error on the server (${JSON.stringify(text.trim() || 'unknown')}) has prevented the request from succeeding`]
  return new StatusError({ status: 'Failure', reason, message: words + subject, code: response.status })
}

/** A transport to an address where nobody answers. */
export function refusingTransport(serverUrl: string): Transport {
  const refuse = () => Promise.reject(new ConnectionError('connection refused'))
  return { serverUrl, request: refuse, stream: refuse, connect: refuse }
}
