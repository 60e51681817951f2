/** One container on a machine of its own, for tests of images. */
import { Simulation } from '../base/simulation.ts'
import { startContainer, type Container, type ContainerExit, type ContainerHost, type ContainerSpec } from './container.ts'
import { NetworkError, type Answer, type HttpRequest, type HttpResponse, type IncomingRequest, type Reply } from './program.ts'

export class TestContainer {
  readonly simulation = new Simulation({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })
  readonly container: Container | undefined
  readonly error: string | undefined
  exit: ContainerExit | undefined
  stdout = ''
  stderr = ''
  readonly #ports = new Map<number, (request: IncomingRequest) => Reply>()

  /** @param others what answers requests to other addresses; nothing else listens anywhere. */
  constructor(spec: Omit<ContainerSpec, 'environment' | 'hostname' | 'address'> & Partial<ContainerSpec>, others: (request: HttpRequest) => HttpResponse | NetworkError = refuse) {
    const random = this.simulation.random('container')
    const host: ContainerHost = {
      now: () => this.simulation.nowMs,
      random: () => random.fraction(),
      schedule: (delayMs, run) => this.simulation.schedule(delayMs, run),
      request: (request, done) => void this.simulation.schedule(1, () => this.#request(request, others, done)),
      resolve: (name) => (name.includes('nosuch') ? [] : ['10.96.0.50']),
      listen: (port, handler) => !this.#ports.has(port) && this.#ports.set(port, handler) !== undefined,
      close: (port) => void this.#ports.delete(port),
      log: (stream, text) => void (this[stream] += text),
    }
    const started = startContainer({ environment: {}, hostname: 'web-1', address: '10.244.0.2', ...spec }, host, (exit) => void (this.exit = exit))
    if ('error' in started) this.error = started.error
    else this.container = started
  }

  get ports(): number[] {
    return [...this.#ports.keys()]
  }

  run(durationMs: number): void {
    this.simulation.advanceBy(durationMs)
  }

  /** Sends a request to it: `GET /path` or `PUT /path`. */
  ask(target: string, { port = this.ports[0] ?? 0, body = '', headers = {} }: { port?: number; body?: string; headers?: Record<string, string> } = {}): Answer {
    const [method = 'GET', url = '/'] = target.split(' ', 2)
    const handler = this.#ports.get(port)
    if (!handler) throw new Error(`nothing listens on ${port}`)
    const { path, query } = takeApart(`http://10.244.0.2${url}`)
    let answer: Answer | undefined
    const reply = handler({ method, path, query, headers, body, remoteAddress: '10.244.0.1' })
    if (typeof reply === 'function') reply((later) => void (answer = later))
    else answer = reply
    this.run(10)
    if (!answer) throw new Error('no answer')
    return answer
  }

  /** Runs a command in it: what it printed and its exit code, or why it could not be started. */
  exec(...argv: string[]): { output: string; code: number } | string {
    let output = ''
    let code: number | undefined
    const session = this.container?.exec(argv, { onOutput: (_, text) => void (output += text), onExit: (exitCode) => void (code = exitCode) })
    if (session && 'error' in session) return session.error
    for (let i = 0; i < 100 && code === undefined; i++) this.run(100)
    return { output, code: code ?? Number.NaN }
  }

  #request(request: HttpRequest, others: (request: HttpRequest) => HttpResponse | NetworkError, done: (result: HttpResponse | NetworkError) => void): void {
    const { host, port, path, query } = takeApart(request.url)
    if (host !== '127.0.0.1' && host !== '10.244.0.2') return done(others(request))
    const handler = this.#ports.get(port)
    if (!handler) return done(refuse(request))
    const reply = handler({ method: request.method, path, query, headers: request.headers, body: request.body, remoteAddress: host })
    const give = ({ status, body, headers = {} }: Answer): void => done({ status, body, headers })
    if (typeof reply === 'function') reply(give)
    else give(reply)
  }
}

function refuse({ url }: HttpRequest): NetworkError {
  const { host, port } = takeApart(url)
  return new NetworkError('refused', `dial tcp ${host}:${port}: connect: connection refused`)
}

/** Parts of a URL without escapes. */
function takeApart(url: string): { host: string; port: number; path: string; query: Record<string, string> } {
  const [, host = '', port = '80', path = '/', search = ''] = /^http:\/\/([^/:?]+)(?::(\d+))?([^?]*)\??(.*)$/.exec(url) ?? []
  const pairs = search
    .split('&')
    .filter((each) => each !== '')
    .map((each): [string, string] => [each.split('=', 1)[0] as string, each.includes('=') ? each.slice(each.indexOf('=') + 1) : ''])
  return { host, port: Number(port), path: path || '/', query: Object.fromEntries(pairs) }
}
