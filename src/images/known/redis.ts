/** redis: a server that keeps texts and numbers in memory, and `redis-cli` to talk to it. Commands travel as the words of a request of method `REDIS`. */
import { NetworkError, type Answer, type HttpResponse, type IncomingRequest, type Process, type Program, type Repository, type Running } from '../program.ts'
import { serve } from '../serving/serve.ts'
import { redisTime } from '../serving/times.ts'
import { hasReleaseTag, versionOf, type Releases } from '../tags.ts'
import { DEBIAN } from './distributions.ts'

const PORT = 6379
const METHOD = 'REDIS'
const RELEASES: Releases = {
  minors: { '3.2': 12, '4.0': 14, '5.0': 14, '6.0': 20, '6.2': 19, '7.0': 15, '7.2': 10, '7.4': 5, '8.0': 3, '8.2': 1 },
  names: ['latest'],
  variants: ['alpine', 'bookworm', 'bullseye', 'buster', 'alpine3.20', 'alpine3.21'],
}

/** What a command gives: a text, a number, nothing, a list, or an error. */
type Value = string | number | null | readonly Value[] | { readonly error: string }

class Store {
  readonly #values = new Map<string, string | string[]>()
  readonly #startedMs: number

  constructor(nowMs: number) {
    this.#startedMs = nowMs
  }

  run(words: readonly string[], nowMs: number, version: string): Value {
    const [name = '', ...args] = words
    const [key = '', ...rest] = args
    const least = COMMANDS[name.toUpperCase()]
    if (least === undefined) return { error: `ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}` }
    if (args.length < least) return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` }
    switch (name.toUpperCase()) {
      case 'PING':
        return args[0] ?? 'PONG'
      case 'ECHO':
        return key
      case 'SET':
        this.#values.set(key, rest[0] ?? '')
        return 'OK'
      case 'INCR':
      case 'INCRBY':
      case 'DECR':
        return this.#add(key, name.toUpperCase() === 'DECR' ? -1 : Number(rest[0] ?? 1))
      case 'DEL':
        return args.filter((each) => this.#values.delete(each)).length
      case 'EXISTS':
        return args.filter((each) => this.#values.has(each)).length
      case 'KEYS':
        return [...this.#values.keys()].filter((each) =>
          new RegExp(
            `^${key
              .replace(/[.+^$()|{}[\]\\]/g, '\\$&')
              .replaceAll('*', '.*')
              .replaceAll('?', '.')}$`,
          ).test(each),
        )
      case 'DBSIZE':
        return this.#values.size
      case 'FLUSHALL':
        this.#values.clear()
        return 'OK'
      case 'INFO':
        return `# Server\r\nredis_version:${version}\r\ntcp_port:${PORT}\r\nuptime_in_seconds:${Math.floor((nowMs - this.#startedMs) / 1000)}\r\n# Keyspace\r\ndb0:keys=${this.#values.size},expires=0,avg_ttl=0\r\n`
    }
    return this.#ofType(name.toUpperCase(), key, rest)
  }

  #ofType(command: string, key: string, rest: readonly string[]): Value {
    const value = this.#values.get(key)
    if (command === 'GET') return Array.isArray(value) ? WRONG_TYPE : (value ?? null)
    if (typeof value === 'string') return WRONG_TYPE
    const list = value ?? []
    if (command === 'LLEN') return list.length
    if (command === 'LRANGE') {
      const [start = 0, stop = -1] = rest.map(Number)
      return list.slice(start < 0 ? list.length + start : start, (stop < 0 ? list.length + stop : stop) + 1)
    }
    if (command === 'LPOP' || command === 'RPOP') {
      const taken = command === 'LPOP' ? list.shift() : list.pop()
      if (list.length === 0) this.#values.delete(key)
      return taken ?? null
    }
    this.#values.set(key, command === 'LPUSH' ? [...[...rest].reverse(), ...list] : [...list, ...rest])
    return list.length + rest.length
  }

  #add(key: string, by: number): Value {
    const value = this.#values.get(key) ?? '0'
    if (Array.isArray(value)) return WRONG_TYPE
    if (!/^-?\d+$/.test(value) || !Number.isInteger(by)) return { error: 'ERR value is not an integer or out of range' }
    this.#values.set(key, String(Number(value) + by))
    return Number(value) + by
  }
}

const WRONG_TYPE = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' }
/** The least number of arguments of each command. */
const COMMANDS: Readonly<Record<string, number>> = {
  PING: 0,
  ECHO: 1,
  SET: 2,
  GET: 1,
  INCR: 1,
  INCRBY: 2,
  DECR: 1,
  DEL: 1,
  EXISTS: 1,
  KEYS: 1,
  DBSIZE: 0,
  FLUSHALL: 0,
  INFO: 0,
  LLEN: 1,
  LRANGE: 3,
  LPOP: 1,
  RPOP: 1,
  LPUSH: 2,
  RPUSH: 2,
}

function serverProgram(version: string): Program {
  return function* (process) {
    const log = (sign: string, text: string): void => process.write('stdout', `1:${sign} ${redisTime(process.now())} ${text}\n`)
    log('C', '* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo')
    log('C', `* Redis version=${version}, bits=64, commit=00000000, modified=0, pid=1, just started`)
    const store = new Store(process.now())
    const ending = yield* serve(process, {
      ports: [PORT],
      idle: { cpuMillicores: 2, memoryBytes: 7 * 2 ** 20 },
      requestCostMs: 0.05,
      answer: (request) => answer(store, request, process.now(), version),
      started: () => {
        log('M', `* Running mode=standalone, port=${PORT}.`)
        log('M', '* Server initialized')
        log('M', '* Ready to accept connections tcp')
      },
    })
    if (ending.kind === 'address in use') {
      log('M', `# Warning: Could not create server TCP listening socket *:${PORT}: bind: Address already in use`)
      return 1
    }
    log('M', '# User requested shutdown...')
    log('M', '# Redis is now ready to exit, bye bye...')
    return 0
  }
}

/** What speaks HTTP to redis is taken for an attack on it: the connection is closed. */
function answer(store: Store, { method, body }: IncomingRequest, nowMs: number, version: string): Answer {
  const words = method === METHOD ? wordsOf(body) : undefined
  if (!words) return { status: 400, body: '' }
  return { status: 200, body: JSON.stringify(store.run(words, nowMs, version)), latencyMs: 0 }
}

function wordsOf(body: string): string[] | undefined {
  try {
    const words = JSON.parse(body) as unknown
    return Array.isArray(words) ? words.map(String) : undefined
  } catch {
    return undefined
  }
}

/** `redis-cli [-h HOST] [-p PORT] COMMAND...`; without a command it reads commands from its input. */
const client: Program = function* (process) {
  const words = [...process.arguments.slice(1)]
  const target = { host: '127.0.0.1', port: String(PORT) }
  while (words[0]?.startsWith('-')) {
    const option = words.shift()
    if (option === '-h') target.host = words.shift() ?? target.host
    else if (option === '-p') target.port = words.shift() ?? target.port
    else if (option === '-a' || option === '-n') words.shift()
  }
  if (words.length > 0) return yield* ask(process, target, words)
  let status = 0
  for (;;) {
    const line: string = yield { kind: 'read', descriptor: 0, line: true }
    if (line === '') return status
    const typed = line.trim().split(/\s+/)
    if (typed[0] === 'exit' || typed[0] === 'quit') return 0
    if (typed[0] !== '') status = yield* ask(process, target, typed)
  }
}

function* ask(process: Process, { host, port }: { host: string; port: string }, words: readonly string[]): Running {
  try {
    const { status, body }: HttpResponse = yield {
      kind: 'request',
      request: { method: METHOD, url: `http://${host}:${port}/`, headers: {}, body: JSON.stringify(words), timeoutMs: 10_000 },
    }
    if (status !== 200) {
      process.write('stderr', 'Error: Protocol error\n')
      return 1
    }
    process.write('stdout', `${shown(JSON.parse(body) as Value, process.descriptors.get(1)?.terminal ?? false)}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    const why = {
      refused: 'Connection refused',
      timeout: 'Connection timed out',
      unreachable: 'No route to host',
      'no such host': 'Name or service not known',
      reset: 'Connection reset by peer',
    }[error.reason]
    process.write('stderr', `Could not connect to Redis at ${host}:${port}: ${why}\n`)
    return 1
  }
}

/** On a terminal redis-cli tells types apart; elsewhere it prints bare values. */
function shown(value: Value, terminal: boolean): string {
  if (value === null) return terminal ? '(nil)' : ''
  if (typeof value === 'number') return terminal ? `(integer) ${value}` : String(value)
  if (typeof value === 'string') return terminal && value !== 'OK' && value !== 'PONG' && !value.includes('\r\n') ? JSON.stringify(value) : value
  if ('error' in value) return terminal ? `(error) ${value.error}` : value.error
  if (value.length === 0) return terminal ? '(empty array)' : ''
  return value.map((each, index) => (terminal ? `${index + 1}) ` : '') + shown(each, terminal)).join('\n')
}

export const redis: Repository = {
  names: ['redis', 'public.ecr.aws/docker/library/redis', 'registry.k8s.io/redis', 'k8s.gcr.io/redis', 'registry.k8s.io/e2e-test-images/redis'],
  hasTag: (tag) => hasReleaseTag(tag, RELEASES) || tag === 'e2e',
  sizeBytes: 52_000_000,
  image: (tag) => {
    const server = serverProgram(versionOf(tag, RELEASES))
    return { entrypoint: [], command: ['redis-server'], programs: { 'redis-server': server, 'docker-entrypoint.sh': server, 'redis-cli': client }, shell: true, ...DEBIAN }
  },
}
