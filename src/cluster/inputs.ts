/**
 * What comes into a session from outside. A session is its scenario, its seed and the list of its inputs: the same three give the same cluster, so replaying them
 * is how a session is restored, shared, undone and rewound.
 */
import type { Caller } from '../apiserver/caller.ts'
import type { ApiRequest } from '../client/transport.ts'

/** A request that may change something; its headers are those that matter to the answer. */
export interface RequestAct {
  readonly kind: 'request'
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  /** As whom it was answered; the administrator if not said. Credentials are not kept. */
  readonly caller?: Caller
}

/** Pieces of a two-way connection (exec, attach). Connections are numbered in the order in which they were opened. */
export type ChannelAct =
  | { readonly kind: 'connect'; readonly target: string; readonly headers: RequestAct['headers']; readonly caller?: Caller }
  | { readonly kind: 'send'; readonly connection: number; readonly channel: number; readonly text: string }
  | { readonly kind: 'closeChannel'; readonly connection: number; readonly channel: number }
  | { readonly kind: 'close'; readonly connection: number }

/** What can be done to a machine: pull its plug, or cut its cable. */
export interface MachineAct {
  readonly kind: 'machine'
  readonly node: string
  readonly act: 'powerOff' | 'powerOn' | 'disconnect' | 'connect'
}

/** Ends or starts a process: `kube-scheduler`, `kube-controller-manager`, `kube-apiserver`, or a machine's kubelet by the machine's name. */
export interface PartAct {
  readonly kind: 'part'
  readonly part: string
  readonly act: 'stop' | 'start'
}

/** Someone outside who sends requests steadily; a rate of 0 ends it. */
export interface TrafficAct {
  readonly kind: 'traffic'
  readonly name: string
  /** `http://web.default/`: a name or address inside the cluster, as a pod in `default` would call it. */
  readonly url: string
  readonly perSecond: number
}

/** One request from outside of the cluster to something in it: `curl` in the terminal. */
export interface VisitAct {
  readonly kind: 'visit'
  readonly method: string
  /** `http://192.168.49.2:30080/path`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
}

export type Act = RequestAct | ChannelAct | MachineAct | PartAct | TrafficAct | VisitAct

/** An act and its moment: virtual milliseconds since the session's beginning. */
export interface Input {
  readonly atMs: number
  readonly act: Act
  /** Inputs of one command have one number: they are undone together. */
  readonly command: number
}

/** Whether a request can change the cluster. What only reads is no input. */
export function mayChange({ method, target }: Pick<ApiRequest, 'method' | 'target'>): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  return !/[?&]dryRun=/.test(target) && !/^\/apis\/(authorization|authentication)\.k8s\.io\//.test(target)
}

/** Headers that take part in an answer; all others would only make a link longer. */
const KEPT_HEADERS = ['accept', 'content-type', 'user-agent']

export function requestAct(request: ApiRequest): RequestAct {
  const { method, target, body } = request
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => KEPT_HEADERS.includes(name) || name.startsWith('impersonate-')))
  if (body !== undefined && typeof body !== 'string') throw new TypeError('a body in bytes cannot be kept with a session')
  return { kind: 'request', method, target, headers, ...(body === undefined ? {} : { body }) }
}

/** What an act was about, for the time line: who is meant (`deployments/default/web`, `nodes/node-2`) and what was done. */
export function describeAct(act: Act): { readonly what: string; readonly subject: string } {
  switch (act.kind) {
    case 'request':
      return { what: REQUEST_WORDS[act.method] ?? act.method.toLowerCase(), subject: subjectOf(act.target, act.body) }
    case 'connect':
      return { what: 'exec', subject: subjectOf(act.target, undefined).replace(/\/exec$|\/attach$/, '') }
    case 'send':
    case 'closeChannel':
    case 'close':
      return { what: 'input', subject: '' }
    case 'machine':
      return { what: MACHINE_WORDS[act.act], subject: `nodes/${act.node}` }
    case 'part':
      return { what: act.act, subject: `control/${act.part}` }
    case 'visit':
      return { what: 'request', subject: act.url }
    case 'traffic':
      return { what: act.perSecond > 0 ? `send ${act.perSecond} requests/s` : 'stop sending', subject: act.url }
  }
}

const REQUEST_WORDS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'replace', PATCH: 'change', DELETE: 'delete' }
const MACHINE_WORDS = { powerOff: 'pull the plug of', powerOn: 'power on', disconnect: 'cut off', connect: 'reconnect' } as const

/** `deployments/default/web` of `/apis/apps/v1/namespaces/default/deployments/web?fieldManager=x`. A name that is still in the body is taken from there. */
function subjectOf(target: string, body: string | undefined): string {
  const path = target.split('?', 1)[0] ?? ''
  const segments = path.split('/').filter((segment) => segment !== '')
  const rest = segments.slice(segments[0] === 'api' ? 2 : 3)
  const namespace = rest[0] === 'namespaces' && rest.length > 2 ? rest[1] : undefined
  const [plural = path, named] = namespace === undefined ? rest : rest.slice(2)
  const name = named ?? /"metadata":\{[^}]*?"name":"([^"]+)"/.exec(body ?? '')?.[1]
  return [plural, namespace, name].filter((part) => part !== undefined).map(decodeURIComponent).join('/')
}
