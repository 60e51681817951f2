import { NetworkError, type HttpRequest, type HttpResponse } from '../posix/process.ts'
import { appletAt } from '../posix/applets/registry.ts'
import type { Files } from '../posix/files.ts'
import { OutputStream, TextStream } from '../posix/streams.ts'
import type { Stream } from '../posix/process.ts'
import type { Transport } from '../client/transport.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { DiscoveryCache } from '../kubectl/discovery.ts'
import { encodeKubeconfig, singleClusterKubeconfig } from '../kubectl/kubeconfig.ts'
import { utf8Decode } from '../kubectl/bytes.ts'
import { shellKernel } from '../shell/machine.ts'
import type { ScriptShell } from './scriptRun.ts'

/** What the shell and each kubectl cost before they do anything, on the machine of the recordings: virtual milliseconds. */
const START_MS = 10
const KUBECTL_START_MS = 100
const SERVER_URL = 'https://127.0.0.1:6443'
const WORK = '/work'

/** The terminal's shell beside a cluster, in virtual time; its working directory is `/work`. */
export function clusterShell(cluster: Cluster, files: Files): ScriptShell {
  const { simulation } = cluster
  const random = simulation.random('clients')
  const cache = new Map<string, NonNullable<ReturnType<DiscoveryCache['get']>>>()
  const kernel = shellKernel({
    transport: transportTo(cluster),
    clock: {
      nowMs: () => simulation.nowMs,
      sleep: (durationMs, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve()
          const timer = simulation.schedule(durationMs, resolve, { background: true })
          signal?.addEventListener('abort', () => {
            timer.cancel()
            resolve()
          })
        }),
    },
    discoveryCache: { get: (url) => cache.get(url), set: (url, entry) => void cache.set(url, entry) },
    startMs: KUBECTL_START_MS,
    random: () => random.fraction(),
    size: () => ({ columns: 80, rows: 24 }),
    files,
    now: () => simulation.nowMs,
    schedule: (delayMs, run) => simulation.schedule(delayMs, run, { background: true }),
    request: (request, done) => visit(cluster, request, done),
  })
  for (const path of ['/work/', '/work/.kube/', '/tmp/']) if (!files.isDirectory(path.slice(0, -1))) files.makeDirectory(path.slice(0, -1))
  files.write(`${WORK}/.kube/config`, utf8Decode(encodeKubeconfig(singleClusterKubeconfig('podarium', SERVER_URL, 'admin'))), false)
  const environment = { HOME: WORK, PATH: '/usr/local/bin:/usr/bin:/bin', PWD: WORK, TERM: 'dumb' }
  return {
    run: (command) =>
      new Promise((resolve) => {
        let output = ''
        const both = new OutputStream((text) => void (output += text))
        const descriptors = new Map<number, Stream>([[0, new TextStream('')], [1, both], [2, both]])
        simulation.schedule(START_MS, () => {
          const sh = appletAt('sh')
          if (!sh) throw new Error('there is no shell')
          kernel.start(sh, { arguments: ['bash', '-c', command], environment, descriptors, workingDirectory: WORK, onExit: (exitCode) => resolve({ output, exitCode }) })
        })
      }),
  }
}

/** The cluster's API in this process; each request takes a few milliseconds of virtual time, as on a local network. */
function transportTo(cluster: Cluster): Transport {
  const { handler, administrator, simulation } = cluster
  const wait = (): Promise<void> => new Promise((resolve) => void simulation.schedule(REQUEST_MS, resolve))
  return {
    serverUrl: SERVER_URL,
    async request(request) {
      await wait()
      return handler.respond(request, administrator)
    },
    async stream(request, sink) {
      await wait()
      return handler.stream(request, administrator, sink)
    },
    async connect(request, sink) {
      await wait()
      return handler.connect(request, administrator, sink)
    },
  }
}

const REQUEST_MS = 5

function visit(cluster: Cluster, { method, url, headers, body, timeoutMs = 60_000 }: HttpRequest, done: (result: HttpResponse | NetworkError) => void): void {
  cluster.visit({ kind: 'visit', method, url, headers, body, timeoutMs }, (outcome) => done(outcome.kind === 'response' ? outcome : new NetworkError(outcome.kind, outcome.message)))
}
