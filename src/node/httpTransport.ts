/** An API server over HTTP, for the shell outside of a browser. */
import { WebSocket } from 'ws'
import { ConnectionError } from '../client/status.ts'
import type { ApiChannel, ApiRequest, ApiResponse, ApiStream, ChannelSink, Headers, StreamSink, Transport } from '../client/transport.ts'

const CHANNEL_PROTOCOL = 'v5.channel.k8s.io'
const CLOSE_CHANNEL = 255

export function httpTransport(serverUrl: string): Transport {
  const base = serverUrl.replace(/\/$/, '')
  return {
    serverUrl: base,
    async request(request) {
      const answer = await ask(base, request)
      return { status: answer.status, headers: headersOf(answer), body: await answer.text() }
    },
    async stream(request, sink) {
      const abort = new AbortController()
      const answer = await ask(base, request, abort.signal)
      if (answer.status !== 200 || !answer.body) return { status: answer.status, headers: headersOf(answer), body: await answer.text() }
      void pump(answer.body, sink)
      return { status: 200, headers: headersOf(answer), cancel: () => abort.abort() } satisfies ApiStream
    },
    connect: (request, sink) => connect(base, request, sink),
  }
}

async function ask(base: string, { method, target, headers, body }: ApiRequest, signal?: AbortSignal): Promise<Response> {
  const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] => (Array.isArray(value) ? value.map((each) => [name, String(each)]) : [[name, String(value)]]))
  try {
    return await fetch(base + target, { method, headers: sent, ...(body === undefined ? {} : { body: body as BodyInit }), ...(signal ? { signal } : {}) })
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; address?: string; port?: number } }
    throw new ConnectionError(cause?.code === 'ECONNREFUSED' ? `dial tcp ${cause.address}:${cause.port}: connect: connection refused` : String(error))
  }
}

function headersOf(answer: Response): Headers {
  const headers: Record<string, string | string[]> = Object.fromEntries(answer.headers)
  const warnings = answer.headers.get('warning')
  // fetch joins headers of one name; each warning begins with its code.
  if (warnings) headers['warning'] = warnings.split(/, (?=299 )/)
  return headers
}

async function pump(body: ReadableStream<Uint8Array>, sink: StreamSink): Promise<void> {
  const reader = body.getReader()
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) sink.data(piece.value)
  } catch {
    // The stream was cancelled, or the server has gone: either way it is over.
  }
  sink.end()
}

function connect(base: string, { target, headers }: ApiRequest, sink: ChannelSink): Promise<ApiChannel | ApiResponse> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(base.replace(/^http/, 'ws') + target, CHANNEL_PROTOCOL, { headers: headers as Record<string, string> })
    socket.on('unexpected-response', (_, response) => {
      let body = ''
      response.on('data', (piece: Buffer) => void (body += piece.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 500, headers: {}, body }))
    })
    socket.on('error', (error) => reject(new ConnectionError(error.message)))
    socket.on('message', (data: Buffer) => sink.data(data[0] ?? 0, new Uint8Array(data.subarray(1))))
    socket.on('close', () => sink.close())
    socket.on('open', () =>
      resolve({
        send: (channel, data) => socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)])),
        closeChannel: (channel) => socket.send(Buffer.from([CLOSE_CHANNEL, channel])),
        close: () => socket.close(),
      }),
    )
  })
}
