import type { ContainerHost } from '../../images/container.ts'
import type { HttpRequest, HttpResponse, IncomingRequest, Reply } from '../../images/program.ts'
import { NetworkError } from '../../images/program.ts'
import type { Network, Outcome } from '../../network/contract.ts'
import type { Clock } from '../clock.ts'

/** Where a container is on the network. */
export interface Place {
  /** `pods/default/web-1`. */
  readonly pod: string
  readonly namespace: string
  /** Name and address of its machine. */
  readonly node: string
  readonly nodeAddress: string
  /** The pod's address; the machine's own for a pod on the host's network. */
  readonly address: string
  /** Ports of the machine that lead to ports of the pod, by the latter. */
  readonly hostPorts: ReadonlyMap<number, number>
}

/** How long a program waits for an answer unless it says otherwise: TCP gives up connecting after about two minutes. */
const DEFAULT_TIMEOUT_MS = 127_000

/** What a container has from its machine: time, chance, the network in the name of its pod, its log. */
export function containerHost(clock: Clock, network: Network, place: Place, log: (stream: 'stdout' | 'stderr', text: string) => void): ContainerHost {
  const owner = { pod: place.pod, node: place.node }
  return {
    now: () => clock.nowMs,
    random: () => clock.random.fraction(),
    schedule: (delayMs, run, what) => clock.schedule(delayMs, run, { background: true, ...(what ? { what, subject: place.pod } : {}) }),
    request: (request, done) => send(network, place, request, done),
    resolve: (name) => network.resolve(name, place.namespace),
    listen(port, handler) {
      const serve = (request: IncomingRequest): Reply => handler(request)
      if (!network.listen(place.address, port, owner, serve)) return false
      const hostPort = place.hostPorts.get(port)
      if (hostPort !== undefined) network.listen(place.nodeAddress, hostPort, owner, serve)
      return true
    },
    close(port) {
      network.close(place.address, port)
      const hostPort = place.hostPorts.get(port)
      if (hostPort !== undefined) network.close(place.nodeAddress, hostPort)
    },
    log,
  }
}

function send(network: Network, place: Place, request: HttpRequest, done: (result: HttpResponse | NetworkError) => void): void {
  const target = parseUrl(request.url)
  if (!target) return done(new NetworkError('no such host', `unsupported URL ${request.url}`))
  network.send(
    {
      from: place.pod,
      fromAddress: place.address,
      fromNode: place.node,
      method: request.method,
      ...target,
      headers: request.headers,
      body: request.body,
      timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      kind: 'program',
    },
    (outcome) => done(answerOf(outcome)),
  )
}

function answerOf(outcome: Outcome): HttpResponse | NetworkError {
  if (outcome.kind === 'response') return { status: outcome.status, headers: outcome.headers, body: outcome.body }
  return new NetworkError(outcome.kind, outcome.message)
}

/** Host, port and path of an http URL; undefined if it is none. */
export function parseUrl(url: string): { host: string; port: number; path: string } | undefined {
  const match = /^(https?):\/\/(?:[^/@]*@)?(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?([^#]*)/.exec(url)
  if (!match) return undefined
  const [, scheme, host = '', port, rest = ''] = match
  return { host, port: port ? Number(port) : scheme === 'https' ? 443 : 80, path: rest.startsWith('/') ? rest : `/${rest}` }
}
