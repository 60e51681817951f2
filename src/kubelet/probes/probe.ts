import type { Container, Probe } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import { execute, executionError } from '../pods/execution.ts'
import type { KubeletContext } from '../context.ts'
import type { Task } from '../task.ts'
import { httpTarget, portNumber, sendHttp } from './http.ts'

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

/** What one probe found. An error says nothing about the container: it could not be probed. */
export type ProbeOutcome = { readonly kind: 'success' } | { readonly kind: 'failure' | 'error' | 'warning'; readonly text: string }

const SUCCESS: ProbeOutcome = { kind: 'success' }
const OUTPUT_MOST = 10 * 1024
/** How often an exec probe is tried that cannot be run. */
const TRIES = 3

/** Probes a container once (`pkg/probe`). */
export function* probeOnce(context: KubeletContext, pod: Pod, container: Container, containerId: string, address: string, probe: Probe): Task<ProbeOutcome> {
  const timeoutMs = 1000 * (probe.timeoutSeconds ?? 1)
  if (probe.exec) return yield* execProbe(context, containerId, probe.exec.command ?? [], timeoutMs)
  if (probe.httpGet) return yield* httpProbe(context, pod, container, address, probe.httpGet, timeoutMs)
  if (probe.tcpSocket) return yield* connectProbe(context, probe.tcpSocket.host || address, portNumber(container, probe.tcpSocket.port) ?? 0, timeoutMs)
  if (probe.grpc) return yield* grpcProbe(context, address, probe.grpc.port, timeoutMs)
  return { kind: 'error', text: `missing probe handler for ${pod.metadata.name}:${container.name}` }
}

function* execProbe({ clock, runtime }: KubeletContext, containerId: string, argv: readonly string[], timeoutMs: number): Task<ProbeOutcome> {
  let error = ''
  for (let tries = 0; tries < TRIES; tries++) {
    const result = yield* execute(clock, runtime.process(containerId), argv, timeoutMs)
    error = executionError(argv, result, timeoutMs) ?? ''
    if (result.kind === 'timeout') return { kind: 'failure', text: error }
    if (result.kind === 'ended') return result.exitCode === 0 ? SUCCESS : { kind: 'failure', text: result.output.slice(0, OUTPUT_MOST) }
  }
  return { kind: 'error', text: error }
}

function* httpProbe(context: KubeletContext, pod: Pod, container: Container, address: string, action: NonNullable<Probe['httpGet']>, timeoutMs: number): Task<ProbeOutcome> {
  const target = httpTarget(pod, container, action, address)
  const headers = { 'user-agent': 'kube-probe/1.32', accept: '*/*', ...lowerCase(target.headers) }
  const outcome = yield* sendHttp(context, { ...target, headers }, timeoutMs)
  if (outcome.kind === 'error') return { kind: 'failure', text: outcome.error }
  if (outcome.status < 200 || outcome.status >= 400) return { kind: 'failure', text: `HTTP probe failed with statuscode: ${outcome.status}` }
  return outcome.status < 300 ? SUCCESS : { kind: 'warning', text: `Probe terminated redirects, Response body: ${outcome.body}` }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Opens a connection and closes it again. */
function* connectProbe({ network, machine }: KubeletContext, host: string, port: number, timeoutMs: number): Task<ProbeOutcome> {
  let outcome: ProbeOutcome = SUCCESS
  const from = { from: `nodes/${machine.name}`, fromAddress: machine.address, fromNode: machine.name }
  yield (resume) =>
    void network.send({ ...from, method: '', host, port, path: '', headers: {}, body: '', timeoutMs, kind: 'probe' }, (ended) => {
      if (ended.kind !== 'response' && ended.kind !== 'reset') outcome = { kind: 'failure', text: ended.message }
      resume()
    })
  return outcome
}

/** Asks `grpc.health.v1.Health`; a server that answers well is taken to serve. */
function* grpcProbe(context: KubeletContext, address: string, port: number, timeoutMs: number): Task<ProbeOutcome> {
  const connected = yield* connectProbe(context, address, port, timeoutMs)
  if (connected.kind === 'success') return SUCCESS
  return { kind: 'failure', text: `timeout: failed to connect service "${address}:${port}" within ${timeoutMs / 1000}s: context deadline exceeded` }
}
