import type { Random } from '../base/random.ts'
import type { Simulation, Timer } from '../base/simulation.ts'
import type { Api } from '../client/api.ts'
import { Informers } from '../client/informer.ts'
import { candidates, type Caller } from './balancing.ts'
import type { Network, Outcome, PortHandler, RequestFact, Response, SimulatedRequest } from './contract.ts'
import { resolveName } from './names.ts'
import { isInRange } from './ranges.ts'
import { ServiceTable, type Backend, type ServicePort } from './serviceTable.ts'
import { splitTarget } from './target.ts'

/** One way between two places: the least and how much more chance may add. A real network is faster, but virtual time has whole milliseconds. */
const LATENCY_MS = { sameMachine: [1, 0], otherMachine: [1, 1], outside: [2, 2] } as const
/** How long a program works on an answer if it does not say. */
const WORK_MS = 1
/** Where those outside come from, as programs see it. */
const OUTSIDE_ADDRESS = '192.168.49.1'
/** After so long without an answer, an address that nobody has is called unreachable by its own network (ARP gives up). */
const NO_ROUTE_MS = 3_000
const ZONE_LABEL = 'topology.kubernetes.io/zone'

interface Port {
  readonly owner: { readonly pod: string; readonly node: string }
  readonly handler: PortHandler
  /** Requests that the program works on. */
  readonly working: Set<Exchange>
}

/** Who has an address. */
interface Holder {
  readonly node: string
  /** How many have attached it; a pod's address has one for its sandbox and one for each open port. */
  count: number
  readonly ports: Map<number, Port>
}

/** One request on its way. */
interface Exchange {
  readonly id: number
  readonly request: SimulatedRequest
  readonly done: (outcome: Outcome) => void
  readonly startedMs: number
  /** As an error names it: `10.96.0.1:80`. */
  readonly target: () => string
  service: string
  pod: string
  /** Machine of whom it was sent to; '' if it is none of ours. */
  node: string
  timer: Timer | undefined
}

/** The network of the cluster in virtual time: what is sent arrives after a while, at whoever listens by then. */
export class ClusterNetwork implements Network {
  readonly #simulation: Simulation
  readonly #random: Random
  readonly #services: ServiceTable
  readonly #nodes
  readonly #holders = new Map<string, Holder>()
  readonly #cutOff = new Set<string>()
  readonly #listeners: ((fact: RequestFact) => void)[] = []
  /** Which backend a client keeps, by client, for each Service that wants it. */
  readonly #affinities = new Map<string, Map<string, { readonly address: string; readonly untilMs: number }>>()
  /** Addresses by name, for each namespace from which it was looked up, until something changes. */
  readonly #resolved = new Map<string, Map<string, readonly string[]>>()
  #nextId = 1

  constructor(simulation: Simulation, api: Api) {
    this.#simulation = simulation
    this.#random = simulation.random('network')
    const informers = new Informers(simulation, api)
    const forget = (): void => this.#resolved.clear()
    this.#services = new ServiceTable(informers)
    this.#services.onChange = forget
    this.#nodes = informers.of('nodes')
    this.#nodes.addIndex('address', ({ status }) => (status?.addresses ?? []).map(({ address }) => address))
    this.#nodes.on({ added: forget, updated: forget, deleted: forget })
    informers.start()
  }

  listen(address: string, port: number, owner: { pod: string; node: string }, handler: PortHandler): boolean {
    if (this.#holders.get(address)?.ports.has(port)) return false
    this.attach(address, owner.node)
    this.#holders.get(address)?.ports.set(port, { owner, handler, working: new Set() })
    return true
  }

  close(address: string, port: number): void {
    const ports = this.#holders.get(address)?.ports
    const closed = ports?.get(port)
    if (!ports || !closed) return
    ports.delete(port)
    this.detach(address)
    // Whoever still waits for an answer hears at once that there will be none.
    for (const exchange of closed.working) {
      exchange.timer?.cancel()
      this.#later(exchange, this.#wayMs(exchange), () => this.#end(exchange, { kind: 'reset', message: `read tcp ${exchange.target()}: read: connection reset by peer` }))
    }
  }

  attach(address: string, node: string): void {
    const known = this.#holders.get(address)
    if (known) known.count++
    else this.#holders.set(address, { node, count: 1, ports: new Map() })
  }

  detach(address: string): void {
    const known = this.#holders.get(address)
    if (known && --known.count === 0) this.#holders.delete(address)
  }

  setReachable(node: string, reachable: boolean): void {
    if (reachable) this.#cutOff.delete(node)
    else this.#cutOff.add(node)
  }

  isReachable(node: string): boolean {
    return !this.#cutOff.has(node)
  }

  onRequest(listener: (fact: RequestFact) => void): void {
    this.#listeners.push(listener)
  }

  resolve(name: string, namespace: string): readonly string[] {
    let known = this.#resolved.get(namespace)
    if (!known) this.#resolved.set(namespace, (known = new Map()))
    let addresses = known.get(name)
    if (!addresses) known.set(name, (addresses = resolveName(name, namespace, { services: this.#services, machineAddress: (machine) => this.#machineAddress(machine) })))
    return addresses
  }

  send(request: SimulatedRequest, done: (outcome: Outcome) => void): number {
    const addresses = this.resolve(request.host, namespaceOf(request.from))
    const address = addresses.length > 1 ? this.#random.pick(addresses) : addresses[0]
    const target = (): string => `${address}:${request.port}`
    const exchange: Exchange = { id: this.#nextId++, request, done, startedMs: this.#simulation.nowMs, target, service: '', pod: '', node: request.fromNode, timer: undefined }
    if (address === undefined) this.#later(exchange, 1, () => this.#end(exchange, { kind: 'no such host', message: `dial tcp: lookup ${request.host}: no such host` }))
    else if (address.startsWith('127.')) this.#deliver(exchange, request.fromAddress, request.port)
    else this.#route(exchange, address, request.port)
    return exchange.id
  }

  /** Finds whom an address and port stand for, and sends the request there. */
  #route(exchange: Exchange, address: string, port: number): void {
    const { request } = exchange
    const nodePort = this.#services.atNodePort(port)
    const asked = nodePort ? this.#machineAt(address) : undefined
    const service = this.#services.at(address, port) ?? (asked === undefined ? undefined : nodePort)
    if (!service) {
      exchange.node = this.#holders.get(address)?.node ?? this.#machineAt(address) ?? this.#machineOfRange(address) ?? ''
      return this.#deliver(exchange, address, port)
    }
    exchange.service = service.service
    const outside = request.fromNode === ''
    const proxy = outside ? (asked ?? '') : request.fromNode
    if (proxy !== '' && proxy !== request.fromNode && !this.isReachable(proxy)) return this.#silence(exchange, true)
    const zone = this.#nodes.get('', proxy)?.metadata.labels?.[ZONE_LABEL] ?? ''
    const backend = this.#choose(service, { proxy, outside, address: request.fromAddress || OUTSIDE_ADDRESS, zone })
    if (backend === 'reject') return this.#later(exchange, 1, () => this.#refuse(exchange))
    if (backend === 'drop') return this.#silence(exchange, true)
    exchange.pod = backend.pod
    exchange.node = backend.node
    this.#deliver(exchange, backend.address, backend.port)
  }

  #choose(service: ServicePort, caller: Caller): Backend | 'reject' | 'drop' {
    const backends = candidates(service, caller)
    if (typeof backends === 'string') return backends
    if (service.affinityMs === undefined) return this.#random.pick(backends)
    const { nowMs } = this.#simulation
    const kept = this.#affinities.get(service.service) ?? new Map<string, { address: string; untilMs: number }>()
    this.#affinities.set(service.service, kept)
    const known = kept.get(caller.address)
    const before = known && known.untilMs > nowMs ? backends.find(({ address }) => address === known.address) : undefined
    const chosen = before ?? this.#random.pick(backends)
    kept.set(caller.address, { address: chosen.address, untilMs: nowMs + service.affinityMs })
    return chosen
  }

  #deliver(exchange: Exchange, address: string, port: number): void {
    if (!this.#connected(exchange)) return this.#silence(exchange, true)
    this.#later(exchange, this.#wayMs(exchange), () => this.#arrive(exchange, address, port))
  }

  #arrive(exchange: Exchange, address: string, port: number): void {
    const { request } = exchange
    const holder = this.#holders.get(address)
    const open = holder?.ports.get(port)
    if (!this.#connected(exchange)) return this.#silence(exchange, true)
    if (!open) {
      if (holder || this.#machineAt(address) !== undefined) return this.#later(exchange, this.#wayMs(exchange), () => this.#refuse(exchange))
      return this.#nobody(exchange, address)
    }
    exchange.pod = open.owner.pod
    exchange.node = open.owner.node
    open.working.add(exchange)
    const reply = request.method === '' ? NOTHING : askHandler(open.handler, request)
    if (typeof reply !== 'function') return this.#answer(exchange, open, reply)
    exchange.timer = this.#simulation.schedule(this.#leftMs(exchange), () => this.#giveUp(exchange, open), BACKGROUND)
    reply((response) => {
      if (!open.working.has(exchange)) return
      exchange.timer?.cancel()
      this.#answer(exchange, open, response)
    })
  }

  #answer(exchange: Exchange, { working }: Pick<Port, 'working'>, { status, body, headers = {}, latencyMs = WORK_MS }: Response): void {
    exchange.timer = this.#simulation.schedule(
      Math.min(latencyMs + this.#wayMs(exchange), this.#leftMs(exchange)),
      () => {
        if (this.#leftMs(exchange) === 0 || !this.#connected(exchange)) return this.#giveUp(exchange, { working })
        working.delete(exchange)
        this.#end(exchange, { kind: 'response', status, headers, body })
      },
      BACKGROUND,
    )
  }

  #giveUp(exchange: Exchange, { working }: Pick<Port, 'working'>): void {
    working.delete(exchange)
    this.#silence(exchange, false)
  }

  /** Nobody has the address: the last router gives up if it is one of its own, and nothing comes back if it is not. */
  #nobody(exchange: Exchange, address: string): void {
    const giveUpMs = exchange.startedMs + NO_ROUTE_MS - this.#simulation.nowMs
    if (this.#machineOfRange(address) === undefined || this.#leftMs(exchange) <= giveUpMs) return this.#silence(exchange, true)
    this.#later(exchange, giveUpMs, () => this.#end(exchange, { kind: 'unreachable', message: `dial tcp ${exchange.target()}: connect: no route to host` }))
  }

  #refuse(exchange: Exchange): void {
    this.#end(exchange, { kind: 'refused', message: `dial tcp ${exchange.target()}: connect: connection refused` })
  }

  /** Nothing comes back: the sender waits as long as it wants to. */
  #silence(exchange: Exchange, connecting: boolean): void {
    const message = connecting ? `dial tcp ${exchange.target()}: i/o timeout` : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
    exchange.timer = this.#simulation.schedule(this.#leftMs(exchange), () => this.#end(exchange, { kind: 'timeout', message }), BACKGROUND)
  }

  #end({ id, request, service, pod, startedMs, done }: Exchange, outcome: Outcome): void {
    const fact: RequestFact = { id, request, service, pod, startedMs, endedMs: this.#simulation.nowMs, outcome }
    for (const listener of this.#listeners) listener(fact)
    done(outcome)
  }

  /** Goes on after a way through the network, unless its ends have lost one another or the sender's patience is over. */
  #later(exchange: Exchange, delayMs: number, then: () => void): void {
    exchange.timer = this.#simulation.schedule(
      Math.min(delayMs, this.#leftMs(exchange)),
      () => {
        if (this.#leftMs(exchange) > 0 && this.#connected(exchange)) then()
        else this.#silence(exchange, true)
      },
      BACKGROUND,
    )
  }

  #leftMs({ startedMs, request }: Exchange): number {
    return Math.max(0, startedMs + request.timeoutMs - this.#simulation.nowMs)
  }

  #connected({ request, node }: Exchange): boolean {
    if (this.#cutOff.size === 0 || request.fromNode === node) return true
    return !this.#cutOff.has(request.fromNode) && !this.#cutOff.has(node)
  }

  #wayMs({ request, node }: Exchange): number {
    const [least, more] = request.fromNode === '' ? LATENCY_MS.outside : request.fromNode === node ? LATENCY_MS.sameMachine : LATENCY_MS.otherMachine
    return more === 0 ? least : this.#random.integer(least, least + more)
  }

  #machineAt(address: string): string | undefined {
    return this.#nodes.indexed('address', address)[0]?.metadata.name
  }

  #machineAddress(name: string): string | undefined {
    return this.#nodes.get('', name)?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
  }

  /** The machine in whose pods' range an address lies. */
  #machineOfRange(address: string): string | undefined {
    return this.#nodes.list().find(({ spec }) => isInRange(address, spec?.podCIDR ?? ''))?.metadata.name
  }
}

const BACKGROUND = { background: true }
/** What a connection that is closed without a request gets. */
const NOTHING = { status: 0, body: '', headers: {}, latencyMs: 0 }

function askHandler(handler: PortHandler, { method, path: target, headers, body, fromAddress }: SimulatedRequest): ReturnType<PortHandler> {
  const { path, query } = splitTarget(target)
  return handler({ method, path, query, headers, body, remoteAddress: fromAddress || OUTSIDE_ADDRESS })
}

/** Pods look names up in their own namespace, everyone else in `default`. */
function namespaceOf(from: string): string {
  if (!from.startsWith('pods/')) return 'default'
  return from.slice(5, from.indexOf('/', 5))
}
