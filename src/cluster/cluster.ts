/**
 * A whole cluster: API server, controllers, scheduler, machines. It owns no timer; its host advances `simulation`. The same options and the same inputs at the same
 * moments give the same cluster, byte for byte.
 */
import { hashText } from '../base/random.ts'
import { Simulation } from '../base/simulation.ts'
import { clusterAdmin, component } from '../apiserver/caller.ts'
import { Handler } from '../apiserver/handler.ts'
import { localApi } from '../apiserver/local.ts'
import { ApiServer } from '../apiserver/server.ts'
import { ControllerManager } from '../controllers/runtime/manager.ts'
import { controllers } from '../controllers/registry.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { bootstrap } from './bootstrap.ts'

export interface ClusterOptions {
  readonly seed: number
  /** The virtual moment of the beginning, milliseconds since the Unix epoch. */
  readonly startMs: number
}

export class Cluster {
  readonly simulation: Simulation
  readonly server: ApiServer
  readonly handler: Handler
  /** As whom the page and the terminal act. */
  readonly administrator = clusterAdmin
  readonly scheduler: Scheduler
  readonly controllerManager: ControllerManager
  #logHash = hashText('')

  constructor(options: ClusterOptions) {
    this.simulation = new Simulation(options)
    this.server = new ApiServer(this.simulation)
    this.handler = new Handler(this.server)
    this.server.store.onChange.push((resource, change) => {
      const { name, namespace = '' } = change.object.metadata
      this.#logHash = hashText(`${this.simulation.nowMs} ${change.revision} ${change.type} ${resource} ${namespace}/${name}\n`, this.#logHash)
    })
    const system = localApi(this.server, component('system:apiserver', 'kube-apiserver'))
    bootstrap(system)
    this.scheduler = new Scheduler(this.simulation, localApi(this.server, component('system:kube-scheduler', 'kube-scheduler')))
    this.controllerManager = new ControllerManager(this.simulation, (name) => localApi(this.server, component(`system:serviceaccount:kube-system:${name}`, 'kube-controller-manager')), controllers)
    this.scheduler.start()
    this.controllerManager.start()
  }

  /** A number that stands for all writes so far, their order and times: equal runs have equal ones. */
  get logHash(): string {
    return this.#logHash.toString(16).padStart(8, '0')
  }
}
