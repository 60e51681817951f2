import type { Simulation, Timer } from '../base/simulation.ts'
import type { Network } from './contract.ts'
import { RequestCounter, type Count } from './counter.ts'

/** Someone outside the cluster who sends requests steadily. */
export interface Visitor {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly path: string
  readonly perSecond: number
}

const TIMEOUT_MS = 5_000
/** How far back the counts of a visitor reach. */
const WINDOW_SECONDS = 10

interface Entry {
  readonly visitor: Visitor
  readonly counter: RequestCounter
  /** When the first request of this rate is sent; the others follow at even distances. */
  readonly firstMs: number
  sent: number
  timer: Timer
}

/** Visitors by name. Their requests are real ones, and housekeeping to the clock: they do not keep the cluster from having settled. */
export class Traffic {
  readonly #simulation: Simulation
  readonly #network: Network
  readonly #entries = new Map<string, Entry>()

  constructor(simulation: Simulation, network: Network) {
    this.#simulation = simulation
    this.#network = network
    network.onRequest((fact) => {
      if (fact.request.kind === 'traffic' && fact.request.from.startsWith(SENDER)) this.#entries.get(fact.request.from.slice(SENDER.length))?.counter.add(fact)
    })
  }

  get visitors(): readonly Visitor[] {
    return [...this.#entries.values()].map(({ visitor }) => visitor)
  }

  /** How the requests of a visitor have ended in the last ten seconds; undefined if there is none of that name. */
  count(name: string): Count | undefined {
    return this.#entries.get(name)?.counter.count(this.#simulation.nowMs)
  }

  /** Begins a visitor, or changes the one of that name; a rate of 0 ends it. */
  set(visitor: Visitor): void {
    const { name, perSecond } = visitor
    const before = this.#entries.get(name)
    before?.timer.cancel()
    this.#entries.delete(name)
    if (!(perSecond > 0)) return
    // Visitors that begin at one moment do not all send at the same ones.
    const phaseMs = this.#simulation.random(`visitor ${name}`).integer(0, Math.floor(1000 / perSecond))
    const counter = before?.counter ?? new RequestCounter(WINDOW_SECONDS)
    this.#entries.set(name, { visitor, counter, firstMs: this.#simulation.nowMs + phaseMs, sent: 0, timer: this.#plan(name, phaseMs) })
  }

  #plan(name: string, delayMs: number): Timer {
    return this.#simulation.schedule(delayMs, () => this.#send(name), { background: true })
  }

  /** Sends all requests that are due: more than one if there are more than a thousand a second. */
  #send(name: string): void {
    const entry = this.#entries.get(name)
    if (!entry) return
    const { host, port, path, perSecond } = entry.visitor
    const { nowMs } = this.#simulation
    const dueMs = (): number => entry.firstMs + (entry.sent * 1000) / perSecond
    for (; dueMs() <= nowMs; entry.sent++) {
      this.#network.send(
        {
          from: SENDER + name,
          fromAddress: '',
          fromNode: '',
          method: 'GET',
          host,
          port,
          path,
          headers: { host, 'user-agent': name },
          body: '',
          timeoutMs: TIMEOUT_MS,
          kind: 'traffic',
        },
        ignore,
      )
    }
    entry.timer = this.#plan(name, dueMs() - nowMs)
  }
}

const SENDER = 'clients/'
const ignore = (): void => {}
