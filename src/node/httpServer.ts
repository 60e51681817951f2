import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { isResponse, type ApiChannel, type ApiRequest, type ApiResponse, type Headers } from '../client/transport.ts'
import type { Session } from '../cluster/session.ts'
import { control } from './control.ts'
import type { Pacer } from './pacer.ts'

/** Requests larger than this are refused before they are read to the end. */
const LIMIT_BYTES = 3 * 1024 * 1024
const LOOPBACK_HOSTS = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/
/** The subprotocol of exec, attach and port-forward: a message begins with its channel's number. */
const CHANNEL_PROTOCOL = 'v5.channel.k8s.io'
/** A message on this channel says that no more comes on the channel that it names. */
const CLOSE_CHANNEL = 255

/** Serves a session's API over HTTP on the loopback interface. Who can reach it is cluster-admin, so pages from elsewhere are kept out. */
export function serve(session: Session, pacer: Pacer, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((incoming, outgoing) => void answer(session, pacer, incoming, outgoing))
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has(CHANNEL_PROTOCOL) ? CHANNEL_PROTOCOL : false) })
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => upgrade(session, sockets, incoming, socket, head))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
  })
}

async function answer(session: Session, pacer: Pacer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const refusal = refused(incoming)
  if (refusal) return void outgoing.writeHead(403, { 'content-type': 'text/plain' }).end(`${refusal}\n`)
  const body = await readBody(incoming)
  if (body === undefined) return void outgoing.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end('the request body is too large\n')
  const request: ApiRequest = { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers: incoming.headers as Headers, body }
  const controlled = control(request, session, pacer)
  if (controlled) return end(outgoing, controlled)
  let open = false
  let headers: Headers = {}
  const response = session.stream(request, {
    data(piece) {
      start()
      outgoing.write(piece)
    },
    end: () => void outgoing.end(),
  })
  if ('body' in response) return end(outgoing, response)
  headers = response.headers
  start()
  outgoing.on('close', () => response.cancel())

  function start(): void {
    if (open) return
    open = true
    outgoing.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...(headers as Record<string, string>) })
    outgoing.flushHeaders()
  }
}

function end(outgoing: ServerResponse, { status, headers, body }: ApiResponse): void {
  outgoing.writeHead(status, headers as Record<string, string | string[]>).end(body)
}

/** Makes a two-way connection of a request for exec, attach or port-forward. */
function upgrade(session: Session, sockets: WebSocketServer, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const refusal = refused(incoming)
  if (refusal) return refuse(socket, 403, refusal)
  let client: WebSocket | undefined
  const early: Buffer[] = []
  let hasEnded = false
  const send = (message: Buffer): void => void (client ? client.send(message) : early.push(message))
  const channel = session.connect(
    { method: 'GET', target: incoming.url ?? '/', headers: incoming.headers as Headers },
    {
      data: (number, data) => send(Buffer.concat([Buffer.from([number]), data])),
      close() {
        hasEnded = true
        client?.close(1000)
      },
    },
  )
  if (isResponse(channel)) return refuse(socket, channel.status, String(channel.body))
  sockets.handleUpgrade(incoming, socket, head, (opened) => {
    client = opened
    for (const message of early) opened.send(message)
    if (hasEnded) opened.close(1000)
    opened.on('message', (data: Buffer) => receive(channel, data))
    opened.on('close', () => channel.close())
  })
}

function receive(channel: ApiChannel, message: Buffer): void {
  const number = message[0]
  if (number === undefined) return
  if (number === CLOSE_CHANNEL) channel.closeChannel(message[1] ?? 0)
  else channel.send(number, new Uint8Array(message.subarray(1)))
}

function refuse(socket: Duplex, status: number, body: string): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`)
}

/** Why a request is not for us: it came for another host (DNS rebinding), or a page elsewhere sent it. */
function refused({ headers }: IncomingMessage): string | undefined {
  if (!LOOPBACK_HOSTS.test(headers.host ?? '')) return 'the Host header must name the loopback interface'
  const { origin } = headers
  if (origin !== undefined && !LOOPBACK_HOSTS.test(origin.replace(/^https?:\/\//, ''))) return 'pages from elsewhere may not use this API'
  return undefined
}

function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    incoming.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > LIMIT_BYTES) resolve(undefined)
      else pieces.push(piece)
    })
    incoming.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')))
    incoming.on('error', reject)
  })
}
