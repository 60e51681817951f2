import type { Container, PodStatus } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import type { KubeletContext } from '../context.ts'
import type { ProbeManager } from '../probes/probeManager.ts'
import type { RuntimeStatus } from '../runtime/runtime.ts'
import { isTerminal, podStatus } from '../status/podStatus.ts'
import { isSidecar } from '../status/sidecars.ts'
import type { StatusManager } from '../status/statusManager.ts'
import { all, type Signal, type Task } from '../task.ts'
import { hostnameOf } from '../volumes/hostname.ts'
import type { VolumeManager } from '../volumes/volumeManager.ts'
import { podActions, type PodActions } from './actions.ts'
import { deadlineFailure } from './deadline.ts'
import type { Failures } from './failures.ts'
import { graceSecondsOf, killContainer, killPod } from './killing.ts'
import { podReference } from './references.ts'
import type { ContainerStarter } from './starting.ts'

/** How a sync ended. */
export type SyncOutcome = 'done' | 'failed' | 'cancelled' | 'terminal'

export interface PodSyncerOptions {
  readonly context: KubeletContext
  readonly statuses: StatusManager
  readonly volumes: VolumeManager
  readonly probes: ProbeManager
  readonly starter: ContainerStarter
  readonly failures: Failures
}

/** Why a pod is being ended other than by its deletion, and what its status tells of it. */
export interface Ending {
  readonly phase?: 'Failed'
  readonly reason: string
  readonly message: string
}

/** Makes pods be as they should be: running, ended, cleaned up (`SyncPod`, `SyncTerminatingPod` and `SyncTerminatedPod` of the real kubelet). */
export class PodSyncer {
  readonly #options: PodSyncerOptions

  constructor(options: PodSyncerOptions) {
    this.#options = options
  }

  /** One round for a pod that is to run. `seen` is what the runtime said of it last. */
  *sync(pod: Pod, seen: RuntimeStatus, cancelled: Signal): Task<SyncOutcome> {
    const { statuses, volumes, probes } = this.#options
    const status = this.#statusOf(pod, seen, false)
    statuses.set(pod, status)
    if (isTerminal(status.phase)) return 'terminal'
    const mounted = yield* volumes.waitFor(pod, cancelled)
    if (!mounted) return cancelled.given ? 'cancelled' : 'failed'
    probes.add(pod)
    return (yield* this.#act(pod, seen)) ? 'done' : 'failed'
  }

  /** Ends all that runs of a pod. */
  *syncTerminating(pod: Pod, seen: RuntimeStatus, graceSeconds: number | undefined, ending: Ending | undefined): Task {
    const { context, statuses, probes } = this.#options
    statuses.set(pod, { ...this.#statusOf(pod, seen, false), ...ending })
    probes.stopLivenessAndStartup(pod.metadata.uid)
    yield* killPod(context, pod, seen, graceSeconds)
    probes.remove(pod.metadata.uid)
    const stopped = context.runtime.status(pod.metadata.uid)
    statuses.set(pod, { ...this.#statusOf(pod, { ...stopped, address: stopped.address || seen.address }, true) })
  }

  /** Takes away what a pod had, and writes its last status. */
  syncTerminated(pod: Pod, seen: RuntimeStatus): void {
    const { statuses, volumes, failures } = this.#options
    const { uid } = pod.metadata
    statuses.set(pod, this.#statusOf(pod, seen, true))
    volumes.remove(uid)
    failures.forget(uid)
    statuses.terminate(pod)
  }

  #statusOf(pod: Pod, runtime: RuntimeStatus, ending: boolean): PodStatus {
    const { context, statuses, probes, failures } = this.#options
    const { clock, machine, events } = context
    const { uid } = pod.metadata
    const eviction = deadlineFailure(pod, statuses.get(uid) ?? pod.status, clock.nowMs)
    if (eviction) events.event(podReference(pod), 'Normal', eviction.reason, eviction.message)
    return podStatus({
      pod,
      runtime,
      old: statuses.get(uid) ?? pod.status,
      ending,
      hostAddress: machine.address,
      nowMs: clock.nowMs,
      failureOf: (container) => failures.of(uid, container),
      eviction,
      probed: (containers) => probes.probed(pod, containers),
    })
  }

  /** Does what the pod lacks; false if something could not be done. */
  *#act(pod: Pod, seen: RuntimeStatus): Task<boolean> {
    const { context, probes } = this.#options
    const { events, runtime } = context
    const { uid } = pod.metadata
    const actions = podActions({ pod, runtime: seen, probeResult: (kind, id) => probes.result(kind, id) })
    if (actions.createSandbox && actions.sandboxId !== '') events.event(podReference(pod), 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    if (actions.killPod) {
      yield* killPod(context, pod, seen, undefined)
      if (actions.createSandbox) for (const { name } of pod.spec.initContainers ?? []) this.#removeExited(uid, name, 0)
    } else {
      yield* all(actions.toKill.map((kill) => killContainer(context, pod, { ...kill, graceSeconds: graceSecondsOf(pod, kill.container, kill.reason), after: [] })))
    }
    for (const { name } of actions.initToStart) this.#removeExited(uid, name, 1)
    const sandbox = this.#sandbox(pod, actions)
    if (!sandbox) return !actions.createSandbox
    return yield* this.#start(pod, seen, actions, sandbox.id, runtime.status(uid).address)
  }

  #sandbox(pod: Pod, actions: PodActions): { readonly id: string } | undefined {
    if (!actions.createSandbox) return actions.sandboxId === '' || actions.killPod ? undefined : { id: actions.sandboxId }
    const { runtime, events } = this.#options.context
    const { uid, namespace = '', name } = pod.metadata
    const made = runtime.runSandbox({ podUid: uid, namespace, name, attempt: actions.attempt, hostNetwork: pod.spec.hostNetwork ?? false, hostname: hostnameOf(pod) })
    if (!made) {
      const text = 'failed to allocate for range 0: no IP addresses available in range set'
      events.event(podReference(pod), 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type="ptp" failed (add): ${text}`)
    }
    return made
  }

  *#start(pod: Pod, seen: RuntimeStatus, actions: PodActions, sandboxId: string, address: string): Task<boolean> {
    const { starter, failures } = this.#options
    let good = true
    const start = function* (container: Container): Task<boolean> {
      const failure = yield* starter.start(pod, container, seen, sandboxId, address)
      failures.note(pod.metadata.uid, container.name, failure)
      if (failure) good = false
      return failure === undefined
    }
    for (const container of actions.ephemeralToStart) yield* start(container)
    for (const container of actions.initToStart) if (!(yield* start(container)) && !isSidecar(container)) return false
    for (const container of actions.mainToStart) yield* start(container)
    return good
  }

  /** Removes what is left of a container's earlier runs, but for the newest few. */
  #removeExited(podUid: string, name: string, kept: number): void {
    const { runtime } = this.#options.context
    const exited = runtime.status(podUid).containers.filter((container) => container.name === name && container.state === 'exited')
    for (const { id } of exited.slice(kept)) runtime.removeContainer(id)
  }
}
