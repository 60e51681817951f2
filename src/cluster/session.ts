import { clusterAdmin, type Caller } from '../apiserver/caller.ts'
import { isRefusal } from '../apiserver/handler.ts'
import { utf8Text } from '../base/base64.ts'
import { isResponse, type ApiChannel, type ApiRequest, type ApiResponse, type ApiStream, type ChannelSink, type StreamSink } from '../client/transport.ts'
import { Cluster, type ClusterOptions } from './cluster.ts'
import type { Outcome } from '../network/contract.ts'
import { mayChange, requestAct, type Act, type ChannelAct, type Input, type MachineAct, type PartAct, type TrafficAct, type VisitAct } from './inputs.ts'
import { setUp, type ClusterSetup } from './setup.ts'

export interface SessionOptions extends ClusterOptions {
  readonly setup?: ClusterSetup
}

/** Nobody listens to what comes back while inputs are replayed. */
const NO_SINK: ChannelSink = { data: () => {}, close: () => {} }

/**
 * A cluster with a memory of all that was done to it. Every way in goes through here, so that the inputs, replayed on a new session with the same options, bring
 * about the same cluster at every moment.
 */
export class Session {
  readonly cluster: Cluster
  readonly #inputs: Input[] = []
  readonly #channels: (ApiChannel | undefined)[] = []
  /** The number of the command that was last heard of, by its name. */
  #numbers = new Map<string, number>()
  /** Hears of every new input. */
  onInput: (input: Input) => void = () => {}

  /** @param observe called before anything has happened, to watch what does. */
  constructor(options: SessionOptions, observe: (session: Session) => void = () => {}) {
    this.cluster = new Cluster(options)
    observe(this)
    if (options.setup) setUp(this.cluster, options.setup)
  }

  /** Oldest first. */
  get inputs(): readonly Input[] {
    return this.#inputs
  }

  /** Virtual milliseconds since the session's beginning. */
  get atMs(): number {
    return this.cluster.simulation.nowMs - this.cluster.simulation.startMs
  }

  /**
   * Lets time pass up to that moment of the session. `mayGoOn` is asked between instants; once it says no, this returns false and the session stands at the end
   * of an instant, ready for inputs.
   */
  advanceTo(atMs: number, mayGoOn: () => boolean = () => true): boolean {
    const { simulation } = this.cluster
    const untilMs = simulation.startMs + atMs
    for (let next = simulation.nextAtMs(); next !== undefined && next <= untilMs; next = simulation.nextAtMs()) {
      if (next > simulation.nowMs && !mayGoOn()) return false
      simulation.step()
    }
    simulation.advanceTo(untilMs)
    return true
  }

  /** Does what was done before, at its moment; later inputs are not looked at. The moment must not be past. */
  repeat(input: Input): void {
    this.advanceTo(input.atMs)
    this.#inputs.push(input)
    const { act } = input
    if (act.kind === 'request') this.cluster.handler.respond(act, act.caller ?? clusterAdmin)
    else if (act.kind === 'connect') this.#open(act, NO_SINK)
    else if (act.kind === 'visit') this.cluster.visit(act, () => {})
    else this.#do(act)
  }

  /** Something done from outside that is not a request to the API server: to a machine, to a part, to those who send requests. */
  act(act: MachineAct | PartAct | TrafficAct): void {
    this.#note(act)
    this.#do(act)
  }

  /** A request to the API server. One that may change something becomes an input. */
  request(request: ApiRequest): ApiResponse {
    this.#catchUp()
    const caller = this.cluster.identify(request)
    if (isRefusal(caller)) return caller
    if (!mayChange(request)) return this.cluster.handler.respond(request, caller)
    const act = { ...requestAct(request), ...noted(caller) }
    this.#note(act, commandOf(request))
    return this.cluster.handler.respond(act, caller)
  }

  /** A request from outside to something in the cluster; calls back when it has ended. */
  visit(act: VisitAct, done: (outcome: Outcome) => void): void {
    this.#note(act)
    this.cluster.visit(act, done)
  }

  /** A request whose answer may go on. */
  stream(request: ApiRequest, sink: StreamSink): ApiStream | ApiResponse {
    if (mayChange(request)) return this.request(request)
    this.#catchUp()
    const caller = this.cluster.identify(request)
    return isRefusal(caller) ? caller : this.cluster.handler.stream(request, caller, sink)
  }

  /** A request that becomes a two-way connection; what is sent on it are inputs too. */
  connect(request: ApiRequest, sink: ChannelSink): ApiChannel | ApiResponse {
    const caller = this.cluster.identify(request)
    if (isRefusal(caller)) return caller
    const { target, headers } = requestAct(request)
    const act: Act = { kind: 'connect', target, headers, ...noted(caller) }
    const command = this.#note(act, commandOf(request))
    const opened = this.#open(act, sink)
    if (isResponse(opened)) return opened
    const connection = this.#channels.length - 1
    const perform = (inner: Exclude<ChannelAct, { kind: 'connect' }>): void => {
      this.#note(inner, command)
      this.#do(inner)
    }
    return {
      send: (channel, data) => perform({ kind: 'send', connection, channel, text: typeof data === 'string' ? data : utf8Text(data) }),
      closeChannel: (channel) => perform({ kind: 'closeChannel', connection, channel }),
      close: () => perform({ kind: 'close', connection }),
    }
  }

  #open({ target, headers, caller = clusterAdmin }: Extract<ChannelAct, { kind: 'connect' }>, sink: ChannelSink): ApiChannel | ApiResponse {
    const opened = this.cluster.handler.connect({ method: 'GET', target, headers }, caller, sink)
    this.#channels.push(isResponse(opened) ? undefined : opened)
    return opened
  }

  #do(act: Exclude<Act, { kind: 'request' | 'connect' | 'visit' }>): void {
    switch (act.kind) {
      case 'send':
        return this.#channels[act.connection]?.send(act.channel, act.text)
      case 'closeChannel':
        return this.#channels[act.connection]?.closeChannel(act.channel)
      case 'close':
        return this.#channels[act.connection]?.close()
      default:
        return this.cluster.act(act)
    }
  }

  /** Notes an input and tells the number of its command: a new one, or that of the inputs before it that belong to the same. */
  #note(act: Act, command: string | number = ''): number {
    this.#catchUp()
    let number = typeof command === 'number' ? command : this.#numbers.get(command)
    if (number === undefined) {
      number = (this.#inputs.at(-1)?.command ?? 0) + 1
      if (command !== '') this.#numbers = new Map([[command as string, number]])
    }
    const input = { atMs: this.atMs, act, command: number }
    this.#inputs.push(input)
    this.onInput(input)
    return number
  }

  /** What is still to happen at this instant happens before an input, as it does when inputs are repeated. */
  #catchUp(): void {
    this.advanceTo(this.atMs)
  }
}

/** The administrator needs no mention. */
function noted(caller: Caller): { caller?: Caller } {
  return caller === clusterAdmin ? {} : { caller }
}

/** Each run of kubectl says which requests are its own (`Kubectl-Session`); '' for others. */
function commandOf({ headers }: ApiRequest): string {
  const session = headers['kubectl-session']
  return typeof session === 'string' ? session : ''
}
