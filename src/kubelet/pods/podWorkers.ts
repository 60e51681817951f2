import type { Pod } from '../../kinds/resources.ts'
import type { KubeletContext } from '../context.ts'
import { isTerminal } from '../status/podStatus.ts'
import { runTask, Signal, type RunningTask, type Task } from '../task.ts'
import { deadlineMs } from './deadline.ts'
import type { Pleg } from './pleg.ts'
import type { Ending, PodSyncer, SyncOutcome } from './podSyncer.ts'
import { WorkQueue } from './workQueue.ts'

type State = 'running' | 'terminating' | 'terminated' | 'finished'

interface Worker {
  pod: Pod
  state: State
  /** It is in the middle of a sync, or about to begin one. */
  working: boolean
  task: RunningTask | undefined
  /** It waits for a new look at the runtime before its next sync. */
  waiting: boolean
  /** Something came meanwhile. */
  pending: boolean
  /** When the last sync ended, milliseconds since the Unix epoch. */
  syncedMs: number
  /** Cuts the sync short that is under way. */
  cancelled: Signal
  /** The pod's object is gone from the API, or it is another one. */
  orphaned: boolean
  ending: Ending | undefined
  deadlineMs: number | undefined
}

/** After which time a pod is looked at again: regularly, or after something failed; up to half as much is added. */
const RESYNC_MS = 60_000
const RETRY_MS = 10_000
/** A sync takes so long even if it does nothing; what comes meanwhile is dealt with by the next one all at once. Here it takes no time. */
const SYNC_MS = 5

export interface PodWorkersOptions {
  readonly context: KubeletContext
  readonly pleg: Pleg
  readonly syncer: PodSyncer
  /** When it first looks whom to sync again; from then on every second. */
  readonly firstTurnMs: number
  statusOf(podUid: string): { readonly startTime?: string } | undefined
  /** The pod has ended, and so has all that was its. */
  onFinished(pod: Pod): void
}

/** One worker for each pod, which does one thing after another for it: running, terminating, terminated (`pod_workers.go`). */
export class PodWorkers {
  readonly #options: PodWorkersOptions
  readonly #queue: WorkQueue
  readonly #workers = new Map<string, Worker>()

  constructor(options: PodWorkersOptions) {
    this.#options = options
    this.#queue = new WorkQueue(options.context.clock, options.firstTurnMs, (podUid) => this.sync(podUid))
  }

  /** The process ends: what was going on is left as it is. */
  stop(): void {
    for (const { task } of this.#workers.values()) task?.cancel()
    this.#workers.clear()
  }

  /** A pod is new here, or its spec or metadata has changed. */
  update(pod: Pod): void {
    const worker = this.#workers.get(pod.metadata.uid) ?? this.#begin(pod)
    worker.pod = pod
    if (pod.metadata.deletionTimestamp !== undefined) this.#terminate(worker)
    this.#wake(worker)
  }

  /** Something about a pod may have to be done. */
  sync(podUid: string): void {
    const worker = this.#workers.get(podUid)
    if (worker) this.#wake(worker)
  }

  /** The pod is gone from the API: what runs of it is ended. */
  remove(podUid: string): void {
    const worker = this.#workers.get(podUid)
    if (!worker) return
    worker.orphaned = true
    if (worker.state === 'finished') return this.#forget(worker)
    this.#terminate(worker)
    this.#wake(worker)
  }

  /** The kubelet ends a pod by itself. */
  end(podUid: string, ending: Ending): void {
    const worker = this.#workers.get(podUid)
    if (!worker || worker.state !== 'running') return
    worker.ending = ending
    this.#terminate(worker)
    this.#wake(worker)
  }

  /** Whether containers of the pod may still run. */
  mayRun(podUid: string): boolean {
    const state = this.#workers.get(podUid)?.state
    return state === 'running' || state === 'terminating'
  }

  /** Whether nothing of the pod is needed any more, logs included. */
  mayBeRemoved(podUid: string): boolean {
    const worker = this.#workers.get(podUid)
    if (!worker) return true
    return (worker.orphaned || worker.pod.metadata.deletionTimestamp !== undefined) && (worker.state === 'terminated' || worker.state === 'finished')
  }

  knows(podUid: string): boolean {
    return this.#workers.has(podUid)
  }

  #begin(pod: Pod): Worker {
    const worker: Worker = { pod, state: 'running', working: false, task: undefined, waiting: false, pending: false, syncedMs: -Infinity, cancelled: new Signal(), orphaned: false, ending: undefined, deadlineMs: undefined }
    if (isTerminal(pod.status.phase)) worker.state = 'terminating'
    this.#workers.set(pod.metadata.uid, worker)
    return worker
  }

  #terminate(worker: Worker): void {
    if (worker.state !== 'running') return
    worker.state = 'terminating'
    worker.cancelled.give()
  }

  #wake(worker: Worker): void {
    if (worker.state === 'finished') return
    if (worker.working) {
      if (!worker.waiting || this.#options.context.clock.nowMs > worker.syncedMs + SYNC_MS) worker.pending = true
      return
    }
    worker.working = true
    worker.task = runTask(this.#work(worker), () => {
      worker.working = false
    })
  }

  *#work(worker: Worker): Task {
    const { clock } = this.#options.context
    do {
      worker.pending = false
      const { uid } = worker.pod.metadata
      worker.waiting = true
      yield this.#options.pleg.newerThan(uid, worker.syncedMs)
      worker.waiting = false
      const outcome = yield* this.#round(worker)
      worker.syncedMs = clock.nowMs
      this.#complete(worker, outcome)
    } while (worker.pending && (worker.state as State) !== 'finished')
  }

  *#round(worker: Worker): Task<SyncOutcome> {
    const { pleg, syncer } = this.#options
    const { pod } = worker
    const seen = pleg.seen(pod.metadata.uid)
    switch (worker.state) {
      case 'running':
        worker.cancelled = new Signal()
        return yield* syncer.sync(pod, seen, worker.cancelled)
      case 'terminating':
        yield* syncer.syncTerminating(pod, seen, this.#graceSeconds(worker), worker.ending)
        return 'terminal'
      default:
        syncer.syncTerminated(pod, seen)
        return 'done'
    }
  }

  /** A container has at least a second, whatever the deletion says. */
  #graceSeconds({ pod, orphaned }: Worker): number {
    const { deletionGracePeriodSeconds } = pod.metadata
    const seconds = deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30
    return Math.max(1, orphaned ? Math.min(seconds, pod.spec.terminationGracePeriodSeconds ?? 30) : seconds)
  }

  #complete(worker: Worker, outcome: SyncOutcome): void {
    const { clock } = this.#options.context
    const { uid, namespace = '', name } = worker.pod.metadata
    if (worker.state === 'terminated') {
      worker.state = 'finished'
      this.#queue.remove(uid)
      this.#options.onFinished(worker.pod)
      if (worker.orphaned) this.#forget(worker)
      return
    }
    if (outcome === 'terminal') {
      worker.state = worker.state === 'running' ? 'terminating' : 'terminated'
      worker.pending = true
      return
    }
    if (outcome === 'cancelled') return
    const jitter = 1 + 0.5 * clock.random.fraction()
    if (outcome === 'done') this.#queue.add(uid, RESYNC_MS * jitter)
    else this.#queue.add(uid, RETRY_MS * jitter, { what: 'next try', subject: `pods/${namespace}/${name}` })
    this.#watchDeadline(worker)
  }

  #watchDeadline(worker: Worker): void {
    const { context, statusOf } = this.#options
    const { uid, namespace = '', name } = worker.pod.metadata
    const overMs = deadlineMs(worker.pod, statusOf(uid) ?? {})
    if (overMs === undefined || overMs === worker.deadlineMs) return
    worker.deadlineMs = overMs
    const delayMs = this.#queue.turnAfter(overMs) - context.clock.nowMs
    context.clock.schedule(delayMs, () => this.sync(uid), { what: 'deadline', subject: `pods/${namespace}/${name}` })
  }

  #forget({ pod }: Worker): void {
    this.#workers.delete(pod.metadata.uid)
    this.#queue.remove(pod.metadata.uid)
  }
}
