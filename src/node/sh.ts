/** `npm run --silent sh -- [--server URL] -c COMMAND | FILE`: the terminal's shell without a browser, against any Kubernetes API; without a server, a fresh cluster. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { Session } from '../cluster/session.ts'
import { encodeKubeconfig, singleClusterKubeconfig } from '../kubectl/kubeconfig.ts'
import { appletAt } from '../posix/applets/registry.ts'
import { NetworkError, type Stream } from '../posix/process.ts'
import { InputStream, OutputStream } from '../posix/streams.ts'
import { MemoryFiles } from '../posix/memoryFiles.ts'
import { MountedFiles } from '../posix/mountedFiles.ts'
import { shellKernel } from '../shell/machine.ts'
import { hostFiles } from './hostFiles.ts'
import { serve } from './httpServer.ts'
import { httpTransport } from './httpTransport.ts'
import { Pacer } from './pacer.ts'

/** A fresh cluster's machines are Ready by then. */
const READY_MS = 15_000

const { values, positionals } = parseArgs({ allowPositionals: true, options: { server: { type: 'string' }, command: { type: 'string', short: 'c' } } })
const [file] = positionals
const script = values.command ?? (file === undefined ? undefined : readFileSync(file, 'utf8'))
if (script === undefined) {
  console.error('usage: npm run --silent sh -- [--server URL] -c COMMAND | FILE')
  process.exit(2)
}

const serverUrl = values.server ?? (await freshCluster())
const home = new MemoryFiles(() => Date.now(), { '/config': Buffer.from(encodeKubeconfig(singleClusterKubeconfig('podarium', serverUrl, 'admin'))).toString() })
const cache = new Map()
const kernel = shellKernel({
  transport: httpTransport(serverUrl),
  clock: { nowMs: () => Date.now(), sleep: (durationMs, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  }) },
  discoveryCache: { get: (url) => cache.get(url), set: (url, entry) => void cache.set(url, entry) },
  random: Math.random,
  size: () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 }),
  files: new MountedFiles(hostFiles, [{ path: '/podarium', files: home }]),
  now: () => Date.now(),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return { cancel: () => clearTimeout(timer) }
  },
  request: ({ method, url, headers, body, timeoutMs = 60_000 }, done) => {
    fetch(url, { method, headers, ...(body === '' ? {} : { body }), signal: AbortSignal.timeout(timeoutMs) }).then(
      async (answer) => done({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }),
      (error: unknown) => done(new NetworkError(/timeout/i.test(String(error)) ? 'timeout' : 'refused', String(error))),
    )
  },
})
const input = new InputStream(process.stdin.isTTY ?? false)
if (process.stdin.isTTY) input.end()
else {
  process.stdin.on('data', (piece) => input.give(piece.toString()))
  process.stdin.on('end', () => input.end())
}
const descriptors = new Map<number, Stream>([
  [0, input],
  [1, new OutputStream((text) => void process.stdout.write(text), process.stdout.isTTY)],
  [2, new OutputStream((text) => void process.stderr.write(text), process.stderr.isTTY)],
])
process.on('SIGINT', () => kernel.interrupt())
const sh = appletAt('sh')
if (sh) kernel.start(sh, { arguments: ['sh', '-c', script], environment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: homedir(), KUBECONFIG: '/podarium/config' }, descriptors, workingDirectory: process.cwd(), onExit: (status) => process.exit(status) })

async function freshCluster(): Promise<string> {
  const session = new Session({ seed: 1, startMs: Date.now() - READY_MS })
  session.advanceTo(READY_MS)
  const pacer = new Pacer(session, 1)
  const { url } = await serve(session, pacer, 0)
  pacer.play()
  return url
}
