import { present } from '../../base/invariant.ts'
import { parseTime } from '../../base/time.ts'
import type { ExecOptions, LogOptions, NodeServices } from '../../client/nodeServices.ts'
import type { ApiChannel, ApiRequest, ApiResponse, ApiStream, ChannelSink, StreamSink } from '../../client/transport.ts'
import { kindOf } from '../../kinds/registry.ts'
import { problemsOf } from '../../kinds/validation/errors.ts'
import type { Pod } from '../../kinds/resources.ts'
import { badRequest, internalError, invalid, methodNotAllowed, notFound, serviceUnavailable } from '../errors.ts'
import { integer } from '../options.ts'
import type { Query, ResourceRequest } from '../requestInfo.ts'
import type { ApiServer } from '../server.ts'
import { keyOf } from '../store.ts'
import { proxyToNode, proxyToPod, proxyToService } from './proxy.ts'

/** A subresource that is passed on to the kubelet of the pod's machine. */
export interface StreamSubresource {
  /** Answers at once. */
  respond?(server: ApiServer, path: ResourceRequest, query: Query, request: ApiRequest): ApiResponse
  /** Answers with a stream, if the query asks for one. */
  read?(server: ApiServer, path: ResourceRequest, query: Query, sink: StreamSink): ApiStream | undefined
  /** Becomes a two-way connection. Without an upgrade to one, the request is refused by `respond`. */
  connect?(server: ApiServer, path: ResourceRequest, query: Query, sink: ChannelSink): ApiChannel
}

const log: StreamSubresource = {
  respond(server, path, query, { method }): ApiResponse {
    if (method !== 'GET') throw methodNotAllowed()
    checkLogQuery(path.name, query)
    const pod = podOf(server, path)
    const container = containerOf(pod, query.get('container'))
    if (!pod.spec.nodeName) return { status: 204, headers: {}, body: '' }
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: kubeletOf(server, pod).logs(addressOf(pod), logOptions(container, query)) }
  },
  read(server, path, query, sink) {
    if (!query.flag('follow')) return undefined
    checkLogQuery(path.name, query)
    const pod = podOf(server, path)
    const container = containerOf(pod, query.get('container'))
    if (!pod.spec.nodeName) return undefined
    return kubeletOf(server, pod).followLogs(addressOf(pod), logOptions(container, query), sink)
  },
}

const exec: StreamSubresource = {
  respond: (server, path, query, request) => refuseWithoutUpgrade(server, path, request, (pod) => containerOf(pod, query.get('container'))),
  connect(server, path, query, sink) {
    const pod = podOf(server, path)
    return hostOf(server, pod).exec(addressOf(pod), execOptions(pod, query), sink)
  },
}

const attach: StreamSubresource = {
  respond: (server, path, query, request) => refuseWithoutUpgrade(server, path, request, (pod) => containerOf(pod, query.get('container'))),
  connect(server, path, query, sink) {
    const pod = podOf(server, path)
    return hostOf(server, pod).attach(addressOf(pod), execOptions(pod, query), sink)
  },
}

/** Connections to ports of a pod do not exist here: what is refused is refused as by the real server, anything else with words of our own. */
const portForward: StreamSubresource = {
  respond: (server, path, _, request) => refuseWithoutUpgrade(server, path, request, () => ''),
  connect(server, path) {
    hostOf(server, podOf(server, path))
    throw serviceUnavailable('port forwarding is not supported')
  },
}

export const streams: Readonly<Record<string, StreamSubresource>> = {
  'pods/log': log,
  'pods/exec': exec,
  'pods/attach': attach,
  'pods/portforward': portForward,
  'pods/proxy': { respond: proxyToPod },
  'services/proxy': { respond: proxyToService },
  'nodes/proxy': { respond: proxyToNode },
}

function refuseWithoutUpgrade(server: ApiServer, path: ResourceRequest, { method }: ApiRequest, checkContainer: (pod: Pod) => string): ApiResponse {
  if (method !== 'GET' && method !== 'POST') throw methodNotAllowed()
  const pod = podOf(server, path)
  checkContainer(pod)
  hostOf(server, pod)
  throw badRequest('Upgrade request required')
}

function podOf(server: ApiServer, path: ResourceRequest): Pod {
  return server.get(present(kindOf('pods'), 'the kind Pod'), path.namespace, path.name) as unknown as Pod
}

function addressOf(pod: Pod) {
  return { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid }
}

/** The container that is meant; one must be named if there are several (`registry/core/pod/strategy.go`). */
function containerOf(pod: Pod, asked: string | undefined): string {
  const init = (pod.spec.initContainers ?? []).map(({ name }) => name)
  const main = pod.spec.containers.map(({ name }) => name)
  const ephemeral = (pod.spec.ephemeralContainers ?? []).map(({ name }) => name)
  const { name } = pod.metadata
  if (asked) {
    if (![...init, ...main, ...ephemeral].includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`)
    return asked
  }
  if (main.length === 1 && init.length === 0) return main[0] as string
  if (main.length === 0) throw badRequest(`a container name must be specified for pod ${name}`)
  const all = [...init, ...main].join(' ')
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all}]${ephemeral.length > 0 ? ` or one of the ephemeral containers: [${ephemeral.join(' ')}]` : ''}`)
}

function hostOf(server: ApiServer, pod: Pod): NodeServices {
  if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  return kubeletOf(server, pod)
}

function kubeletOf(server: ApiServer, pod: Pod): NodeServices {
  const node = pod.spec.nodeName ?? ''
  const services = server.nodes(node)
  if (!services && !server.store.get('nodes', keyOf('', node))) throw notFound({ group: '', plural: 'pods', name: node })
  if (!services) throw internalError(`error trying to reach service: dial tcp ${pod.status.hostIP ?? node}:10250: connect: connection refused`)
  return services
}

/** `ValidatePodLogOptions`. */
function checkLogQuery(name: string, query: Query): void {
  const [tailLines, limitBytes, sinceSeconds] = ['tailLines', 'limitBytes', 'sinceSeconds'].map((option) => integer(query.get(option)))
  const sinceTime = query.get('sinceTime')
  if (sinceTime && Number.isNaN(parseTime(sinceTime))) throw badRequest(`parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`)
  const found = problemsOf((problems) => {
    if (tailLines !== undefined && tailLines < 0) problems.invalid('tailLines', tailLines, 'must be greater than or equal to 0')
    if (limitBytes !== undefined && limitBytes < 1) problems.invalid('limitBytes', limitBytes, 'must be greater than 0')
    if (sinceSeconds !== undefined && sinceTime) problems.forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified')
    else if (sinceSeconds !== undefined && sinceSeconds < 1) problems.invalid('sinceSeconds', sinceSeconds, 'must be greater than 0')
    if (query.get('stream')) problems.forbidden('stream', 'may not be specified')
  })
  if (found.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, name, found)
}

function logOptions(container: string, query: Query): LogOptions {
  const number = (name: string): number | undefined => (query.get(name) ? Number(query.get(name)) : undefined)
  const tailLines = number('tailLines')
  const sinceSeconds = number('sinceSeconds')
  const limitBytes = number('limitBytes')
  const sinceTime = query.get('sinceTime')
  return {
    container,
    previous: query.flag('previous'),
    timestamps: query.flag('timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
  }
}

function execOptions(pod: Pod, query: Query): ExecOptions {
  return {
    container: containerOf(pod, query.get('container')),
    command: query.all('command'),
    stdin: query.flag('stdin'),
    stdout: query.flag('stdout'),
    stderr: query.flag('stderr'),
    tty: query.flag('tty'),
  }
}
