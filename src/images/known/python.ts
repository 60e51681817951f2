/** Python: what is known of it are the servers that people start with it, `http.server` and the course's scripts. */
import { hex, sha256 } from '../../base/sha256.ts'
import { NetworkError, type Answer, type IncomingRequest, type Process, type Program, type Reply, type Repository, type Running } from '../program.ts'
import { askFirst } from '../serving/ask.ts'
import { contentType } from '../serving/contentTypes.ts'
import { serve } from '../serving/serve.ts'
import { portOf } from '../serving/textServer.ts'
import { commonLogTime } from '../serving/times.ts'
import { hasReleaseTag, type Releases } from '../tags.ts'
import { DEBIAN } from './distributions.ts'

const RELEASES: Releases = {
  minors: { '2.7': 18, '3.4': 10, '3.5': 10, '3.6': 15, '3.7': 17, '3.8': 20, '3.9': 23, '3.10': 18, '3.11': 13, '3.12': 11, '3.13': 7, '3.14': 0 },
  names: ['latest', 'slim'],
  variants: ['slim', 'alpine', 'slim-bookworm', 'slim-bullseye', 'slim-buster', 'bookworm', 'bullseye', 'buster', 'trixie', 'slim-trixie', 'alpine3.20', 'alpine3.21', 'onbuild'],
}
const DIRECTORY = '/usr/src/app'

/** Python programs know nothing of TERM, so that as process 1 they ignore it. */
function* serveWith(process: Process, port: number, begun: string, answer: (request: IncomingRequest) => Reply): Running {
  const ending = yield* serve(process, {
    ports: [port],
    endsOn: ['INT'],
    idle: { cpuMillicores: 1, memoryBytes: 12 * 2 ** 20 },
    answer,
    started: () => process.write('stdout', begun),
  })
  if (ending.kind !== 'address in use') return 130
  process.write('stderr', 'Traceback (most recent call last):\n  …\nOSError: [Errno 98] Address already in use\n')
  return 1
}

function logged(process: Process, { method, path, remoteAddress }: IncomingRequest, answer: Answer): Answer {
  process.write('stderr', `${remoteAddress} - - [${commonLogTime(process.now()).replace(/:/, ' ').replace(' +0000', '')}] "${method} ${path} HTTP/1.1" ${answer.status} -\n`)
  return answer
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** `server.py PORT`: greets. */
function helloServer(process: Process, [port]: readonly string[]): Running {
  return serveWith(process, portOf(port, 8080), `Started http server on port ${portOf(port, 8080)}\n`, (request) =>
    logged(process, request, { status: 200, body: 'Hello, World!\n', headers: { 'content-type': 'text/plain' } }),
  )
}

/** `persistence_server.py PORT`: counts, in memory. */
function persistenceServer(process: Process, [port]: readonly string[]): Running {
  let number = 0
  return serveWith(process, portOf(port, 8081), `Started http server on port ${portOf(port, 8081)}\n`, (request) =>
    logged(process, request, { status: 200, body: `${++number}\n`, headers: JSON_TYPE }),
  )
}

/** `hash_server.py PORT PARTNER`: asks its partner for a number and answers with the number's hash. */
function hashServer(process: Process, [port, partner = 'localhost:8081']: readonly string[]): Running {
  return serveWith(process, portOf(port, 8080), `Started http server on port ${portOf(port, 8080)}\n`, (request) =>
    askFirst(process, { method: 'GET', url: `http://${partner}/`, headers: {}, body: '', timeoutMs: 5_000 }, (result) => {
      if (result instanceof NetworkError)
        return logged(process, request, { status: 500, body: `${JSON.stringify({ error: `cannot reach ${partner}: ${result.message}` })}\n`, headers: JSON_TYPE })
      const number = Number(result.body)
      return logged(process, request, { status: 200, body: `${JSON.stringify({ data: { number, hash: hex(sha256(String(number))) } })}\n`, headers: JSON_TYPE })
    }),
  )
}

/** `python -m http.server [PORT]`: the files of the working directory. */
function fileServer(process: Process, words: readonly string[]): Running {
  const port = portOf(
    words.find((word) => /^\d+$/.test(word)),
    8000,
  )
  const root = process.workingDirectory.replace(/\/$/, '')
  return serveWith(process, port, `Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`, (request) => {
    const file = `${root}${request.path}`.replace(/(.)\/+$/, '$1')
    const names = process.files.list(file || '/')
    const body = process.files.read(names ? `${file}/index.html` : file)
    if (body !== undefined) return logged(process, request, { status: 200, body, headers: { 'content-type': names ? 'text/html' : contentType(file) } })
    if (!names) return logged(process, request, { status: 404, body: 'File not found\n' })
    const items = names.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')
    return logged(process, request, {
      status: 200,
      body: `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${request.path}</title>\n</head>\n<body>\n<h1>Directory listing for ${request.path}</h1>\n<hr>\n<ul>\n${items}</ul>\n<hr>\n</body>\n</html>\n`,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    })
  })
}

const SCRIPTS: Readonly<Record<string, (process: Process, words: readonly string[]) => Running>> = {
  'server.py': helloServer,
  'persistence_server.py': persistenceServer,
  'hash_server.py': hashServer,
}

const interpreter: Program = function* (process) {
  const [first = '', second = '', ...rest] = process.arguments.slice(1).filter((word) => word !== '-u')
  if (first === '--version' || first === '-V') {
    process.write('stdout', 'Python 3.13.7\n')
    return 0
  }
  if (first === '-m' && (second === 'http.server' || second === 'SimpleHTTPServer')) return yield* fileServer(process, rest)
  const script = SCRIPTS[first.replace(/^.*\//, '')]
  if (script && process.files.read(`${DIRECTORY}/${first.replace(/^.*\//, '')}`) !== undefined) return yield* script(process, [second, ...rest])
  if (first === '') return 0
  process.write(
    'stderr',
    first.startsWith('-')
      ? 'python: there is no interpreter in this simulated image; it knows -m http.server\n'
      : `python: can't open file '${first}': [Errno 2] No such file or directory\n`,
  )
  return 2
}

const programs = { python: interpreter, python3: interpreter, python2: interpreter }

export const python: Repository = {
  names: ['python', 'public.ecr.aws/docker/library/python'],
  hasTag: (tag) => hasReleaseTag(tag, RELEASES),
  sizeBytes: 120_000_000,
  image: () => ({ entrypoint: [], command: ['python3'], programs, shell: true, ...DEBIAN }),
}

/** An image that the course's reader has built from a script. */
function built(name: string, script: string, command: readonly string[], sizeBytes: number): Repository {
  return {
    names: [name, `localhost:5000/${name}`],
    hasTag: (tag) => tag === 'latest' || tag.startsWith('sha256:'),
    sizeBytes,
    image: () => ({
      entrypoint: [],
      command,
      programs,
      shell: true,
      lacks: DEBIAN.lacks,
      files: { ...DEBIAN.files, [`${DIRECTORY}/${script}`]: '#!/usr/bin/env python\n' },
      workingDirectory: DIRECTORY,
    }),
  }
}

export const pythonServer = built('python-server', 'server.py', ['python', './server.py', '8080'], 350_000_000)
export const persistenceImage = built('persistence-server', 'persistence_server.py', ['python', './persistence_server.py', '8081'], 350_000_000)
export const hashImage = built('hash-server', 'hash_server.py', ['python', './hash_server.py', '8080', 'localhost:8081'], 350_000_000)
