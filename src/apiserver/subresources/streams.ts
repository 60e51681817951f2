import { present } from '../../base/invariant.ts'
import type { ExecOptions, LogOptions, NodeServices } from '../../client/nodeServices.ts'
import type { ApiChannel, ApiRequest, ApiResponse, ApiStream, ChannelSink, StreamSink } from '../../client/transport.ts'
import { kindOf } from '../../kinds/registry.ts'
import type { Pod } from '../../kinds/resources.ts'
import { badRequest, internalError } from '../errors.ts'
import type { Query, ResourceRequest } from '../requestInfo.ts'
import type { ApiServer } from '../server.ts'

/** A subresource that is passed on to the kubelet of the pod's machine. */
export interface StreamSubresource {
  /** Answers at once. */
  respond?(server: ApiServer, path: ResourceRequest, query: Query, request: ApiRequest): ApiResponse
  /** Answers with a stream, if the query asks for one. */
  read?(server: ApiServer, path: ResourceRequest, query: Query, sink: StreamSink): ApiStream | undefined
  /** Becomes a two-way connection. */
  connect?(server: ApiServer, path: ResourceRequest, query: Query, sink: ChannelSink): ApiChannel
}

const log: StreamSubresource = {
  respond(server, path, query): ApiResponse {
    const pod = podOf(server, path)
    const container = containerOf(pod, query.get('container'))
    if (!pod.spec.nodeName) return { status: 204, headers: {}, body: '' }
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: kubeletOf(server, pod).logs(addressOf(pod), logOptions(container, query)) }
  },
  read(server, path, query, sink) {
    if (!query.flag('follow')) return undefined
    const pod = podOf(server, path)
    const container = containerOf(pod, query.get('container'))
    if (!pod.spec.nodeName) return undefined
    return kubeletOf(server, pod).followLogs(addressOf(pod), logOptions(container, query), sink)
  },
}

const exec: StreamSubresource = {
  connect(server, path, query, sink) {
    const pod = podOf(server, path)
    return hostOf(server, pod).exec(addressOf(pod), execOptions(pod, query), sink)
  },
}

const attach: StreamSubresource = {
  connect(server, path, query, sink) {
    const pod = podOf(server, path)
    return hostOf(server, pod).attach(addressOf(pod), execOptions(pod, query), sink)
  },
}

export const streams: Readonly<Record<string, StreamSubresource>> = { 'pods/log': log, 'pods/exec': exec, 'pods/attach': attach }

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
  if (!services) throw internalError(`error trying to reach service: dial tcp ${pod.status.hostIP ?? node}:10250: connect: connection refused`)
  return services
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
