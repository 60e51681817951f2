/** agnhost, the Swiss army knife of Kubernetes' own tests: `netexec`, `serve-hostname`, `liveness`, `pause` and `guestbook` of its commands. */
import { parseDuration } from '../../base/duration.ts'
import type { IncomingRequest, Process, Program, Repository } from '../program.ts'
import { parseGoFlags } from '../serving/goFlags.ts'
import { GO_ENDED_BY_SIGNAL, serve, wake } from '../serving/serve.ts'
import { plain, portOf, textServer } from '../serving/textServer.ts'
import { isoTime, slashTime } from '../serving/times.ts'
import { ALPINE } from './distributions.ts'

/** After so long the server of the liveness example fails on purpose. */
const HEALTHY_MS = 10_000

const livenessServer: Program = (process) =>
  textServer({
    ports: () => [8080],
    answer: () => {
      const startedMs = process.now()
      return ({ path }) => {
        const ageMs = process.now() - startedMs
        if (path !== '/healthz') return plain(`${Math.round(ageMs / 1000)}s`)
        return ageMs > HEALTHY_MS ? plain(`error: ${ageMs / 1000}`, 500) : plain('ok')
      }
    },
  })(process)

const serveHostname: Program = (process) => {
  const { values } = parseGoFlags(process.arguments.slice(2), { port: '9376', http: 'true', tcp: 'false', udp: 'false', close: 'false' })
  return textServer({
    ports: () => [portOf(values['port'], 9376)],
    started: () => process.write('stderr', `${slashTime(process.now())} Serving on port ${values['port']}.\n`),
    answer: () => () => plain(process.hostname),
  })(process)
}

const netexec: Program = function* (process) {
  const { values } = parseGoFlags(process.arguments.slice(2), {
    'http-port': '8080',
    'udp-port': '8081',
    'sctp-port': '-1',
    'delay-shutdown': '0',
    'http-override': '',
    'tls-cert-file': '',
    'tls-private-key-file': '',
  })
  const log = (text: string): void => process.write('stderr', `${slashTime(process.now())} ${text}\n`)
  const port = portOf(values['http-port'], 8080)
  const startedMs = process.now()
  const end: { atMs: number; code: number } = { atMs: Number.POSITIVE_INFINITY, code: 0 }
  const ending = yield* serve(process, {
    ports: [port],
    started: () => log(`Started HTTP server on port ${port}`),
    answer: (request) => {
      log(`GET ${request.path}`)
      return netexecAnswer(process, request, startedMs, end)
    },
    work: { nextMs: () => end.atMs, run: () => end.code },
  })
  if (ending.kind === 'exit') return ending.code
  if (ending.kind === 'signal') return GO_ENDED_BY_SIGNAL
  log(`listen tcp :${port}: bind: address already in use`)
  return 1
}

function netexecAnswer(
  process: Process,
  { path, query, headers, remoteAddress }: IncomingRequest,
  startedMs: number,
  end: { atMs: number; code: number },
): ReturnType<typeof plain> {
  switch (path) {
    case '/':
      return plain(`NOW: ${isoTime(process.now()).replace('T', ' ')} m=+${(process.now() - startedMs) / 1000}`)
    case '/hostname':
    case '/hostName':
      return plain(process.hostname)
    case '/clientip':
      return plain(`${remoteAddress}:45678`)
    case '/echo':
      return plain(query['msg'] ?? '', portOf(query['code'], 200))
    case '/header':
      return plain(headers[(query['key'] ?? '').toLowerCase()] ?? '')
    case '/healthz':
      return plain('')
    case '/exit':
      end.code = Number(query['code'] ?? 0) & 255
      end.atMs = process.now() + (parseDuration(query['timeout'] ?? '0') ?? 0)
      wake(process)
      return plain('')
  }
  return plain('404 page not found\n', 404)
}

const pauseProgram: Program = function* (process) {
  process.write('stdout', 'Paused\n')
  process.handle('TERM')
  process.handle('INT')
  yield { kind: 'signal' }
  return 0
}

const COMMANDS: Readonly<Record<string, Program>> = { liveness: livenessServer, netexec, pause: pauseProgram, 'serve-hostname': serveHostname }

const agnhostProgram: Program = function* (process) {
  const name = process.arguments[1] ?? ''
  const command = COMMANDS[name]
  if (command) return yield* command(process)
  process.write('stderr', `Error: unknown command "${name}" for "app"\nRun 'app --help' for usage.\n`)
  return 1
}

export const agnhost: Repository = {
  names: ['registry.k8s.io/e2e-test-images/agnhost', 'k8s.gcr.io/e2e-test-images/agnhost'],
  sizeBytes: 46_000_000,
  image: () => ({ entrypoint: ['/agnhost'], command: ['pause'], programs: { '/agnhost': agnhostProgram }, shell: true, ...ALPINE }),
}

/** The server of the documentation's liveness probe. */
export const liveness: Repository = {
  names: ['registry.k8s.io/liveness', 'k8s.gcr.io/liveness', 'gcr.io/google_containers/liveness'],
  sizeBytes: 1_900_000,
  image: () => ({ entrypoint: [], command: ['/server'], programs: { '/server': livenessServer }, shell: false }),
}

/** Holds a pod's namespaces, and does nothing else. */
export const pause: Repository = {
  names: ['registry.k8s.io/pause', 'k8s.gcr.io/pause', 'gcr.io/google_containers/pause', 'gcr.io/google_containers/pause-amd64'],
  sizeBytes: 320_000,
  image: () => ({
    entrypoint: ['/pause'],
    programs: {
      *'/pause'(process) {
        process.handle('TERM')
        process.handle('INT')
        process.use({ cpuMillicores: 0, memoryBytes: 300_000 })
        const signal: string = yield { kind: 'signal' }
        process.write('stderr', `Shutting down, got signal: ${signal === 'INT' ? 'Interrupt' : 'Terminated'}\n`)
        return 0
      },
    },
    shell: false,
  }),
}
