/** Small servers from tutorials: each names the pod that answers. */
import type { IncomingRequest, Process, Program, Repository } from '../program.ts'
import { parseGoFlags } from '../serving/goFlags.ts'
import { html, plain, portOf, textServer } from '../serving/textServer.ts'
import { isoTime, slashTime } from '../serving/times.ts'
import { ALPINE, DEBIAN } from './distributions.ts'

/** Headers as Go and node print them. */
function headerLines({ headers }: IncomingRequest, separator: string, capital: boolean): string[] {
  return Object.entries(headers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${capital ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name}${separator}${value}`)
}

function single(
  names: readonly string[],
  command: string,
  program: (tag: string) => Program,
  more: Partial<Repository> & { shell?: boolean; base?: { lacks: readonly string[] } } = {},
): Repository {
  const { shell = false, base = {}, ...rest } = more
  return { names, image: (tag) => ({ entrypoint: [command], programs: { [command]: program(tag) }, shell, ...base }), ...rest }
}

/** Google's `hello-app`: the text names version and pod. */
export const helloApp = single(
  ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app', 'gcr.io/google-samples/hello-app-redis'],
  '/hello-app',
  (tag) =>
    textServer({
      ports: ({ environment }) => [portOf(environment['PORT'], 8080)],
      started: (process) => process.write('stderr', `${slashTime(process.now())} Server listening on port ${portOf(process.environment['PORT'], 8080)}\n`),
      answer:
        (process) =>
        ({ path }) => {
          process.write('stderr', `${slashTime(process.now())} Serving request: ${path}\n`)
          return plain(`Hello, world!\nVersion: ${tag.startsWith('2') ? '2.0.0' : '1.0.0'}\nHostname: ${process.hostname}\n`)
        },
    }),
  { hasTag: (tag) => ['1.0', '2.0', 'latest'].includes(tag) || tag.startsWith('sha256:'), sizeBytes: 11_500_000, shell: true, base: ALPINE },
)

/** The image of the "Kubernetes Basics" tutorial. */
export const bootcamp = single(
  ['gcr.io/google-samples/kubernetes-bootcamp', 'gcr.io/k8s-minikube/kubernetes-bootcamp', 'jocatalin/kubernetes-bootcamp'],
  'node',
  (tag) => {
    const version = tag.replace(/\D/g, '') || '1'
    return textServer({
      ports: () => [8080],
      started: (process) => process.write('stdout', `Kubernetes Bootcamp App Started At: ${isoTime(process.now())} | Running On:  ${process.hostname} \n\n`),
      answer: (process) => {
        const startedMs = process.now()
        let requests = 0
        return () => {
          requests++
          process.write(
            'stdout',
            `Running On: ${process.hostname} | Total Requests: ${requests} | App Uptime: ${(process.now() - startedMs) / 1000} seconds | Log Time: ${isoTime(process.now())}\n`,
          )
          return plain(`Hello Kubernetes bootcamp! | Running on: ${process.hostname} | v=${version}\n`)
        }
      },
      exitCode: 0,
      server: { endsOn: ['INT'], idle: { cpuMillicores: 1, memoryBytes: 30 * 2 ** 20 } },
    })
  },
  { hasTag: (tag) => /^v?[12]$|^latest$|^sha256:/.test(tag), sizeBytes: 84_000_000, shell: true, base: DEBIAN },
)

function echoed(process: Process, request: IncomingRequest): string {
  const query = Object.entries(request.query).map(([name, value]) => `${name}=${value}`)
  return `

Hostname: ${process.hostname}

Pod Information:
\t-no pod information available-

Server values:
\tserver_version=nginx: 1.13.3 - lua: 10008

Request Information:
\tclient_address=${request.remoteAddress}
\tmethod=${request.method}
\treal path=${request.path}
\tquery=${query.join('&')}
\trequest_version=1.1
\trequest_scheme=http
\trequest_uri=http://${request.headers['host'] ?? process.address}:8080${request.path}

Request Headers:
${headerLines(request, '=', false)
  .map((line) => `\t${line}\n`)
  .join('')}
Request Body:
\t${request.body === '' ? '-no body in request-' : request.body}

`
}

/** Answers with the request itself. */
export const echoServer = single(
  ['registry.k8s.io/echoserver', 'k8s.gcr.io/echoserver', 'gcr.io/google_containers/echoserver', 'registry.k8s.io/e2e-test-images/echoserver', 'kicbase/echo-server'],
  'echo-server',
  () =>
    textServer({
      ports: ({ environment }) => [portOf(environment['PORT'], 8080)],
      answer: (process) => (request) => plain(echoed(process, request)),
      exitCode: 0,
    }),
  { sizeBytes: 43_000_000, shell: true, base: DEBIAN },
)

/** `http-echo -text=hello [-listen=:5678]`. */
const httpEchoProgram: Program = function* (process) {
  const { values, unknown } = parseGoFlags(process.arguments.slice(1), { text: process.environment['ECHO_TEXT'] ?? '', listen: ':5678', 'status-code': '200' })
  if (unknown !== undefined || values['text'] === '') {
    process.write('stderr', unknown === undefined ? 'Missing -text option!\n' : `flag provided but not defined: ${unknown.replace(/=.*/, '')}\n`)
    return unknown === undefined ? 127 : 2
  }
  const port = portOf(values['listen'], 5678)
  return yield* textServer({
    ports: () => [port],
    started: () => process.write('stderr', `${slashTime(process.now())} [INFO] server is listening on ${values['listen']}\n`),
    answer:
      () =>
      ({ method, path, remoteAddress, headers }) => {
        if (path === '/health') return plain('{"status":"ok"}\n')
        const text = `${values['text']}\n`
        const request = `"${method} ${path} HTTP/1.1" ${values['status-code']} ${text.length} "${headers['user-agent'] ?? ''}"`
        process.write('stdout', `${slashTime(process.now())} ${headers['host'] ?? process.address} ${remoteAddress} ${request} 12µs\n`)
        return plain(text, Number(values['status-code']))
      },
    exitCode: 0,
  })(process)
}

export const httpEcho = single(['hashicorp/http-echo'], '/http-echo', () => httpEchoProgram, { sizeBytes: 3_000_000 })

/** Traefik's `whoami`. */
export const whoami = single(
  ['traefik/whoami', 'containous/whoami', 'jwilder/whoami'],
  '/whoami',
  () =>
    textServer({
      ports: (process) => [
        portOf(parseGoFlags(process.arguments.slice(1), { port: process.environment['WHOAMI_PORT_NUMBER'] ?? '80', name: '', verbose: 'false' }).values['port'], 80),
      ],
      started: (process) => process.write('stdout', `${slashTime(process.now())} Starting up on port 80\n`),
      answer: (process) => (request) =>
        request.path === '/health'
          ? plain('')
          : plain(
              [
                `Hostname: ${process.hostname}`,
                'IP: 127.0.0.1',
                `IP: ${process.address}`,
                `RemoteAddr: ${request.remoteAddress}:42116`,
                `${request.method} ${request.path} HTTP/1.1`,
                ...headerLines(request, ': ', true),
                '\n',
              ].join('\n'),
            ),
    }),
  { sizeBytes: 2_900_000 },
)

/** NGINX's demo pages: address, name and time of the server. */
export const nginxHello = single(
  ['nginxdemos/hello'],
  'nginx',
  () =>
    textServer({
      ports: () => [80],
      answer:
        (process) =>
        ({ path, method, remoteAddress }) => {
          process.write('stdout', `${remoteAddress} - - "${method} ${path} HTTP/1.1" 200\n`)
          const id = Math.floor(process.random() * 2 ** 32)
            .toString(16)
            .padStart(8, '0')
          return plain(`Server address: ${process.address}:80\nServer name: ${process.hostname}\nDate: ${slashTime(process.now())}\nURI: ${path}\nRequest ID: ${id}\n`)
        },
      exitCode: 0,
    }),
  { sizeBytes: 20_000_000, shell: true, base: ALPINE },
)

function helloPage({ hostname, environment }: Process): string {
  return `<!DOCTYPE html>
<html>
<head><title>Hello Kubernetes!</title></head>
<body>
<h1>${environment['MESSAGE'] ?? 'Hello world!'}</h1>
<table>
<tr><th>pod:</th><td>${hostname}</td></tr>
<tr><th>node:</th><td>${environment['KUBERNETES_NODE_NAME'] ?? '-'}</td></tr>
</table>
</body>
</html>
`
}

/** `hello-kubernetes`: a page that names the pod. */
export const helloKubernetes = single(
  ['paulbouwer/hello-kubernetes'],
  'node',
  () =>
    textServer({
      ports: ({ environment }) => [portOf(environment['PORT'], 8080)],
      started: (process) => process.write('stdout', `Listening on: http://${process.hostname}:${portOf(process.environment['PORT'], 8080)}\n`),
      answer: (process) => () => html(helloPage(process)),
      exitCode: 0,
      server: { idle: { cpuMillicores: 1, memoryBytes: 35 * 2 ** 20 } },
    }),
  { sizeBytes: 40_000_000, shell: true, base: ALPINE },
)

/** The example of the autoscaler's walkthrough: every request keeps the processor busy. */
export const hpaExample = single(
  ['registry.k8s.io/hpa-example', 'k8s.gcr.io/hpa-example'],
  'apache2-foreground',
  () =>
    textServer({
      ports: () => [80],
      answer: () => () => ({ ...html('OK!'), latencyMs: 90 }),
      exitCode: 0,
      server: { idle: { cpuMillicores: 1, memoryBytes: 12 * 2 ** 20 }, requestCostMs: 80 },
    }),
  { sizeBytes: 178_000_000, shell: true, base: DEBIAN },
)
