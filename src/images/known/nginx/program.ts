import { NetworkError, type Answer, type IncomingRequest, type Process, type Program, type Reply } from '../../program.ts'
import { askFirst } from '../../serving/ask.ts'
import { serve } from '../../serving/serve.ts'
import { commonLogTime, httpTime, slashTime } from '../../serving/times.ts'
import { decide, errorPage, type Surroundings } from './answer.ts'
import { all, ConfigurationError, readConfiguration, serverBlocks, type Directive, type ServerBlock } from './configuration.ts'

const CONFIGURATION = '/etc/nginx/nginx.conf'

/** nginx of some version: serves what its configuration says; logs as its image is set up to do. */
export function nginxProgram(version: string): Program {
  return function* (process) {
    const words = process.arguments.slice(1)
    if (words.includes('-v')) {
      process.write('stderr', `nginx version: nginx/${version}\n`)
      return 0
    }
    const log = (level: string, text: string, worker = false): void => process.write('stderr', `${slashTime(process.now())} [${level}] ${worker ? '29#29' : '1#1'}: ${text}\n`)
    let configuration: readonly Directive[]
    try {
      configuration = readConfiguration(process.files, CONFIGURATION)
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      log('emerg', error.message)
      process.write('stderr', words.includes('-t') ? `nginx: configuration file ${CONFIGURATION} test failed\n` : '')
      return 1
    }
    if (words.includes('-t')) {
      process.write('stderr', `nginx: the configuration file ${CONFIGURATION} syntax is ok\nnginx: configuration file ${CONFIGURATION} test is successful\n`)
      return 0
    }
    if (words.includes('-s')) return process.kill(1, 'HUP') ? 0 : 1
    const blocks = serverBlocks(configuration)
    const missing = yield* missingUpstream(configuration)
    if (missing) {
      log('emerg', missing)
      return 1
    }
    const surroundings: Surroundings = {
      files: process.files,
      version,
      hostname: process.hostname,
      address: process.address,
      upstreams: upstreams(configuration),
      random: () => process.random(),
    }
    const talks = isVerbose(version)
    const ending = yield* serve(process, {
      ports: [...new Set(blocks.flatMap(({ ports }) => ports))],
      idle: { cpuMillicores: 1, memoryBytes: 8 * 2 ** 20 },
      requestCostMs: 0.5,
      answer: (request, port) => reply(process, request, serverFor(blocks, request, port), port, surroundings),
      started: () => {
        if (talks)
          for (const line of [
            'using the "epoll" event method',
            `nginx/${version}`,
            'built by gcc 12.2.0 (Debian 12.2.0-14)',
            'OS: Linux 6.6.12',
            'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
            'start worker processes',
            'start worker process 29',
          ])
            log('notice', line)
      },
    })
    if (ending.kind === 'address in use') {
      for (let attempt = 0; attempt < 5; attempt++) {
        log('emerg', `bind() to 0.0.0.0:${ending.port} failed (98: Address already in use)`)
        process.write('stderr', `nginx: [emerg] bind() to 0.0.0.0:${ending.port} failed (98: Address already in use)\n`)
        yield { kind: 'sleep', milliseconds: 500 }
      }
      log('emerg', 'still could not bind()')
      process.write('stderr', 'nginx: [emerg] still could not bind()\n')
      return 1
    }
    // The image asks for QUIT as its stop signal, so that requests under way are finished.
    if (talks) {
      log('notice', 'signal 3 (SIGQUIT) received, shutting down')
      log('notice', 'gracefully shutting down', true)
      log('notice', 'exiting', true)
      log('notice', 'exit', true)
      log('notice', 'signal 17 (SIGCHLD) received from 29')
      log('notice', 'worker process 29 exited with code 0')
      log('notice', 'exit')
    }
    return 0
  }
}

/** Since 1.19.3 the image logs notices. */
export function isVerbose(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 1 || minor >= 20
}

/** The server whose name the request asks for, else the first that listens on the port. */
function serverFor(blocks: readonly ServerBlock[], { headers }: IncomingRequest, port: number): ServerBlock {
  const host = (headers['host'] ?? '').replace(/:\d+$/, '')
  const here = blocks.filter(({ ports }) => ports.includes(port))
  return here.find(({ names }) => names.includes(host)) ?? (here[0] as ServerBlock)
}

function reply(process: Process, request: IncomingRequest, block: ServerBlock, port: number, surroundings: Surroundings): Reply {
  const { version } = surroundings
  const finish = (status: number, body: string, type: string, headers: Readonly<Record<string, string>>): Answer => {
    const { method, path, remoteAddress } = request
    process.write(
      'stdout',
      `${remoteAddress} - - [${commonLogTime(process.now())}] "${method} ${path} HTTP/1.1" ${status} ${body.length} "${request.headers['referer'] ?? '-'}" "${request.headers['user-agent'] ?? '-'}" "${request.headers['x-forwarded-for'] ?? '-'}"\n`,
    )
    return { status, body, headers: { server: `nginx/${version}`, date: httpTime(process.now()), 'content-type': type, 'content-length': String(body.length), ...headers } }
  }
  const complain = (problem: string): void => {
    const { method, path, remoteAddress } = request
    process.write(
      'stderr',
      `${slashTime(process.now())} [error] 29#29: *1 ${problem}, client: ${remoteAddress}, server: ${block.names[0] ?? ''}, request: "${method} ${path} HTTP/1.1", host: "${request.headers['host'] ?? process.address}"\n`,
    )
  }
  const decision = decide(request, block, port, surroundings)
  if (decision.kind === 'answer') {
    if (decision.problem !== undefined) complain(decision.problem)
    return finish(decision.status, decision.body, decision.type, decision.headers)
  }
  const { url, headers } = decision
  return askFirst(process, { method: request.method, url, headers, body: request.body, timeoutMs: 60_000 }, (result) => {
    if (!(result instanceof NetworkError)) return finish(result.status, result.body, result.headers['content-type'] ?? 'text/plain', {})
    const timedOut = result.reason === 'timeout'
    complain(`${timedOut ? 'upstream timed out (110: Connection timed out)' : 'connect() failed (111: Connection refused)'} while connecting to upstream, upstream: "${url}"`)
    const status = timedOut ? 504 : 502
    return finish(status, errorPage(status, version), 'text/html', {})
  })
}

function upstreams(configuration: readonly Directive[]): Map<string, readonly string[]> {
  const blocks = all(configuration, 'http').flatMap(({ block = [] }) => all(block, 'upstream'))
  return new Map(blocks.map(({ words: [name = ''], block = [] }) => [name, all(block, 'server').map(({ words: [server = ''] }) => server)]))
}

/** nginx looks up the names that it passes requests to once, when it starts, and does not start without one of them. */
function* missingUpstream(configuration: readonly Directive[]): Generator<{ kind: 'resolve'; name: string }, string | undefined, readonly string[]> {
  const named = upstreams(configuration)
  for (const { directive, host } of passes(configuration)) {
    if (named.has(host) || host.includes('$')) continue
    const addresses = yield { kind: 'resolve', name: host.replace(/:\d+$/, '') }
    if (addresses.length === 0) return `host not found in upstream "${host.replace(/:\d+$/, '')}" ${directive.place}`
  }
  return undefined
}

function passes(block: readonly Directive[]): { directive: Directive; host: string }[] {
  return block.flatMap((directive) => {
    const inside = directive.block ? passes(directive.block) : []
    const host = directive.name === 'proxy_pass' ? /^\w+:\/\/([^/]+)/.exec(directive.words[0] ?? '')?.[1] : undefined
    return host === undefined ? inside : [{ directive, host }]
  })
}
