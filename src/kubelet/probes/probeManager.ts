import type { Container, ContainerStatus, PodStatus } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import type { KubeletContext } from '../context.ts'
import { isSidecar } from '../status/sidecars.ts'
import type { ProbeKind } from './probe.ts'
import { idOf, ProbeWorker } from './probeWorker.ts'
import { ProbeResults, type ProbeResult } from './results.ts'

const KINDS: readonly ProbeKind[] = ['startup', 'readiness', 'liveness']

export interface ProbeManagerOptions {
  readonly context: KubeletContext
  statusOf(podUid: string): PodStatus | undefined
  /** A container's result is another one than before. */
  onResult(kind: ProbeKind, podUid: string, containerId: string, result: ProbeResult): void
}

/** Probes the containers of all pods of a machine (`pkg/kubelet/prober`). */
export class ProbeManager {
  readonly #options: ProbeManagerOptions
  readonly #startedMs: number
  readonly #results: Readonly<Record<ProbeKind, ProbeResults>>
  /** By pod, then by container and kind. */
  readonly #workers = new Map<string, Map<string, ProbeWorker>>()

  constructor(options: ProbeManagerOptions) {
    this.#options = options
    const { clock } = options.context
    this.#startedMs = clock.nowMs
    // Results go to the sync loop by a channel: whoever found one goes on first.
    const results = (kind: ProbeKind): ProbeResults => new ProbeResults((...result) => void clock.schedule(1, () => options.onResult(kind, ...result)))
    this.#results = { startup: results('startup'), readiness: results('readiness'), liveness: results('liveness') }
  }

  /** Begins to probe a pod's containers, unless that was begun before. */
  add(pod: Pod): void {
    const { uid } = pod.metadata
    if (this.#workers.has(uid) || !hasProbes(pod)) return
    const workers = new Map<string, ProbeWorker>()
    this.#workers.set(uid, workers)
    for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isSidecar)])
      for (const kind of KINDS) {
        const probe = container[`${kind}Probe`]
        if (!probe) continue
        const { context, statusOf } = this.#options
        workers.set(workerKey(container.name, kind), new ProbeWorker({ context, pod, container, kind, probe, results: this.#results[kind], firstMs: this.#firstMs(probe.periodSeconds ?? 10), statusOf }))
      }
    this.wake(uid)
  }

  /** The process ends. */
  stop(): void {
    for (const podUid of [...this.#workers.keys()]) this.remove(podUid)
  }

  /** A kubelet that has just started does not probe everything at once. */
  #firstMs(periodSeconds: number): number {
    const { clock } = this.#options.context
    const periodMs = 1000 * periodSeconds
    return clock.nowMs - this.#startedMs < periodMs ? clock.nowMs + Math.floor(clock.random.fraction() * periodMs) : clock.nowMs
  }

  stopLivenessAndStartup(podUid: string): void {
    const workers = this.#workers.get(podUid)
    for (const [key, worker] of workers ?? []) {
      if (key.endsWith(' readiness')) continue
      worker.stop()
      workers?.delete(key)
    }
  }

  remove(podUid: string): void {
    for (const worker of this.#workers.get(podUid)?.values() ?? []) worker.stop()
    this.#workers.delete(podUid)
  }

  /** The pod's status is another one than before. */
  wake(podUid: string): void {
    for (const worker of this.#workers.get(podUid)?.values() ?? []) worker.wake()
  }

  result(kind: ProbeKind, containerId: string): ProbeResult | undefined {
    return this.#results[kind].get(containerId)
  }

  /** Fills in `started` and `ready`. A container that runs and is not known to be ready is looked at at once. */
  probed(pod: Pod, statuses: { readonly main: ContainerStatus[]; readonly init: ContainerStatus[] }): { readonly main: ContainerStatus[]; readonly init: ContainerStatus[] } {
    const workers = this.#workers.get(pod.metadata.uid)
    const finish = (status: ContainerStatus): ContainerStatus => {
      const started = this.#isStarted(status, workers)
      return { ...status, started, ready: started && this.#isReady(status, workers) }
    }
    const byName = new Map((pod.spec.initContainers ?? []).map((container): [string, Container] => [container.name, container]))
    const finishInit = (status: ContainerStatus): ContainerStatus => {
      const container = byName.get(status.name)
      if (container && isSidecar(container)) return finish(status)
      return { ...status, started: this.#isStarted(status, workers), ready: status.state?.terminated?.exitCode === 0 }
    }
    return { main: statuses.main.map(finish), init: statuses.init.map(finishInit) }
  }

  #isStarted(status: ContainerStatus, workers: ReadonlyMap<string, ProbeWorker> | undefined): boolean {
    if (!status.state?.running) return false
    if (!workers) return true
    const result = this.#results.startup.get(idOf(status))
    return result === undefined ? !workers.has(workerKey(status.name, 'startup')) : result === 'success'
  }

  #isReady(status: ContainerStatus, workers: ReadonlyMap<string, ProbeWorker> | undefined): boolean {
    if (!workers) return true
    if (this.#results.readiness.get(idOf(status)) === 'success') return true
    const worker = workers.get(workerKey(status.name, 'readiness'))
    worker?.trigger()
    return worker === undefined
  }
}

function workerKey(container: string, kind: ProbeKind): string {
  return `${container} ${kind}`
}

function hasProbes({ spec }: Pod): boolean {
  return [...spec.containers, ...(spec.initContainers ?? [])].some(({ startupProbe, readinessProbe, livenessProbe }) => startupProbe ?? readinessProbe ?? livenessProbe)
}
