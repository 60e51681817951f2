/** What an nginx answers, by its configuration and files. */
import type { Files } from '../../../posix/files.ts'
import { joinPath } from '../../../posix/paths.ts'
import { contentType } from '../../serving/contentTypes.ts'
import type { IncomingRequest } from '../../program.ts'
import { all, find, locationOf, type Directive, type ServerBlock } from './configuration.ts'

/** A finished answer, or the address to ask first. `problem` goes into the error log. */
export type Decision =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: string
      readonly type: string
      readonly headers: Readonly<Record<string, string>>
      readonly problem?: string
    }
  | { readonly kind: 'ask'; readonly url: string; readonly headers: Readonly<Record<string, string>> }

export interface Surroundings {
  readonly files: Files
  readonly version: string
  readonly hostname: string
  readonly address: string
  readonly upstreams: ReadonlyMap<string, readonly string[]>
  /** A number in [0, 1), to choose an upstream. */
  random(): number
}

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

export function decide(request: IncomingRequest, { scope, locations }: ServerBlock, port: number, surroundings: Surroundings): Decision {
  const location = locationOf(locations, request.path)
  const holds = [...(location?.block ?? []), ...scope]
  const expanded = (text: string): string => expand(text, request, port, surroundings)
  const headers = Object.fromEntries(
    all(location?.block?.some(({ name }) => name === 'add_header') ? (location.block ?? []) : scope, 'add_header').map(({ words: [name = '', value = ''] }) => [
      name.toLowerCase(),
      expanded(value),
    ]),
  )
  const page = (status: number, problem?: string): Decision => ({
    kind: 'answer',
    status,
    body: errorPage(status, surroundings.version),
    type: 'text/html',
    headers,
    ...(problem === undefined ? {} : { problem }),
  })
  const returned = find(location?.block ?? [], 'return') ?? (location?.block ? undefined : find(scope, 'return'))
  if (returned) {
    const [code = '', text] = returned.words
    const status = /^\d+$/.test(code) ? Number(code) : 302
    if (status >= 300 && status < 400) return { ...(page(status) as Extract<Decision, { kind: 'answer' }>), headers: { ...headers, location: expanded(text ?? code) } }
    return text === undefined ? page(status) : { kind: 'answer', status, body: expanded(text), type: find(holds, 'default_type')?.words[0] ?? 'text/plain', headers }
  }
  if (find(location?.block ?? [], 'stub_status'))
    return {
      kind: 'answer',
      status: 200,
      body: 'Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n',
      type: 'text/plain',
      headers,
    }
  const passed = find(location?.block ?? [], 'proxy_pass')
  if (passed) {
    const sent = Object.fromEntries(all(holds, 'proxy_set_header').map(({ words: [name = '', value = ''] }) => [name.toLowerCase(), expanded(value)]))
    return { kind: 'ask', url: upstreamUrl(expanded(passed.words[0] ?? ''), location as Directive, request, surroundings), headers: { ...request.headers, ...sent } }
  }
  return fromFiles(request.path, holds, location, surroundings, page, headers)
}

function fromFiles(
  path: string,
  holds: readonly Directive[],
  location: Directive | undefined,
  { files }: Surroundings,
  page: (status: number, problem?: string) => Decision,
  headers: Readonly<Record<string, string>>,
): Decision {
  const alias = find(location?.block ?? [], 'alias')?.words[0]
  const root = find(holds, 'root')?.words[0] ?? '/etc/nginx/html'
  const fileOf = (uri: string): string => (alias === undefined ? root + uri : joinPath(alias, uri.slice((location?.words.at(-1) ?? '').length))).replace(/\/{2,}/g, '/')
  const indexes = find(holds, 'index')?.words ?? ['index.html']
  const given = (file: string): Decision | undefined => {
    const body = files.read(file.replace(/(.)\/$/, '$1'))
    return body === undefined || file.endsWith('/') ? undefined : { kind: 'answer', status: 200, body, type: contentType(file, find(holds, 'default_type')?.words[0]), headers }
  }
  const directory = (uri: string): Decision | undefined => indexes.map((name) => given(joinPath(fileOf(uri), name))).find((found) => found !== undefined)
  const tried = find(holds, 'try_files')?.words
  if (tried) {
    for (const [index, word] of tried.entries()) {
      const uri = word.replace('$uri', () => path.replace(/(.)\/$/, '$1'))
      if (/^=\d+$/.test(word)) return page(Number(word.slice(1)))
      const found = uri.endsWith('/') ? directory(uri) : given(fileOf(uri))
      if (found) return found
      if (index === tried.length - 1) return page(404, `open() "${fileOf(uri)}" failed (2: No such file or directory)`)
    }
  }
  const file = fileOf(path)
  if (!path.endsWith('/')) {
    if (files.isDirectory(file)) return { ...(page(301) as Extract<Decision, { kind: 'answer' }>), headers: { ...headers, location: `${path}/` } }
    return given(file) ?? page(404, `open() "${file}" failed (2: No such file or directory)`)
  }
  const found = directory(path)
  if (found) return found
  const names = files.list(file.replace(/(.)\/$/, '$1'))
  if (!names) return page(404, `"${joinPath(file, indexes[0] ?? '')}" is not found (2: No such file or directory)`)
  if (find(holds, 'autoindex')?.words[0] !== 'on') return page(403, `directory index of "${file}" is forbidden`)
  const links = names.map((name) => `<a href="${name}">${name}</a>\r\n`).join('')
  return {
    kind: 'answer',
    status: 200,
    body: `<html>\r\n<head><title>Index of ${path}</title></head>\r\n<body>\r\n<h1>Index of ${path}</h1><hr><pre><a href="../">../</a>\r\n${links}</pre><hr></body>\r\n</html>\r\n`,
    type: 'text/html',
    headers,
  }
}

/** The page that nginx makes of a status by itself. */
export function errorPage(status: number, version: string): string {
  const title = `${status} ${REASONS[status] ?? ''}`.trim()
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`
}

/** With a path of its own, `proxy_pass` puts that in the place of the location's; an upstream's name stands for one of its servers. */
function upstreamUrl(target: string, location: Directive, { path, query }: IncomingRequest, { upstreams, random }: Surroundings): string {
  const [, scheme = 'http://', host = '', own] = /^(\w+:\/\/)?([^/]+)(\/.*)?$/.exec(target) ?? []
  const servers = upstreams.get(host)
  const chosen = servers?.[Math.floor(random() * servers.length)] ?? host
  const rest = own === undefined ? path : own + path.slice((location.words.at(-1) ?? '').length)
  const search = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  return `${scheme}${chosen}${rest}${search === '' ? '' : `?${search}`}`
}

function expand(text: string, request: IncomingRequest, port: number, { hostname, address, version }: Surroundings): string {
  const host = request.headers['host'] ?? address
  const values: Readonly<Record<string, string>> = {
    host: host.replace(/:\d+$/, ''),
    hostname,
    http_host: host,
    uri: request.path,
    document_uri: request.path,
    request_uri: request.path,
    request_method: request.method,
    remote_addr: request.remoteAddress,
    proxy_add_x_forwarded_for: [request.headers['x-forwarded-for'], request.remoteAddress].filter((each) => each !== undefined).join(', '),
    server_addr: address,
    server_port: String(port),
    scheme: 'http',
    server_protocol: 'HTTP/1.1',
    nginx_version: version,
    pid: '29',
  }
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? ''
    if (name.startsWith('arg_')) return request.query[name.slice(4)] ?? ''
    return values[name] ?? request.headers[name.replace(/^http_/, '').replaceAll('_', '-')] ?? ''
  })
}
