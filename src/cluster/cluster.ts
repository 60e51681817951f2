/**
 * A whole cluster: API server, controllers, scheduler, machines and their network. It owns no timer; its host advances `simulation`. The same options and the same
 * inputs at the same moments give the same cluster, byte for byte.
 */
import { hashText } from '../base/random.ts'
import { Rate } from '../base/rate.ts'
import { Simulation } from '../base/simulation.ts'
import { readTokenFile } from '../apiserver/authentication/tokenFile.ts'
import { clusterAdmin, component, type Caller } from '../apiserver/caller.ts'
import { Handler } from '../apiserver/handler.ts'
import { localApi } from '../apiserver/local.ts'
import { ApiServer } from '../apiserver/server.ts'
import type { Api } from '../client/api.ts'
import type { ApiRequest, ApiResponse } from '../client/transport.ts'
import { ControllerManager } from '../controllers/runtime/manager.ts'
import { controllers } from '../controllers/registry.ts'
import type { ImageSet } from '../images/imageSet.ts'
import { playgroundImages } from '../images/playground.ts'
import { Machine } from '../kubelet/machine.ts'
import type { Outcome } from '../network/contract.ts'
import { ClusterNetwork } from '../network/network.ts'
import { Traffic } from '../network/traffic.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { keepLease } from './apiServerLease.ts'
import { ApiServerPort } from './apiServerPort.ts'
import { bootstrap } from './bootstrap.ts'
import type { MachineAct, PartAct, TrafficAct, VisitAct } from './inputs.ts'
import { machineDescription } from './machines.ts'
import { parseUrl } from './url.ts'

export interface ClusterOptions {
  readonly seed: number
  /** The virtual moment of the beginning, milliseconds since the Unix epoch. */
  readonly startMs: number
  /** How many machines there are; 3 if not said. */
  readonly machines?: number
  /**
   * The static tokens by which callers are known: lines of `token,user,uid,"group,group"` (kube-apiserver's `--token-auth-file`). Without it whoever reaches the API
   * from outside is cluster-admin.
   */
  readonly tokenFile?: string
  /** Which images can be pulled; those for people if not said. */
  readonly images?: ImageSet
}

/** A part of the control plane, as its instrument shows it. */
export interface PartReading {
  readonly name: string
  readonly running: boolean
  /** 0 to 1. */
  readonly load: number
  readonly reading: number
  readonly unit: 'requests/s' | 'revision' | 'in queue' | 'reconciles/s'
}

const DEFAULT_MACHINES = 3

/** So much of something in a second, or in a queue, moves the hand of an instrument half way. */
const HALF_LOAD = 20

function loadOf(amount: number): number {
  return amount / (amount + HALF_LOAD)
}

export class Cluster {
  readonly simulation: Simulation
  readonly server: ApiServer
  readonly handler: Handler
  readonly network: ClusterNetwork
  readonly traffic: Traffic
  readonly scheduler: Scheduler
  readonly controllerManager: ControllerManager
  /** By the names of their Nodes. */
  readonly machines: ReadonlyMap<string, Machine>
  /** As whom the page and the terminal act, and whoever else reaches the API from outside if callers are not known by tokens. */
  readonly administrator = clusterAdmin
  readonly #knowsCallers: boolean
  readonly #apiServerPort: ApiServerPort
  /** The API as the picture reads it. */
  readonly observer: Api
  readonly #writes: Rate
  #logHash = hashText('')

  constructor({ seed, startMs, tokenFile, machines = DEFAULT_MACHINES, images = playgroundImages }: ClusterOptions) {
    const simulation = (this.simulation = new Simulation({ seed, startMs }))
    const server = (this.server = new ApiServer(simulation))
    this.handler = new Handler(server)
    this.#knowsCallers = tokenFile !== undefined
    const tokens = readTokenFile(tokenFile ?? '')
    server.authenticate = (token) => tokens.get(token)
    const writes = (this.#writes = new Rate(simulation))
    server.store.onChange.push((resource, change) => {
      writes.count()
      const { name, namespace = '' } = change.object.metadata
      this.#logHash = hashText(`${simulation.nowMs} ${change.revision} ${change.type} ${resource} ${namespace}/${name}\n`, this.#logHash)
    })
    this.observer = localApi(server, component('system:podarium:observer', 'podarium'))
    const own = localApi(server, component('system:apiserver', 'kube-apiserver'))
    bootstrap(own)
    keepLease(simulation, server, own)
    this.network = new ClusterNetwork(simulation, localApi(server, component('system:kube-proxy', 'kube-proxy')))
    this.#apiServerPort = new ApiServerPort(this.network, this.handler)
    this.#apiServerPort.open()
    this.traffic = new Traffic(simulation, this.network)
    this.scheduler = new Scheduler(simulation, localApi(server, component('system:kube-scheduler', 'kube-scheduler')))
    this.controllerManager = new ControllerManager(simulation, (name) => localApi(server, component(`system:serviceaccount:kube-system:${name}`, 'kube-controller-manager')), controllers)
    this.machines = new Map(
      Array.from({ length: machines }, (_, index) => {
        const description = machineDescription(index + 1)
        return [description.name, new Machine({ simulation, description, network: this.network, images, api: (connection) => localApi(server, component(`system:node:${description.name}`, 'kubelet'), connection) })]
      }),
    )
    server.nodes = (name) => this.machines.get(name)?.services
    this.scheduler.start()
    this.controllerManager.start()
    for (const machine of this.machines.values()) machine.powerOn()
  }

  /** As whom a request from outside is answered; or the refusal of its credentials. */
  identify(request: ApiRequest): Caller | ApiResponse {
    return this.#knowsCallers ? this.handler.identify(request) : this.administrator
  }

  /** Whether objects of that resource can exist. */
  serves(resource: string): boolean {
    return this.server.kind(resource) !== undefined
  }

  /** Does something to a machine, to a part of the control plane, or to who sends requests. */
  act(act: MachineAct | PartAct | TrafficAct): void {
    if (act.kind === 'traffic') return this.#setTraffic(act)
    if (act.kind === 'part') return this.#setPart(act)
    const machine = this.#machine(act.node)
    this.simulation.causes.note(this.simulation.nowMs, 'user', act.act, `nodes/${act.node}`)
    if (act.act === 'powerOff') machine.powerOff()
    else if (act.act === 'powerOn') machine.powerOn()
    else machine.setConnected(act.act === 'connect')
    this.simulation.causes.current = 0
  }

  /** Sends one request from outside to something in the cluster. */
  visit({ method, url, headers, body, timeoutMs }: VisitAct, done: (outcome: Outcome) => void): void {
    const target = parseUrl(url)
    if (!target) return done({ kind: 'no such host', message: `unsupported URL ${url}` })
    this.network.send({ from: 'clients/you', fromAddress: '', fromNode: '', method, ...target, headers, body, timeoutMs, kind: 'program' }, done)
  }

  /** What the instruments of the control plane show. */
  controlPlane(): PartReading[] {
    const { server, scheduler, controllerManager } = this
    const requests = server.requests.perSecond
    const reconciliations = controllerManager.reconciliations.perSecond
    return [
      { name: 'kube-apiserver', running: server.running, load: loadOf(requests), reading: requests, unit: 'requests/s' },
      { name: 'etcd', running: true, load: loadOf(this.#writes.perSecond), reading: server.store.revision, unit: 'revision' },
      { name: 'scheduler', running: scheduler.running, load: loadOf(scheduler.pending), reading: scheduler.pending, unit: 'in queue' },
      { name: 'controllers', running: controllerManager.running, load: loadOf(reconciliations), reading: reconciliations, unit: 'reconciles/s' },
    ]
  }

  #setApiServer(act: PartAct['act']): void {
    this.server[act]()
    if (act === 'start') this.#apiServerPort.open()
    else this.#apiServerPort.close()
  }

  #setTraffic({ name, url, perSecond }: TrafficAct): void {
    const target = parseUrl(url)
    if (target) this.traffic.set({ name, perSecond, ...target })
  }

  #setPart({ part, act }: PartAct): void {
    const name = part.replace(/^kube-/, '')
    const machine = this.machines.get(name)
    const running = act === 'start'
    if (machine) machine.setKubeletRunning(running)
    else if (name === 'scheduler') this.scheduler[act]()
    else if (name === 'controller-manager' || name === 'controllers') this.controllerManager[act]()
    else if (name === 'apiserver') this.#setApiServer(act)
    else if (name === 'nodes') for (const each of this.machines.values()) each.setKubeletRunning(running)
    else throw new Error(`there is no part ${part}`)
  }

  #machine(name: string): Machine {
    const machine = this.machines.get(name)
    if (!machine) throw new Error(`there is no machine ${name}`)
    return machine
  }

  /** A number that stands for all writes so far, their order and times: equal runs have equal ones. */
  get logHash(): string {
    return this.#logHash.toString(16).padStart(8, '0')
  }
}
