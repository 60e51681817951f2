import type { Container, ContainerStatus, PodStatus, Probe } from 'kubernetes-types/core/v1'
import type { ScheduleOptions, Timer } from '../../base/simulation.ts'
import type { Pod } from '../../kinds/resources.ts'
import { Beat } from '../clock.ts'
import type { KubeletContext } from '../context.ts'
import { containerReference } from '../pods/references.ts'
import { isTerminal } from '../status/podStatus.ts'
import { isSidecar } from '../status/sidecars.ts'
import { runTask, type RunningTask, type Task } from '../task.ts'
import { probeOnce, type ProbeKind, type ProbeOutcome } from './probe.ts'
import type { ProbeResult, ProbeResults } from './results.ts'

const INITIAL: Readonly<Record<ProbeKind, ProbeResult>> = { readiness: 'failure', liveness: 'success', startup: 'unknown' }
const TITLES: Readonly<Record<ProbeKind, string>> = { readiness: 'Readiness', liveness: 'Liveness', startup: 'Startup' }

export interface ProbeWorkerOptions {
  readonly context: KubeletContext
  readonly pod: Pod
  readonly container: Container
  readonly kind: ProbeKind
  readonly probe: Probe
  readonly results: ProbeResults
  /** The moment of its first look, milliseconds since the Unix epoch. */
  readonly firstMs: number
  statusOf(podUid: string): PodStatus | undefined
}

/**
 * One probe of one container, over its restarts (`prober/worker.go`): looks every period, at moments that are fixed from its start on. Looks that could not do
 * anything are left out.
 */
export class ProbeWorker {
  readonly #options: ProbeWorkerOptions
  readonly #periodMs: number
  #beat: Beat
  #timer: Timer | undefined
  #probing: RunningTask | undefined
  #triggered = false
  #stopped = false
  #containerId = ''
  #onHold = false
  #last: ProbeResult | undefined
  #run = 0

  constructor(options: ProbeWorkerOptions) {
    this.#options = options
    this.#periodMs = 1000 * (options.probe.periodSeconds ?? 10)
    this.#beat = new Beat(options.context.clock, options.firstMs, this.#periodMs)
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
    this.#probing?.cancel()
    if (this.#containerId !== '') this.#options.results.remove(this.#containerId)
  }

  /** Looks at once, and every period from now on. */
  trigger(): void {
    if (this.#stopped) return
    if (this.#probing) {
      this.#triggered = true
      return
    }
    const { clock } = this.#options.context
    this.#timer?.cancel()
    // It is another process's turn first.
    this.#timer = clock.schedule(0, () => {
      this.#beat = new Beat(clock, clock.nowMs, this.#periodMs)
      this.#look()
    }, { background: true })
    this.#triggered = true
  }

  /** The status of the pod has changed: there may be something to look at again. */
  wake(): void {
    if (this.#stopped || this.#probing || this.#triggered) return
    this.#timer?.cancel()
    this.#timer = undefined
    const fromMs = this.#nextUsefulMs()
    if (fromMs === undefined) return
    const { clock } = this.#options.context
    this.#timer = clock.schedule(this.#beat.nextMs(fromMs) - clock.nowMs, () => this.#look(), this.#due())
  }

  /** Only a probe whose outcome somebody may wait for has a name. */
  #due(): ScheduleOptions {
    const { pod, kind } = this.#options
    if (this.#last === 'success') return { background: true }
    return { background: true, what: `${kind} probe`, subject: `pods/${pod.metadata.namespace}/${pod.metadata.name}` }
  }

  #status(): ContainerStatus | undefined {
    const status = this.#options.statusOf(this.#options.pod.metadata.uid)
    if (!status || isTerminal(status.phase)) return undefined
    const { name } = this.#options.container
    const found = status.containerStatuses?.find((container) => container.name === name) ?? status.initContainerStatuses?.find((container) => container.name === name)
    return found?.containerID ? found : undefined
  }

  /** From when on a look would do something; undefined as long as the status stays as it is. */
  #nextUsefulMs(): number | undefined {
    const status = this.#status()
    if (!status) return undefined
    const { kind, probe, results } = this.#options
    const id = idOf(status)
    const { nowMs } = this.#options.context.clock
    if (id === this.#containerId && this.#onHold) return undefined
    if (!status.state?.running) return id === this.#containerId && results.get(id) === 'failure' ? undefined : nowMs
    if (id === this.#containerId && (status.started === true) === (kind === 'startup')) return undefined
    return Math.max(nowMs, Date.parse(status.state.running.startedAt ?? '') + 1000 * (probe.initialDelaySeconds ?? 0))
  }

  #look(): void {
    this.#timer = undefined
    this.#triggered = false
    const task = this.#lookAt()
    const beganMs = this.#options.context.clock.nowMs
    let ended = false
    const running = runTask(task, () => {
      ended = true
      this.#probing = undefined
      this.#afterLook(beganMs)
    })
    if (!ended) this.#probing = running
  }

  #afterLook(beganMs: number): void {
    if (this.#stopped) return
    const { clock } = this.#options.context
    const missed = clock.nowMs > beganMs && (this.#beat.lastMs ?? beganMs) > beganMs
    if (this.#triggered || missed) {
      this.#triggered = false
      this.trigger()
    } else this.wake()
  }

  *#lookAt(): Task {
    const status = this.#status()
    if (!status) return
    const { context, pod, container, kind, probe, results } = this.#options
    const { uid } = pod.metadata
    const id = idOf(status)
    if (id !== this.#containerId) {
      if (this.#containerId !== '') results.remove(this.#containerId)
      this.#containerId = id
      this.#onHold = false
      results.set(uid, id, INITIAL[kind])
    }
    if (this.#onHold) return
    const { running, terminated } = status.state ?? {}
    if (!running) {
      results.set(uid, id, 'failure')
      if (terminated && pod.spec.restartPolicy === 'Never' && !isSidecar(container)) this.stop()
      return
    }
    if (Math.floor((context.clock.nowMs - Date.parse(running.startedAt ?? '')) / 1000) < (probe.initialDelaySeconds ?? 0)) return
    if ((status.started === true) === (kind === 'startup')) return
    const address = this.#options.statusOf(uid)?.podIP ?? ''
    const outcome = yield* probeOnce(context, pod, container, id, address, probe)
    if (!this.#stopped && id === this.#containerId) this.#count(outcome)
  }

  #count(outcome: ProbeOutcome): void {
    const { context, pod, container, kind, probe, results } = this.#options
    if (outcome.kind !== 'success') {
      const about = containerReference(pod, container)
      if (outcome.kind === 'warning') context.events.event(about, 'Warning', 'ProbeWarning', `${TITLES[kind]} probe warning: ${outcome.text}`)
      else context.events.event(about, 'Warning', 'Unhealthy', `${TITLES[kind]} probe ${outcome.kind === 'error' ? 'errored' : 'failed'}: ${outcome.text}`)
    }
    if (outcome.kind === 'error') return
    const result: ProbeResult = outcome.kind === 'failure' ? 'failure' : 'success'
    this.#run = result === this.#last ? this.#run + 1 : 1
    this.#last = result
    if (this.#run < ((result === 'failure' ? probe.failureThreshold : probe.successThreshold) ?? (result === 'failure' ? 3 : 1))) return
    results.set(pod.metadata.uid, this.#containerId, result)
    if (kind === 'startup' || (kind === 'liveness' && result === 'failure')) {
      // Until there is a new container nothing more is to be found out.
      this.#onHold = true
      this.#run = 0
    }
  }
}

/** A container's id without the runtime's name. */
export function idOf(status: ContainerStatus): string {
  return (status.containerID ?? '').replace('containerd://', '')
}
