/** nginx's configuration language: directives, blocks, includes; and what of it a server is made of here. */
import type { Files } from '../../../posix/files.ts'
import { parentPath } from '../../../posix/paths.ts'

export interface Directive {
  readonly name: string
  readonly words: readonly string[]
  readonly block: readonly Directive[] | undefined
  /** `in /etc/nginx/nginx.conf:3`, as error messages have it. */
  readonly place: string
}

/** What nginx says before it ends, without time and level: `unknown directive "x" in /etc/nginx/nginx.conf:3`. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

/** Directives that are understood, or may be ignored because nothing here depends on them. */
const KNOWN = new Set(
  `absolute_redirect access_log add_header alias allow autoindex charset client_body_buffer_size client_body_timeout client_header_buffer_size client_header_timeout client_max_body_size
  default_type deny error_log error_page events expires gzip gzip_comp_level gzip_min_length gzip_proxied gzip_types gzip_vary http include index keepalive_requests keepalive_timeout
  large_client_header_buffers listen load_module location log_format log_not_found map multi_accept pid proxy_buffering proxy_buffers proxy_buffer_size proxy_cache proxy_connect_timeout
  proxy_hide_header proxy_http_version proxy_next_upstream proxy_pass proxy_read_timeout proxy_redirect proxy_send_timeout proxy_set_header real_ip_header resolver return rewrite root satisfy
  send_timeout sendfile server server_name server_names_hash_bucket_size server_tokens set set_real_ip_from ssl_certificate ssl_certificate_key ssl_ciphers ssl_protocols stub_status
  sub_filter tcp_nodelay tcp_nopush try_files types types_hash_max_size upstream use user worker_connections worker_processes worker_rlimit_nofile zone least_conn ip_hash keepalive`.split(
    /\s+/,
  ),
)
/** Blocks of which the inside is data, not directives. */
const DATA_BLOCKS = new Set(['types', 'map'])

/** Reads a configuration file with all that it includes. */
export function readConfiguration(files: Files, path: string): readonly Directive[] {
  const text = files.read(path)
  if (text === undefined) throw new ConfigurationError(`open() "${path}" failed (2: No such file or directory)`)
  const tokens = tokenize(text)
  let at = 0
  const directives = (inside: string): Directive[] => {
    const found: Directive[] = []
    for (;;) {
      const first = tokens[at]
      if (first === undefined || first.text === '}') {
        if (first === undefined && inside !== '') throw new ConfigurationError(`unexpected end of file, expecting "}" in ${path}:${text.split('\n').length}`)
        if (first !== undefined && inside === '') throw new ConfigurationError(`unexpected "}" in ${path}:${first.line}`)
        at++
        return found
      }
      found.push(...directive(inside))
    }
  }
  const directive = (inside: string): readonly Directive[] => {
    const words: string[] = []
    const { line } = tokens[at] as Token
    for (; ; at++) {
      const token = tokens[at]
      if (token === undefined) throw new ConfigurationError(`unexpected end of file, expecting ";" or "}" in ${path}:${text.split('\n').length}`)
      if (!token.quoted && token.text === '}') throw new ConfigurationError(`unexpected "}" in ${path}:${token.line}`)
      if (!token.quoted && (token.text === ';' || token.text === '{')) break
      words.push(token.text)
    }
    const [name = '', ...rest] = words
    const place = `in ${path}:${line}`
    const isBlock = tokens[at++]?.text === '{'
    if (!DATA_BLOCKS.has(inside) && !KNOWN.has(name)) throw new ConfigurationError(`unknown directive "${name}" ${place}`)
    if (name === 'location') checkPattern(rest, place)
    if (name === 'include') return includes(files, rest[0] ?? '', parentPath(path))
    return [{ name, words: rest, block: isBlock ? directives(name) : undefined, place }]
  }
  return directives('')
}

/** A location's regular expression must be one. */
function checkPattern([modifier = '', pattern = '']: readonly string[], place: string): void {
  if (modifier.startsWith('~') && !isPattern(pattern)) throw new ConfigurationError(`pcre2_compile() failed: invalid pattern in "${pattern}" ${place}`)
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}

function includes(files: Files, pattern: string, directory: string): readonly Directive[] {
  const full = pattern.startsWith('/') ? pattern : `${directory}/${pattern}`
  if (!full.includes('*')) return readConfiguration(files, full)
  const parent = parentPath(full)
  const matches = new RegExp(
    `^${full
      .slice(parent.length + 1)
      .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
  )
  return (files.list(parent) ?? []).filter((name) => matches.test(name)).flatMap((name) => readConfiguration(files, `${parent}/${name}`))
}

interface Token {
  readonly text: string
  readonly line: number
  readonly quoted: boolean
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  for (const [whole, double, single, sign] of text.matchAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([{};])|#[^\n]*|\n|[^\s{};"'#]+(?:\$\{\w+\}[^\s{};]*)*|\S/g)) {
    const quoted = double ?? single
    if (quoted !== undefined)
      tokens.push({
        text: quoted
          .replace(/\\(["'\\])/g, '$1')
          .replaceAll('\\n', '\n')
          .replaceAll('\\t', '\t'),
        line,
        quoted: true,
      })
    else if (sign !== undefined || !/^[#\n]/.test(whole)) tokens.push({ text: whole, line, quoted: false })
    line += whole.split('\n').length - 1
  }
  return tokens
}

/** The first directive of a name in a block. */
export function find(block: readonly Directive[], name: string): Directive | undefined {
  return block.find((directive) => directive.name === name)
}

export function all(block: readonly Directive[], name: string): Directive[] {
  return block.filter((directive) => directive.name === name)
}

/** A server block with what holds in it from the blocks around. */
export interface ServerBlock {
  readonly ports: readonly number[]
  readonly names: readonly string[]
  /** Its directives, then those of the blocks around it: what is found first holds. */
  readonly scope: readonly Directive[]
  readonly locations: readonly Directive[]
}

export function serverBlocks(configuration: readonly Directive[]): ServerBlock[] {
  return all(configuration, 'http').flatMap(({ block: http = [] }) =>
    all(http, 'server').map(({ block = [] }) => {
      const ports = all(block, 'listen').flatMap(({ words: [address = ''] }) =>
        address.startsWith('[') || address.startsWith('unix:') ? [] : Number(address.replace(/^.*:/, '')) || 80,
      )
      return {
        ports: ports.length > 0 ? [...new Set(ports)] : [80],
        names: find(block, 'server_name')?.words ?? [''],
        scope: [...block, ...http],
        locations: all(block, 'location'),
      }
    }),
  )
}

/** The location that takes a path: an exact one, else a regular expression unless the longest prefix forbids that, else the longest prefix. */
export function locationOf(locations: readonly Directive[], path: string): Directive | undefined {
  let longest: Directive | undefined
  for (const location of locations) {
    const [modifier = '', prefix = modifier] = location.words
    if (modifier === '=' && prefix === path) return location
    if (modifier === '=' || modifier.startsWith('~') || modifier.startsWith('@') || !path.startsWith(prefix)) continue
    if (!longest || prefix.length > (longest.words.at(-1) as string).length) longest = location
  }
  if (longest?.words[0] === '^~') return longest
  return locations.find(({ words: [modifier, pattern = ''] }) => (modifier === '~' || modifier === '~*') && new RegExp(pattern, modifier === '~*' ? 'i' : '').test(path)) ?? longest
}
