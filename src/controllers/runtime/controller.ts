import type { Random } from '../../base/random.ts'
import type { Simulation } from '../../base/simulation.ts'
import type { Api } from '../../client/api.ts'
import type { EventRecorder } from '../../client/eventRecorder.ts'
import type { Informers } from '../../client/informer.ts'
import type { Reconciliation, WorkQueue, WorkQueueOptions } from './workQueue.ts'

/** What a controller works with. All of it ends when the controller is stopped. */
export interface ControllerContext {
  readonly simulation: Simulation
  readonly api: Api
  /** The informers of the controller manager, shared by its controllers. */
  readonly informers: Informers
  /** Writes Events in the controller's name. */
  readonly events: EventRecorder
  readonly random: Random
  /** A queue whose keys are reconciled; five workers and a few milliseconds a key unless said otherwise. */
  queue(reconcile: (key: string) => Reconciliation, options?: Partial<WorkQueueOptions>): WorkQueue
}

/**
 * One controller: one file in `controllers/`, one line in `registry.ts`. `setup` connects informers to queues; the reconciliation itself reads from informers,
 * decides purely and writes through the API, and is idempotent: it looks at the world, not at the event that woke it.
 */
export interface Controller {
  /** The name kube-controller-manager gives it: `deployment-controller`. */
  readonly name: string
  /** The component that its Events name, where that is not the controller's name. */
  readonly eventSource?: string
  setup(context: ControllerContext): void
}
