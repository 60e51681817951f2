/** kuard, the demo application of "Kubernetes: Up and Running" (github.com/kubernetes-up-and-running/kuard). */
import { utf8Bytes } from '../../../base/base64.ts'
import { fnv32a } from '../../../base/fnv.ts'
import type { Files } from '../../../posix/files.ts'
import type { Answer, IncomingRequest, Process, Program, Repository } from '../../program.ts'
import { contentType } from '../../serving/contentTypes.ts'
import { parseGoFlags } from '../../serving/goFlags.ts'
import { GO_ENDED_BY_SIGNAL, serve, wake } from '../../serving/serve.ts'
import { slashTime } from '../../serving/times.ts'
import { ALPINE } from '../distributions.ts'
import { KeyGenerator } from './keyGenerator.ts'
import { DebugProbe } from './probe.ts'
import { goError, json, route, type Route } from './router.ts'
import { WorkQueue } from './workQueue.ts'

const FLAGS = {
  address: ':8080',
  debug: 'false',
  'debug-sitedata-dir': './sitedata',
  'keygen-enable': 'false',
  'keygen-exit-code': '0',
  'keygen-exit-on-complete': 'false',
  'keygen-memq-queue': '',
  'keygen-memq-server': '',
  'keygen-num-to-gen': '0',
  'keygen-time-to-run': '0',
  'liveness-fail-next': '0',
  'readiness-fail-next': '0',
  'tls-address': ':8443',
  'tls-dir': '/tls',
}
/** What it holds before it is told to take more. */
const MEMORY_BYTES = 6 * 2 ** 20

function kuardProgram(version: string): Program {
  return function* (process) {
    const log = (text: string): void => process.write('stderr', `${slashTime(process.now())} ${text}\n`)
    const { values, unknown } = parseGoFlags(process.arguments.slice(1), FLAGS)
    if (unknown !== undefined) {
      process.write(
        'stderr',
        `unknown flag: ${unknown}\nUsage of /kuard:\n${Object.entries(FLAGS)
          .map(([name, value]) => `      --${name} (default ${value === '' ? '""' : value})\n`)
          .join('')}unknown flag: ${unknown}\n`,
      )
      return 2
    }
    log(`Starting kuard version: ${version}`)
    for (const line of ['*'.repeat(70), '* WARNING: This server may expose sensitive', '* and secret information. Be careful.', '*'.repeat(70)]) log(line)
    log(`Config: \n${JSON.stringify(configOf(values), null, 2)}\n`)
    let exitCode: number | undefined
    const usage = { cpuMillicores: 1, memoryBytes: MEMORY_BYTES }
    const live = new DebugProbe(() => process.now(), Number(values['liveness-fail-next']))
    const ready = new DebugProbe(() => process.now(), Number(values['readiness-fail-next']))
    const keys = new KeyGenerator(process, keyConfigOf(values), log, (code) => {
      exitCode = code
      wake(process)
    })
    const queue = new WorkQueue(process)
    const routes: Route[] = ['', '/a', '/b', '/c'].flatMap((prefix) => [
      ['GET', `${prefix}/`, (request: IncomingRequest) => page(process, version, prefix, request)] as const,
      ['GET', `${prefix}/-/*`, (request: IncomingRequest) => page(process, version, prefix, request)] as const,
      ['GET', `${prefix}/fs/*`, (_: IncomingRequest, path: string) => browse(process.files, path)] as const,
      [
        'GET',
        `${prefix}/mem/api`,
        () => json({ memStats: { Alloc: usage.memoryBytes, HeapAlloc: usage.memoryBytes, HeapIdle: 0, HeapReleased: 0, StackInuse: 2 ** 19, Sys: usage.memoryBytes } }),
      ] as const,
      ['POST', `${prefix}/mem/api/alloc`, ({ query }: IncomingRequest) => allocate(process, usage, query['size'])] as const,
      ['POST', `${prefix}/mem/api/clear`, () => setMemory(process, usage, MEMORY_BYTES)] as const,
      ['GET', `${prefix}/env/api`, () => json({ commandLine: process.arguments, env: process.environment })] as const,
      ...live.routes(`${prefix}/healthy`),
      ...ready.routes(`${prefix}/ready`),
      ...keys.routes(`${prefix}/keygen`),
      ...queue.routes(`${prefix}/memq/server`),
    ])
    keys.restart()
    log('Could not find certificates to serve TLS')
    log(`Serving on HTTP on ${values['address']}`)
    const port = Number((values['address'] ?? '').replace(/^.*:/, ''))
    const ending = yield* serve(process, {
      ports: [port],
      idle: usage,
      answer: (request) => {
        log(`${request.remoteAddress}:${ephemeralPort(process)} ${request.method} ${request.path}`)
        return route(routes, request)
      },
      work: { nextMs: () => (exitCode === undefined ? Number.POSITIVE_INFINITY : 0), run: () => exitCode },
    })
    if (ending.kind === 'exit') return ending.code
    if (ending.kind === 'signal') return GO_ENDED_BY_SIGNAL
    log(`listen tcp :${port}: bind: address already in use`)
    return 1
  }
}

function ephemeralPort(process: Process): number {
  return 32_768 + Math.floor(process.random() * 28_232)
}

function setMemory(process: Process, usage: { memoryBytes: number }, bytes: number): Answer {
  usage.memoryBytes = bytes
  process.use({ memoryBytes: bytes })
  return { status: 200, body: '' }
}

function allocate(process: Process, usage: { memoryBytes: number }, size: string | undefined): Answer {
  if (!size) return goError(400, 'size not specified')
  const bytes = Number(size)
  return Number.isInteger(bytes) && bytes >= 0 ? setMemory(process, usage, usage.memoryBytes + bytes) : goError(400, 'bad size param')
}

/** The colour of a version: a hue by its hash. */
function colorOf(version: string): string {
  return `hsl(${fnv32a(utf8Bytes(version)) % 360},100%,50%)`
}

function page(process: Process, version: string, urlBase: string, { method, path, headers, remoteAddress }: IncomingRequest): Answer {
  const dump = [`${method} ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())}: ${value}`)].join(
    '\r\n',
  )
  const context = {
    urlBase,
    hostname: process.hostname,
    addrs: [process.address],
    version,
    versionColor: colorOf(version),
    requestDump: dump,
    requestProto: 'HTTP/1.1',
    requestAddr: `${remoteAddress}:${ephemeralPort(process)}`,
  }
  const data = JSON.stringify(context).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026')
  const body = `<!doctype html>

<html lang="en">
<head>
  <meta charset="utf-8">

  <title>KUAR Demo</title>

  <link rel="stylesheet" href="/static/css/bootstrap.min.css">
  <link rel="stylesheet" href="/static/css/styles.css">

  <script>
var pageContext = ${data}
  </script>
</head>

<body>
  <div id="root"></div>
  <script src="/built/bundle.js" type="text/javascript"></script>
</body>
</html>
`
  return { status: 200, body, headers: { 'content-type': 'text/html; charset=utf-8' } }
}

/** The file browser: lists directories and shows files, as Go's `http.FileServer` does. */
function browse(files: Files, path: string): Answer {
  const file = path.replace(/(.)\/$/, '$1')
  const names = files.list(file)
  if (names) {
    const links = names.map((name) => (files.isDirectory(file === '/' ? `/${name}` : `${file}/${name}`) ? `${name}/` : name))
    return { status: 200, body: `<pre>\n${links.map((name) => `<a href="${name}">${name}</a>\n`).join('')}</pre>\n`, headers: { 'content-type': 'text/html; charset=utf-8' } }
  }
  const body = files.read(file)
  return body === undefined ? goError(404, '404 page not found') : { status: 200, body, headers: { 'content-type': contentType(file, 'text/plain; charset=utf-8') } }
}

function keyConfigOf(values: Readonly<Record<string, string>>): ConstructorParameters<typeof KeyGenerator>[1] {
  return {
    enable: values['keygen-enable'] === 'true',
    numToGen: Number(values['keygen-num-to-gen']),
    timeToRun: Number(values['keygen-time-to-run']),
    memQServer: values['keygen-memq-server'] ?? '',
    memQQueue: values['keygen-memq-queue'] ?? '',
    exitOnComplete: values['keygen-exit-on-complete'] === 'true',
    exitCode: Number(values['keygen-exit-code']),
  }
}

/** The configuration as it is logged: flags with a prefix are grouped under it. */
function configOf(values: Readonly<Record<string, string>>): object {
  const config: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const typed = value === 'true' || value === 'false' ? value === 'true' : /^-?\d+$/.test(value) ? Number(value) : value
    const [, group, rest = ''] = /^(keygen|liveness|readiness)-(.*)$/.exec(name) ?? []
    if (group === undefined) config[name] = typed
    else config[group] = { ...(config[group] as object | undefined), [rest]: typed }
  }
  return config
}

export const kuard: Repository = {
  names: ['gcr.io/kuar-demo/kuard-amd64', 'gcr.io/kuar-demo/kuard-arm64', 'gcr.io/kuar-demo/kuard-arm', 'gcr.io/kuar-demo/kuard-ppc64le'],
  hasTag: (tag) => /^(v0\.\d+\.\d+-)?(1|2|3|blue|green|purple)$|^latest$|^sha256:/.test(tag),
  sizeBytes: 11_500_000,
  image: (tag) => ({ entrypoint: ['/kuard'], programs: { '/kuard': kuardProgram(`v0.10.0-${tag.replace(/^v[\d.]+-|^latest$/, '') || 'blue'}`) }, shell: true, ...ALPINE }),
}
