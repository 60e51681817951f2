/** The worker's side of a session: it paces virtual time by real time, answers the page's calls, and sends it frames of the scene. */
import type { Simulation } from '../base/simulation.ts'
import type { Subscription, WatchEvent } from '../client/api.ts'
import { isResponse, type ApiChannel, type ApiStream } from '../client/transport.ts'
import type { Input } from '../cluster/inputs.ts'
import { Session, type SessionOptions } from '../cluster/session.ts'
import type { AnyStored } from '../kinds/objects.ts'
import type { ReplicaSet } from '../kinds/resources.ts'
import { GoalTracker } from '../scenario/goals.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { SceneBuilder, sceneResources } from '../scene/index.ts'
import type { Frame, FromWorker, HostCalls, Origin, Pace, Reason, SavedSession, ToWorker } from './protocol.ts'
import { Tape } from './tape.ts'

/** What the host needs from the place where it runs. */
export interface HostEnvironment {
  post(message: FromWorker): void
  /** Real time in milliseconds, from any beginning. */
  now(): number
  /** Calls back later in real time; other messages may come before. */
  later(run: () => void, delayMs: number): void
  scenario(id: string): Scenario | undefined
}

/** Between two turns, in real milliseconds: once per frame of a screen. */
const TURN_MS = 16
/** How much of a turn may go into the simulation before messages and frames get theirs. */
const BUDGET_MS = 12
/** How long a turn may be late before virtual time stops to catch up: a tab in the background falls behind by more. */
const LATEST_MS = 250
/** How much virtual time one turn may take in when it runs as fast as it can. */
const FARTHEST_MS = 3_600_000
const UPCOMING_LIMIT = 200

type Calls = { [Method in keyof HostCalls]: (...parameters: Parameters<HostCalls[Method]>) => Promise<Awaited<ReturnType<HostCalls[Method]>>> | Awaited<ReturnType<HostCalls[Method]>> }

/** A session with what is told of it. */
interface Opened {
  readonly session: Session
  readonly scene: SceneBuilder
  readonly tape: Tape
  readonly goals: GoalTracker
  readonly watches: Subscription[]
}

export class Host {
  readonly #environment: HostEnvironment
  readonly #open = new Map<number, ApiStream | ApiChannel>()
  #origin: Origin | undefined
  #opened: Opened | undefined
  /** Inputs that lie after the present moment: they happen again as time comes to them, unless something else is done before. */
  #later: Input[] = []
  #pace: Pace = { kind: 'paused' }
  /** The moments in real and virtual time from which the pace counts. */
  #anchor = { realMs: 0, atMs: 0 }
  #heldFactor: number | undefined
  #reset = false
  /** Messages that came while a session was being made. */
  #waiting: ToWorker[] | undefined
  #turning = false

  constructor(environment: HostEnvironment) {
    this.#environment = environment
  }

  receive(message: ToWorker): void {
    if (this.#waiting) return void this.#waiting.push(message)
    switch (message.kind) {
      case 'call':
        return void this.#call(message)
      case 'stream':
      case 'connect':
        return this.#stream(message)
      case 'send':
        return (this.#open.get(message.id) as ApiChannel | undefined)?.send(message.channel, message.data)
      case 'closeChannel':
        return (this.#open.get(message.id) as ApiChannel | undefined)?.closeChannel(message.channel)
      case 'close':
        return this.#close(message.id)
    }
  }

  async #call({ id, method, parameters }: Extract<ToWorker, { kind: 'call' }>): Promise<void> {
    try {
      const call = this.#calls[method] as (...parameters: readonly unknown[]) => unknown
      const value = await call(...parameters)
      this.#environment.post({ kind: 'result', id, value })
    } catch (error) {
      this.#environment.post({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) })
    }
  }

  readonly #calls: Calls = {
    open: async ({ origin, inputs, atMs }: SavedSession) => {
      this.#origin = origin
      await this.#replay(inputs, atMs)
    },
    request: (request) => this.#session.request(request),
    act: (act) => this.#session.act(act),
    visit: (request) => new Promise((resolve) => this.#session.visit({ kind: 'visit', ...request }, resolve)),
    setPace: (pace) => this.#setPace(pace),
    step: () => {
      this.#setPace({ kind: 'paused' })
      const { simulation } = this.#session.cluster
      const next = simulation.nextAtMs()
      if (next !== undefined) this.#advance(next - simulation.startMs, () => true)
      this.#sendFrame()
    },
    advanceBy: async (durationMs) => {
      this.#setPace({ kind: 'paused' })
      await this.#run(this.#session.atMs + durationMs, () => false)
    },
    settle: async (limitMs) => {
      this.#setPace({ kind: 'paused' })
      const { simulation } = this.#session.cluster
      await this.#run(this.#session.atMs + limitMs, () => simulation.settled)
      return simulation.settled
    },
    seek: async (atMs) => {
      const inputs = [...this.#session.inputs, ...this.#later]
      await this.#replay(inputs, atMs)
    },
    undo: async () => {
      const { inputs } = this.#session
      const last = inputs.at(-1)
      if (!last) return false
      const first = inputs.findIndex(({ command }) => command === last.command)
      const { atMs } = inputs[first] as Input
      await this.#replay(inputs.slice(0, first), atMs)
      return true
    },
    why: (subject) => {
      const { causes, startMs } = this.#session.cluster.simulation
      const fact = causes.latestAbout(subject)
      return (fact ? causes.chain(fact.id) : []).map(({ atMs, actor, what, subject: about }): Reason => ({ atMs: atMs - startMs, actor, what, subject: about }))
    },
    saved: () => ({ origin: this.#origin as Origin, inputs: [...this.#session.inputs], atMs: this.#session.atMs }),
    hash: () => this.#session.cluster.logHash,
  }

  get #session(): Session {
    if (!this.#opened) throw new Error('no session is open')
    return this.#opened.session
  }

  /** Makes the session anew and lets happen what had happened up to that moment. */
  async #replay(inputs: readonly Input[], atMs: number): Promise<void> {
    this.#waiting = []
    for (const id of [...this.#open.keys()]) this.#end(id)
    try {
      this.#opened = this.#make()
      this.#reset = true
      this.#later = [...inputs]
      const untilMs = Math.max(atMs, this.#session.atMs)
      await this.#run(untilMs, () => false, false)
      this.#session.onInput = (input) => this.#noteInput(input)
      this.#sendFrame()
    } finally {
      const waiting = this.#waiting
      this.#waiting = undefined
      this.#setPace(this.#pace)
      for (const message of waiting) this.receive(message)
    }
  }

  #make(): Opened {
    for (const watch of this.#opened?.watches ?? []) watch.stop()
    const { scenario: id, seed, startMs } = this.#origin as Origin
    const scenario = this.#environment.scenario(id)
    if (!scenario) throw new Error(`There is no scenario ${id}.`)
    const options: SessionOptions = { seed, startMs, machines: scenario.machines, setup: scenario.setup }
    const scene = new SceneBuilder()
    const tape = new Tape()
    const watches: Subscription[] = []
    let goals: GoalTracker | undefined
    const session = new Session(options, ({ cluster }) => {
      const { observer: api, simulation, network } = cluster
      const atMs = (): number => simulation.nowMs - simulation.startMs
      const look = lookLater(simulation, () => goals?.look())
      for (const resource of sceneResources) {
        if (!cluster.serves(resource)) continue
        watches.push(api.watch(resource, { resourceVersion: '0' }, (event) => {
          scene.observe(resource, event as WatchEvent<AnyStored>)
          if (resource === 'replicasets.apps') tape.replicaSet(atMs(), event as WatchEvent<ReplicaSet>)
          look()
        }))
      }
      watches.push(api.watch('events', { resourceVersion: '0' }, (event) => tape.event(atMs(), event)))
      network.onRequest((fact) => {
        scene.request(fact)
        if (fact.request.kind !== 'traffic') return
        goals?.request({ service: fact.service, pod: fact.pod, answered: fact.outcome.kind === 'response' && fact.outcome.status < 500 })
        look()
      })
    })
    const { observer, simulation } = session.cluster
    goals = new GoalTracker(scenario, { list: (resource, namespace) => observer.list(resource, namespace === undefined ? {} : { namespace }).items, nowMs: () => simulation.nowMs })
    return { session, scene, tape, goals, watches }
  }

  #noteInput(input: Input): void {
    this.#later = []
    this.#opened?.tape.input(input)
    this.#environment.post({ kind: 'input', input })
  }

  /** Lets virtual time pass, repeating the inputs that lie on the way. */
  #advance(untilMs: number, mayGoOn: () => boolean): boolean {
    for (let next = this.#later[0]; next && next.atMs <= untilMs; next = this.#later[0]) {
      if (!this.#session.advanceTo(next.atMs, mayGoOn)) return false
      this.#later.shift()
      this.#session.repeat(next)
      this.#opened?.tape.input(next)
    }
    return this.#session.advanceTo(untilMs, mayGoOn)
  }

  /** Runs as fast as it can, in slices, until that moment or until `enough`. */
  async #run(untilMs: number, enough: () => boolean, shown = true): Promise<void> {
    const { session } = this
    const pace = this.#pace
    for (;;) {
      const endMs = this.#environment.now() + BUDGET_MS
      const reached = this.#advance(untilMs, () => !enough() && this.#environment.now() < endMs)
      if (shown) this.#sendFrame()
      if (reached || enough()) return
      await new Promise<void>((resolve) => this.#environment.later(resolve, 0))
      // The page has changed its mind, or has gone elsewhere.
      if (this.#pace !== pace || this.session !== session) return
    }
  }

  get session(): Session | undefined {
    return this.#opened?.session
  }

  #setPace(pace: Pace): void {
    this.#pace = pace
    this.#heldFactor = undefined
    this.#anchor = { realMs: this.#environment.now(), atMs: this.#opened?.session.atMs ?? 0 }
    if (this.#opened && !this.#waiting) this.#sendFrame()
    if (pace.kind !== 'paused' && !this.#turning) this.#nextTurn()
  }

  #nextTurn(): void {
    this.#turning = true
    this.#environment.later(() => {
      this.#turning = false
      if (this.#pace.kind === 'paused') return
      if (this.#opened && !this.#waiting) this.#turn(this.#pace)
      this.#nextTurn()
    }, TURN_MS)
  }

  /** One turn at a pace. If the pace cannot be held, virtual time falls behind instead of piling work up. */
  #turn(pace: Exclude<Pace, { kind: 'paused' }>): void {
    const { simulation } = this.#session.cluster
    const nowMs = this.#environment.now()
    const mayGoOn = (): boolean => this.#environment.now() < nowMs + BUDGET_MS
    const factor = pace.kind === 'settling' ? Number.POSITIVE_INFINITY : pace.factor
    const late = nowMs - this.#anchor.realMs
    const wantedMs = Number.isFinite(factor) ? this.#anchor.atMs + Math.min(late, LATEST_MS) * factor : this.#session.atMs + FARTHEST_MS
    const settled = (): boolean => pace.kind === 'settling' && simulation.settled && this.#later.length === 0
    const fromMs = this.#session.atMs
    const reached = settled() || this.#advance(Math.floor(wantedMs), () => mayGoOn() && !settled())
    if (reached || settled()) {
      // Whole milliseconds only are let pass; what is left of one counts at the next turn.
      const leftMs = Number.isFinite(factor) ? (wantedMs - Math.floor(wantedMs)) / factor : 0
      this.#anchor = { realMs: nowMs - leftMs, atMs: this.#session.atMs }
      this.#heldFactor = undefined
      if (settled()) return this.#setPace({ kind: 'paused' })
    } else {
      this.#heldFactor = (this.#session.atMs - fromMs) / Math.max(1, this.#environment.now() - this.#anchor.realMs)
      this.#anchor = { realMs: this.#environment.now(), atMs: this.#session.atMs }
    }
    this.#sendFrame()
  }

  #sendFrame(): void {
    const { session, scene, tape, goals } = this.#opened as Opened
    const { simulation } = session.cluster
    const { startMs, nowMs } = simulation
    const due = simulation.due(UPCOMING_LIMIT)
    scene.due(due)
    scene.controlPlane(session.cluster.controlPlane())
    const frame: Frame = {
      reset: this.#reset,
      delta: scene.frame(nowMs),
      tape: tape.take(),
      upcoming: due.slice(0, 6).map(({ atMs, what, subject }) => ({ atMs: atMs - startMs, what, subject })),
      atMs: session.atMs,
      pace: this.#pace,
      ...(this.#heldFactor === undefined ? {} : { heldFactor: this.#heldFactor }),
      laterInputs: this.#later.length,
      goalsReached: goals.reached,
    }
    this.#reset = false
    this.#environment.post({ kind: 'frame', frame })
  }

  #stream({ kind, id, request }: Extract<ToWorker, { kind: 'stream' | 'connect' }>): void {
    const { post } = this.#environment
    const ended = (): void => {
      if (!this.#open.delete(id)) return
      post({ kind: 'ended', id })
    }
    const answer =
      kind === 'stream'
        ? this.#session.stream(request, { data: (data) => post({ kind: 'data', id, channel: 0, data }), end: ended })
        : this.#session.connect(request, { data: (channel, data) => post({ kind: 'data', id, channel, data }), close: ended })
    if (isResponse(answer)) return post({ kind: 'result', id, value: answer })
    this.#open.set(id, answer)
    post({ kind: 'opened', id, headers: 'headers' in answer ? answer.headers : {} })
  }

  #close(id: number): void {
    const open = this.#open.get(id)
    this.#open.delete(id)
    if (!open) return
    if ('cancel' in open) open.cancel()
    else open.close()
  }

  /** The cluster that a stream came from is no more. */
  #end(id: number): void {
    this.#open.delete(id)
    this.#environment.post({ kind: 'ended', id })
  }
}

/** Goals are looked at when something has changed, at most so often in virtual milliseconds: the same moments in every replay. */
const LOOK_EVERY_MS = 250

function lookLater(simulation: Simulation, look: () => void): () => void {
  let planned = false
  return () => {
    if (planned) return
    planned = true
    simulation.schedule(
      LOOK_EVERY_MS,
      () => {
        planned = false
        look()
      },
      { background: true },
    )
  }
}
