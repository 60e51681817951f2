import type { Simulation } from '../base/simulation.ts'
import type { Api } from './api.ts'

/** A part of the cluster that runs by itself and can be stopped and started: a controller, the scheduler, a kubelet. */
export interface Part {
  /** `deployment-controller`, `scheduler`, `kubelet/node-1`. */
  readonly name: string
  start(): void
  /** Ends it as if its process were killed: no more reconciling; its queues and caches are lost. */
  stop(): void
}

/** What every part is made from. */
export interface PartContext {
  readonly simulation: Simulation
  readonly api: Api
}
