import { Rate } from '../../base/rate.ts'
import type { Simulation } from '../../base/simulation.ts'
import type { Api } from '../../client/api.ts'
import { eventRecorder } from '../../client/eventRecorder.ts'
import { Informers } from '../../client/informer.ts'
import type { Part } from '../../client/part.ts'
import type { Controller, ControllerContext } from './controller.ts'
import { WorkQueue } from './workQueue.ts'
import { meterRequests } from './requestMeter.ts'

const WORKERS = 5
/**
 * What a reconciliation takes of virtual time until it writes, and each of its requests, in milliseconds, both ends included. With the latency of watches they come to what was
 * seen on a real cluster of version 1.32 (medians over 29 recordings, on a machine that did other things too): a Deployment's ReplicaSet 4 ms after it, the first pod 11 ms after
 * that; a ReplicaSet scaled 6 ms after its Deployment; a ReplicaSet's status 5 ms after a pod became ready, the Deployment's 7 ms after that.
 */
const COST_MS = [2, 6] as const
const REQUEST_MS = [3, 8] as const

/** kube-controller-manager: runs controllers over shared informers. Each can be stopped by name as well as all together. */
export class ControllerManager implements Part {
  readonly name = 'controller-manager'
  readonly reconciliations: Rate
  readonly #simulation: Simulation
  readonly #apiFor: (controller: string) => Api
  readonly #controllers: readonly Controller[]
  readonly #disabled = new Set<string>()
  readonly #queues = new Map<string, WorkQueue[]>()
  #informers: Informers | undefined

  /** @param apiFor the API in the name of one controller. */
  constructor(simulation: Simulation, apiFor: (controller: string) => Api, controllers: readonly Controller[]) {
    this.#simulation = simulation
    this.reconciliations = new Rate(simulation)
    this.#apiFor = apiFor
    this.#controllers = controllers
  }

  get running(): boolean {
    return this.#informers !== undefined
  }

  start(): void {
    if (this.#informers) return
    this.#informers = new Informers(this.#simulation, this.#apiFor('kube-controller-manager'))
    for (const controller of this.#controllers) if (!this.#disabled.has(controller.name)) this.#setUp(controller, this.#informers)
    this.#informers.start()
  }

  stop(): void {
    this.#informers?.stop()
    this.#informers = undefined
    for (const queues of this.#queues.values()) for (const queue of queues) queue.stop()
    this.#queues.clear()
  }

  /** Keeps one controller from running, or lets it run again; takes effect at once, and the others go on. */
  setEnabled(name: string, enabled: boolean): void {
    if (enabled === !this.#disabled.has(name)) return
    if (enabled) this.#disabled.delete(name)
    else this.#disabled.add(name)
    const controller = this.#controllers.find((candidate) => candidate.name === name)
    if (!controller || !this.#informers) return
    if (enabled) this.#setUp(controller, this.#informers)
    else for (const queue of this.#queues.get(name) ?? []) queue.stop()
  }

  #setUp(controller: Controller, informers: Informers): void {
    const unmetered = this.#apiFor(controller.name)
    const { api, takeCount } = meterRequests(unmetered)
    const random = this.#simulation.random(controller.name)
    const queues: WorkQueue[] = []
    this.#queues.set(controller.name, queues)
    const context: ControllerContext = {
      simulation: this.#simulation,
      api,
      informers,
      events: eventRecorder(this.#simulation, unmetered, { component: controller.eventSource ?? controller.name }),
      random,
      queue: (reconcile, options) => {
        const requestsMs = (): number => {
          let sum = 0
          for (let left = takeCount(); left > 0; left--) sum += random.integer(...REQUEST_MS)
          return sum
        }
        const costMs = (): number => {
          this.reconciliations.count()
          return random.integer(...COST_MS)
        }
        const queue = new WorkQueue(this.#simulation, reconcile, { workers: WORKERS, costMs, requestsMs, ...options })
        queues.push(queue)
        return queue
      },
    }
    controller.setup(context)
  }
}
