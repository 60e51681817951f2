import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiRequest, Headers } from '../client/transport.ts'
import type { Cluster } from '../cluster/cluster.ts'

/** Requests larger than this are refused before they are read to the end. */
const LIMIT_BYTES = 3 * 1024 * 1024
const LOOPBACK_HOSTS = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

/** Serves a cluster's API over HTTP on the loopback interface. Who can reach it is cluster-admin, so pages from elsewhere are kept out. */
export function serve(cluster: Cluster, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((incoming, outgoing) => void answer(cluster, incoming, outgoing))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
  })
}

async function answer(cluster: Cluster, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const refusal = refused(incoming)
  if (refusal) return void outgoing.writeHead(403, { 'content-type': 'text/plain' }).end(`${refusal}\n`)
  const body = await readBody(incoming)
  if (body === undefined) return void outgoing.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end('the request body is too large\n')
  const request: ApiRequest = { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers: incoming.headers as Headers, body }
  let open = false
  const response = cluster.handler.stream(request, cluster.administrator, {
    data(piece) {
      start()
      outgoing.write(piece)
    },
    end: () => void outgoing.end(),
  })
  if ('body' in response) return void outgoing.writeHead(response.status, response.headers as Record<string, string | string[]>).end(response.body)
  start()
  outgoing.on('close', () => response.cancel())

  function start(): void {
    if (open) return
    open = true
    outgoing.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
    outgoing.flushHeaders()
  }
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
