/**
 * What the network is to those who use it: the kubelet opens ports for programs and sends probes, clients send requests, the scene hears of every one.
 */

/** Where a request ended, and what came back. */
export type Outcome =
  | { readonly kind: 'response'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly kind: 'refused' | 'timeout' | 'no such host' | 'unreachable' | 'reset'; readonly message: string }

export interface SimulatedRequest {
  /** The sender: a pod (`pods/default/x`), a node (`nodes/node-1`, for probes) or a client outside (`clients/visitor`). */
  readonly from: string
  /** Its address; '' for outside. */
  readonly fromAddress: string
  /** Name of the machine it starts on; '' for outside. */
  readonly fromNode: string
  /** '' only opens a connection and closes it again: whoever listens there sees no request. */
  /** '' only opens a connection and closes it again: whoever listens does not hear of it, and the response is empty. */
  readonly method: string
  /** A name or address. */
  readonly host: string
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  /** Probes and other housekeeping are not drawn and not counted. */
  readonly kind: 'traffic' | 'probe' | 'program'
}

/** A request that has ended, as the scene and the counters hear of it. */
export interface RequestFact {
  readonly id: number
  readonly request: SimulatedRequest
  /** `services/default/web`, or '' if it went to an address directly. */
  readonly service: string
  /** The pod that answered or should have: `pods/default/web-1`; '' if none was chosen. */
  readonly pod: string
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: Outcome
}

/** A request as a server gets it. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly remoteAddress: string
}

export interface Response {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** How long it is worked on; 1 ms if not said. */
  readonly latencyMs?: number
}

/** Serves one port of one address: with a response, or with how to get one later. */
export type PortHandler = (request: ReceivedRequest) => Response | ((respond: (response: Response) => void) => void)

export interface Network {
  /** Opens a port on an address for a pod's container. False if it is taken. */
  listen(address: string, port: number, owner: { pod: string; node: string }, handler: PortHandler): boolean
  close(address: string, port: number): void
  /** A pod's address exists on a machine from now on, also if nothing listens there: its other ports refuse. */
  attach(address: string, node: string): void
  detach(address: string): void
  /** Sends a request and calls back when it ended. Returns its id. */
  send(request: SimulatedRequest, done: (outcome: Outcome) => void): number
  /** Addresses of a name as a pod in `namespace` resolves it (cluster DNS); [] if there is none. */
  resolve(name: string, namespace: string): readonly string[]
  /** Hears of every request when it has ended. */
  onRequest(listener: (fact: RequestFact) => void): void
  /** Cuts a machine off from all others, or joins it again. */
  setReachable(node: string, reachable: boolean): void
  isReachable(node: string): boolean
}
