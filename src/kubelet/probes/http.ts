import type { Container, HTTPGetAction } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import type { Outcome } from '../../network/contract.ts'
import type { KubeletContext } from '../context.ts'
import type { Task } from '../task.ts'

/** An HTTP request of the kubelet's own: for a probe or a hook. */
export interface HttpTarget {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** The number of a port that may be named; undefined if no port of the container has that name. */
export function portNumber(container: Container, port: number | string): number | undefined {
  if (typeof port === 'number') return port
  if (/^\d+$/.test(port)) return Number(port)
  return container.ports?.find(({ name }) => name === port)?.containerPort
}

/** Where a request goes; port 0 if there is no such port. */
export function httpTarget(pod: Pod, container: Container, action: HTTPGetAction, podAddress: string): HttpTarget {
  const { host, path = '/', port, scheme = 'HTTP', httpHeaders = [] } = action
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    host: host || podAddress || (pod.status.podIP ?? ''),
    port: portNumber(container, port) ?? 0,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])),
  }
}

export function urlOf({ scheme, host, port, path }: HttpTarget): string {
  return `${scheme}://${host}:${port}${path}`
}

/** How a request of the kubelet ended: an answer, or an error in the words of Go's http client. */
export type HttpOutcome = { readonly kind: 'response'; readonly status: number; readonly body: string } | { readonly kind: 'error'; readonly error: string }

/** Sends a request from the machine itself. */
export function* sendHttp({ network, machine }: KubeletContext, target: HttpTarget, timeoutMs: number): Task<HttpOutcome> {
  let outcome: Outcome | undefined
  const { host, port, path, headers } = target
  const from = { from: `nodes/${machine.name}`, fromAddress: machine.address, fromNode: machine.name }
  yield (resume) =>
    void network.send({ ...from, method: 'GET', host, port, path, headers, body: '', timeoutMs, kind: 'probe' }, (result) => {
      outcome = result
      resume()
    })
  const ended = outcome as unknown as Outcome
  if (ended.kind === 'response') return { kind: 'response', status: ended.status, body: ended.body }
  return { kind: 'error', error: `Get "${urlOf(target)}": ${ended.kind === 'timeout' ? HTTP_TIMEOUT : ended.message}` }
}

/** Whatever a request waited for when its time was over, Go's client says this. */
const HTTP_TIMEOUT = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
