/** wget, curl, nslookup and nc: what asks other machines. */
import { NetworkError, type HttpResponse, type Process, type Program, type Running } from '../process.ts'
import { readAll, write } from './input.ts'
import { parseOptions } from './options.ts'

function* ask(url: string, options: { method?: string; headers?: Record<string, string>; body?: string; timeoutMs?: number }): Generator<any, HttpResponse | NetworkError, any> {
  try {
    return yield { kind: 'request', request: { method: options.method ?? 'GET', url, headers: { host: authorityOf(url), ...options.headers }, body: options.body ?? '', ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }) } }
  } catch (error) {
    if (error instanceof NetworkError) return error
    throw error
  }
}

function withScheme(url: string): string {
  return /^\w+:\/\//.test(url) ? url : `http://${url}`
}

/** What the Host header says: the port only if it is not that of HTTP. */
function authorityOf(url: string): string {
  return (/^\w+:\/\/([^/?#]+)/.exec(url)?.[1] ?? '').replace(/:80$/, '')
}

/** `name: value` texts as headers, their names in lower case. */
function headersOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((header): [string, string] => [(header.split(':')[0] ?? '').trim().toLowerCase(), header.slice(header.indexOf(':') + 1).trim()]))
}

function partsOf(url: string): { host: string; port: number } {
  const [, host = '', port] = /^\w+:\/\/([^/:?]+)(?::(\d+))?/.exec(url) ?? []
  return { host, port: port === undefined ? 80 : Number(port) }
}

export const wget: Program = function* (process): Running {
  const { flags, values, all, operands, unknown } = parseOptions(process.arguments.slice(1), 'qSO:T:csY:P:U:H:', { quiet: 'q', 'output-document': 'O', timeout: 'T', spider: 's', 'server-response': 'S', header: 'H', 'user-agent': 'U', 'post-data': 'P', tries: 'Y' })
  const [given] = operands
  if (given === undefined || unknown !== undefined) {
    yield* write('Usage: wget [-cqS] [--spider] [-O FILE] [--header STR] [--post-data STR] [-T SEC] URL...\n', 2)
    return 1
  }
  const url = withScheme(given)
  const { host, port } = partsOf(url)
  const addresses: readonly string[] = yield { kind: 'resolve', name: host }
  const [address] = addresses
  if (address === undefined && !/^[\d.]+$/.test(host)) {
    yield* write(`wget: bad address '${host}'\n`, 2)
    return 1
  }
  const quiet = flags.has('q')
  if (!quiet) yield* write(`Connecting to ${host}${port === 80 ? '' : `:${port}`} (${address ?? host}:${port})\n`, 2)
  const timeout = values.get('T')
  const headers = { 'user-agent': values.get('U') ?? 'Wget', connection: 'close', ...headersOf(all.filter(([letter]) => letter === 'H').map(([, header]) => header)) }
  const answer = yield* ask(url, { headers, ...(timeout === undefined ? {} : { timeoutMs: Number(timeout) * 1000 }), ...(values.has('P') ? { method: 'POST', body: values.get('P') } : {}) })
  if (answer instanceof NetworkError) {
    const words = { refused: `can't connect to remote host (${address ?? host}): Connection refused`, timeout: 'download timed out', unreachable: `can't connect to remote host (${address ?? host}): No route to host`, 'no such host': `bad address '${host}'`, reset: 'error getting response: Connection reset by peer' }
    yield* write(`wget: ${words[answer.reason]}\n`, 2)
    return 1
  }
  if (answer.status >= 400) {
    yield* write(`wget: server returned error: HTTP/1.1 ${answer.status} ${STATUS_WORDS[answer.status] ?? ''}\n`, 2)
    return 1
  }
  if (flags.has('s')) return 0
  const file = values.get('O') ?? (url.replace(/[?#].*/, '').split('/').slice(3).at(-1) || 'index.html')
  if (file === '-') {
    yield* write(answer.body)
    return 0
  }
  if (!quiet) yield* write(`saving to '${file}'\n`, 2)
  const stream = process.open(file, 'write')
  if (typeof stream === 'string') {
    yield* write(`wget: can't open '${file}': ${stream}\n`, 2)
    return 1
  }
  stream.write(answer.body)
  if (!quiet) yield* write(`'${file}' saved\n`, 2)
  return 0
}

const STATUS_WORDS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' }

/** What curl says of a request that got no answer, and its exit code. */
function curlProblem({ reason }: NetworkError, host: string, port: number, timeoutMs: number | undefined): readonly [number, string] {
  switch (reason) {
    case 'no such host':
      return [6, `Could not resolve host: ${host}`]
    case 'refused':
      return [7, `Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server`]
    case 'unreachable':
      return [7, `Failed to connect to ${host} port ${port} after 3000 ms: No route to host`]
    case 'reset':
      return [56, 'Recv failure: Connection reset by peer']
    case 'timeout':
      return [28, `Connection timed out after ${timeoutMs ?? 130_000} milliseconds`]
  }
}

export const curl: Program = function* (process): Running {
  const { flags, values, all, operands } = parseOptions(process.arguments.slice(1), 'sSifIvLkgGo:w:X:d:H:m:u:A:C:Z', {
    silent: 's', 'show-error': 'S', include: 'i', fail: 'f', head: 'I', verbose: 'v', location: 'L', insecure: 'k', output: 'o', 'write-out': 'w', request: 'X', data: 'd', 'data-raw': 'd', header: 'H', 'max-time': 'm', 'connect-timeout': 'C', user: 'u', 'user-agent': 'A',
  })
  if (operands.length === 0) {
    yield* write("curl: try 'curl --help' or 'curl --manual' for more information\n", 2)
    return 2
  }
  const seconds = values.get('m') ?? values.get('C')
  const timeoutMs = seconds === undefined ? undefined : Number(seconds) * 1000
  const headers = headersOf(all.filter(([letter]) => letter === 'H').map(([, header]) => header))
  const body = values.get('d') === '@-' ? yield* readAll() : (values.get('d') ?? '')
  const method = values.get('X') ?? (flags.has('I') ? 'HEAD' : values.has('d') ? 'POST' : 'GET')
  let status = 0
  for (const given of operands) {
    const url = withScheme(given)
    const { host, port } = partsOf(url)
    const answer = yield* ask(url, { method, headers: { 'user-agent': 'curl/8.5.0', accept: '*/*', ...headers }, body, timeoutMs })
    if (answer instanceof NetworkError) {
      const [code, words] = curlProblem(answer, host, port, timeoutMs)
      if (!flags.has('s') || flags.has('S')) yield* write(`curl: (${code}) ${words}\n`, 2)
      if (values.has('w')) yield* write(written(values.get('w') as string, undefined))
      status = code
      continue
    }
    if (flags.has('f') && answer.status >= 400) {
      if (!flags.has('s') || flags.has('S')) yield* write(`curl: (22) The requested URL returned error: ${answer.status}\n`, 2)
      status = 22
      continue
    }
    const head = `HTTP/1.1 ${answer.status} ${STATUS_WORDS[answer.status] ?? ''}\r\n${Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
    const text = `${flags.has('i') || flags.has('I') ? head : ''}${flags.has('I') ? '' : answer.body}`
    yield* output(process, values.get('o'), text)
    if (values.has('w')) yield* write(written(values.get('w') as string, answer))
  }
  return status
}

function* output(process: Process, path: string | undefined, text: string): Generator<any, void, any> {
  if (path === undefined || path === '-') return yield* write(text)
  const stream = process.open(path, 'write')
  if (typeof stream !== 'string') stream.write(text)
}

function written(format: string, answer: HttpResponse | undefined): string {
  const values: Readonly<Record<string, string>> = { http_code: String(answer?.status ?? 0).padStart(3, '0'), response_code: String(answer?.status ?? 0).padStart(3, '0'), size_download: String(answer?.body.length ?? 0), content_type: answer?.headers['content-type'] ?? '' }
  return format.replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? '').replace(/\\n/g, '\n').replace(/\\t/g, '\t')
}

export const nslookup: Program = function* (process) {
  const [name] = parseOptions(process.arguments.slice(1), 't:').operands
  if (name === undefined) {
    yield* write('Usage: nslookup HOST [DNS_SERVER]\n', 2)
    return 1
  }
  const addresses: readonly string[] = yield { kind: 'resolve', name }
  const [, server] = /^nameserver (\S+)/m.exec(process.files.read('/etc/resolv.conf') ?? '') ?? []
  if (server !== undefined) yield* write(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`)
  if (addresses.length === 0) {
    yield* write(`** server can't find ${name}: NXDOMAIN\n\n`)
    return 1
  }
  for (const address of addresses) yield* write(`Name:\t${name}\nAddress: ${address}\n`)
  yield* write('\n')
  return 0
}

/** `nc -z HOST PORT`: whether somebody listens. */
export const nc: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1), 'zvw:lp:e:')
  const [host, port] = operands
  if (!flags.has('z') || host === undefined || port === undefined) {
    yield* write('nc: only -z HOST PORT is supported here\n', 2)
    return 1
  }
  const timeout = values.get('w')
  const answer = yield* ask(`http://${host}:${port}/`, timeout === undefined ? {} : { timeoutMs: Number(timeout) * 1000 })
  const open = !(answer instanceof NetworkError) || answer.reason === 'reset'
  if (flags.has('v')) yield* write(open ? `${host} (${host}:${port}) open\n` : `nc: ${host} (${host}:${port}): ${(answer as NetworkError).reason === 'refused' ? 'Connection refused' : 'Operation timed out'}\n`, 2)
  return open ? 0 : 1
}
