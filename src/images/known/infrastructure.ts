/** Servers that other software builds on: an image registry and the proxy before it, etcd, a collector of logs. */
import { NetworkError, type Answer, type Program, type Repository } from '../program.ts'
import { askFirst } from '../serving/ask.ts'
import { serve } from '../serving/serve.ts'
import { plain, portOf, textServer } from '../serving/textServer.ts'
import { commonLogTime, isoTime } from '../serving/times.ts'
import { hasReleaseTag } from '../tags.ts'
import { ALPINE, DEBIAN } from './distributions.ts'
import { errorPage } from './nginx/answer.ts'

/** Docker's registry. It holds no images here: what is built is known to the machines by name. */
export const imageRegistry: Repository = {
  names: ['registry'],
  hasTag: (tag) => hasReleaseTag(tag, { minors: { '2.6': 2, '2.7': 1, '2.8': 3, '3.0': 0 }, names: ['latest'] }),
  sizeBytes: 10_000_000,
  image: () => ({
    entrypoint: ['/entrypoint.sh'],
    command: ['/etc/docker/registry/config.yml'],
    programs: {
      '/entrypoint.sh': textServer({
        ports: ({ environment }) => [portOf(environment['REGISTRY_HTTP_ADDR'], 5000)],
        started: (process) =>
          process.write(
            'stderr',
            `time="${isoTime(process.now())}" level=info msg="listening on [::]:${portOf(process.environment['REGISTRY_HTTP_ADDR'], 5000)}" go.version=go1.20.8 instance.id=${process.hostname} service=registry version=2.8.3\n`,
          ),
        answer:
          (process) =>
          ({ method, path, remoteAddress, headers }) => {
            const answer = path === '/' ? plain('') : path === '/v2/' ? plain('{}') : path === '/v2/_catalog' ? plain('{"repositories":[]}\n') : plain('404 page not found\n', 404)
            process.write(
              'stdout',
              `${remoteAddress} - - [${commonLogTime(process.now())}] "${method} ${path} HTTP/1.1" ${answer.status} ${answer.body.length} "" "${headers['user-agent'] ?? ''}"\n`,
            )
            return answer
          },
      }),
    },
    shell: true,
    ...ALPINE,
  }),
}

/** Forwards what comes to a machine's port 5000 to the cluster's registry. */
export const registryProxy: Repository = {
  names: ['gcr.io/google_containers/kube-registry-proxy', 'k8s.gcr.io/kube-registry-proxy'],
  sizeBytes: 70_000_000,
  image: () => ({
    entrypoint: ['/bin/boot'],
    programs: {
      boot: textServer({
        ports: () => [80],
        exitCode: 0,
        answer:
          (process) =>
          ({ method, path, headers, body }) => {
            const { REGISTRY_HOST: host = 'localhost', REGISTRY_PORT: port = '5000' } = process.environment
            return askFirst(process, { method, url: `http://${host}:${port}${path}`, headers, body, timeoutMs: 60_000 }, (result): Answer => {
              if (result instanceof NetworkError) return { status: 502, body: errorPage(502, '1.11.8'), headers: { server: 'nginx/1.11.8', 'content-type': 'text/html' } }
              return { ...result, headers: { ...result.headers, server: 'nginx/1.11.8' } }
            })
          },
      }),
    },
    shell: true,
    ...DEBIAN,
  }),
}

const etcdProgram: Program = function* (process) {
  const line = (message: string, more: object): void => process.write('stderr', `${JSON.stringify({ level: 'info', ts: isoTime(process.now()), msg: message, ...more })}\n`)
  line('starting etcd', { 'etcd-version': '3.3.10', name: process.arguments[process.arguments.indexOf('--name') + 1] ?? 'default' })
  const ending = yield* serve(process, {
    ports: [2379, 2380],
    idle: { cpuMillicores: 15, memoryBytes: 20 * 2 ** 20 },
    started: () =>
      process.write(
        'stderr',
        `${isoTime(process.now()).slice(0, 19).replace('T', ' ')}.000000 N | embed: serving insecure client requests on [::]:2379, this is strongly discouraged!\n${isoTime(process.now()).slice(0, 19).replace('T', ' ')}.000000 I | embed: ready to serve client requests\n`,
      ),
    answer: ({ path }) =>
      path === '/version' ? plain('{"etcdserver":"3.3.10","etcdcluster":"3.3.0"}') : path === '/health' ? plain('{"health":"true"}') : plain('404 page not found\n', 404),
  })
  return ending.kind === 'address in use' ? 1 : 0
}

export const etcd: Repository = {
  names: ['quay.io/coreos/etcd', 'gcr.io/etcd-development/etcd', 'registry.k8s.io/etcd'],
  sizeBytes: 15_000_000,
  image: () => ({ entrypoint: [], command: ['/usr/local/bin/etcd'], programs: { etcd: etcdProgram }, shell: true, ...ALPINE }),
}

const fluentdProgram: Program = function* (process) {
  const log = (text: string): void => process.write('stdout', `${isoTime(process.now()).slice(0, 19).replace('T', ' ')} +0000 [info]: ${text}\n`)
  log('reading config file path="/fluentd/etc/fluent.conf"')
  log('starting fluentd-0.14.10 pid=1')
  for (const name of process.files.list('/var/log') ?? []) log(`#0 following tail of /var/log/${name}`)
  const ending = yield* serve(process, {
    ports: [24_224],
    idle: { cpuMillicores: 5, memoryBytes: 45 * 2 ** 20 },
    answer: () => plain('', 400),
    started: () => log('#0 fluentd worker is now running worker=0'),
  })
  if (ending.kind === 'address in use') return 1
  log('Worker 0 finished with status 0')
  return 0
}

export const fluentd: Repository = {
  names: [
    'fluent/fluentd',
    'fluent/fluentd-kubernetes-daemonset',
    'quay.io/fluentd_elasticsearch/fluentd',
    'gcr.io/fluentd-elasticsearch/fluentd',
    'k8s.gcr.io/fluentd-elasticsearch',
  ],
  sizeBytes: 17_000_000,
  image: () => ({ entrypoint: ['/bin/entrypoint.sh'], programs: { 'entrypoint.sh': fluentdProgram }, shell: true, ...ALPINE }),
}
