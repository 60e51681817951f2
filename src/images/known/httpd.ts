/** Apache's web server. */
import type { Files } from '../../posix/files.ts'
import { joinPath } from '../../posix/paths.ts'
import type { Answer, IncomingRequest, Process, Program, Repository } from '../program.ts'
import { contentType } from '../serving/contentTypes.ts'
import { serve } from '../serving/serve.ts'
import { apacheTime, commonLogTime } from '../serving/times.ts'
import { hasReleaseTag, versionOf, type Releases } from '../tags.ts'
import { DEBIAN } from './distributions.ts'

const ROOT = '/usr/local/apache2/htdocs'
const RELEASES: Releases = { minors: { '2.2': 34, '2.4': 65 }, names: ['latest'], variants: ['alpine', 'bookworm', 'bullseye', 'trixie'] }

const WARNING = (address: string): string =>
  `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`

function program(version: string): Program {
  return function* (process) {
    const log = (module: string, text: string): void => process.write('stderr', `[${apacheTime(process.now())}] [${module}] [pid 1:tid 1] ${text}\n`)
    process.write('stderr', WARNING(process.address).repeat(2))
    const ending = yield* serve(process, {
      ports: [80],
      idle: { cpuMillicores: 1, memoryBytes: 9 * 2 ** 20 },
      answer: (request) => answer(process, request),
      started: () => {
        log('mpm_event:notice', `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`)
        log('core:notice', `AH00094: Command line: 'httpd -D FOREGROUND'`)
      },
    })
    if (ending.kind === 'address in use') {
      process.write(
        'stderr',
        '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
      )
      return 1
    }
    log('mpm_event:notice', 'AH00491: caught SIGTERM, shutting down')
    return 0
  }
}

const notFound: Answer = {
  status: 404,
  body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
`,
  headers: { 'content-type': 'text/html; charset=iso-8859-1' },
}

function listing(path: string, names: readonly string[]): Answer {
  const body = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<html>
 <head>
  <title>Index of ${path}</title>
 </head>
 <body>
<h1>Index of ${path}</h1>
<ul>${names.map((name) => `<li><a href="${name}"> ${name}</a></li>\n`).join('')}</ul>
</body></html>
`
  return { status: 200, body, headers: { 'content-type': 'text/html;charset=ISO-8859-1' } }
}

function find(files: Files, path: string): Answer {
  const file = `${ROOT}${path}`.replace(/(.)\/+$/, '$1')
  const names = files.list(file)
  const shown = names ? joinPath(file, 'index.html') : file
  const body = files.read(shown)
  if (body !== undefined) return { status: 200, body, headers: { 'content-type': contentType(shown, 'text/plain') } }
  return names ? listing(path, names) : notFound
}

function answer(process: Process, { method, path, remoteAddress }: IncomingRequest): Answer {
  const found = find(process.files, path)
  process.write('stdout', `${remoteAddress} - - [${commonLogTime(process.now())}] "${method} ${path} HTTP/1.1" ${found.status} ${found.body.length}\n`)
  return { ...found, headers: { server: 'Apache (Unix)', ...found.headers } }
}

export const httpd: Repository = {
  names: ['httpd', 'public.ecr.aws/docker/library/httpd', 'registry.k8s.io/e2e-test-images/httpd'],
  hasTag: (tag) => hasReleaseTag(tag, RELEASES) || /^2\.4\.\d+-\d$/.test(tag),
  sizeBytes: 58_000_000,
  image: (tag) => ({
    entrypoint: [],
    command: ['httpd-foreground'],
    programs: { 'httpd-foreground': program(versionOf(tag, RELEASES)) },
    shell: true,
    lacks: DEBIAN.lacks,
    files: { ...DEBIAN.files, [`${ROOT}/index.html`]: '<html><body><h1>It works!</h1></body></html>\n' },
    workingDirectory: '/usr/local/apache2',
  }),
}
