import type { Container } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import { formatDuration } from '../../base/duration.ts'
import { BackOff } from '../backOff.ts'
import type { KubeletContext } from '../context.ts'
import { containerSpec, type ContainerSurroundings } from '../environment/containerSpec.ts'
import type { ContainerConfig, RuntimeStatus } from '../runtime/runtime.ts'
import type { StartFailure } from '../status/containerStatuses.ts'
import { newestOf } from '../status/restart.ts'
import type { Task } from '../task.ts'
import type { Disk } from '../volumes/disk.ts'
import { runHook } from './hooks.ts'
import type { ImagePuller } from './imagePuller.ts'
import { graceSecondsOf, killContainer } from './killing.ts'
import { containerReference, podText, specHashOf } from './references.ts'

const BACK_OFF_MS = [10_000, 300_000] as const
/** How long the runtime takes to make a container. */
const CREATE_MS = [6, 16] as const

/** Starts containers: holds them back if they crash, sees to their image, makes and starts them, runs their hook (`kuberuntime_container.go`). */
export class ContainerStarter {
  readonly #context: KubeletContext
  readonly #disk: Disk
  readonly #puller: ImagePuller
  readonly #surroundings: ContainerSurroundings
  readonly #backOff = new BackOff(...BACK_OFF_MS)

  constructor(context: KubeletContext, disk: Disk, puller: ImagePuller, surroundings: ContainerSurroundings) {
    this.#context = context
    this.#disk = disk
    this.#puller = puller
    this.#surroundings = surroundings
  }

  /** `runtime` is what was seen of the pod when the sync began; undefined if all went well. */
  *start(pod: Pod, container: Container, runtime: RuntimeStatus, sandboxId: string, address: string): Task<StartFailure | undefined> {
    const { clock, events, runtime: machine } = this.#context
    const about = containerReference(pod, container)
    const held = this.#heldBack(pod, container, runtime)
    if (held) return held

    const image = yield* this.#puller.ensure(pod, container)
    if ('reason' in image) {
      events.event(about, 'Warning', 'Failed', `Error: ${image.reason}`)
      return image
    }
    const newest = newestOf(runtime, container.name)
    const spec = containerSpec(pod, container, address, this.#surroundings)
    if ('error' in spec) {
      events.event(about, 'Warning', 'Failed', `Error: ${spec.error}`)
      return { reason: 'CreateContainerConfigError', message: spec.error }
    }
    const config: ContainerConfig = {
      name: container.name,
      // A runtime that has lost its containers does not know, but there are logs of theirs.
      restartCount: this.#disk.noteRun(pod.metadata.uid, container.name, newest && newest.restartCount + 1),
      imageReference: container.image ?? '',
      image,
      specHash: specHashOf(container),
      spec: spec.spec,
      hostPorts: new Map((container.ports ?? []).flatMap(({ hostPort, containerPort }) => (hostPort && !pod.spec.hostNetwork ? [[containerPort, hostPort] as const] : []))),
      terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
      messageFromLogOnError: container.terminationMessagePolicy === 'FallbackToLogsOnError',
    }
    yield clock.sleep(clock.random.integer(...CREATE_MS))
    const created = machine.createContainer(pod.metadata.uid, sandboxId, config)
    if (!created) return this.#failed(pod, container, 'CreateContainerError', `sandbox container "${sandboxId}" is not running`)
    events.event(about, 'Normal', 'Created', `Created container: ${container.name}`)
    const refused = machine.startContainer(created.id)
    if (refused) return this.#failed(pod, container, 'RunContainerError', refused.error)
    events.event(about, 'Normal', 'Started', `Started container ${container.name}`)
    return yield* this.#afterStart(pod, container, created.id)
  }

  #failed(pod: Pod, container: Container, reason: string, message: string): StartFailure {
    this.#context.events.event(containerReference(pod, container), 'Warning', 'Failed', `Error: ${message}`)
    return { reason, message }
  }

  *#afterStart(pod: Pod, container: Container, id: string): Task<StartFailure | undefined> {
    const { postStart } = container.lifecycle ?? {}
    if (!postStart) return undefined
    const error = yield* runHook(this.#context, pod, container, id, postStart)
    if (error === undefined) return undefined
    this.#context.events.event(containerReference(pod, container), 'Warning', 'FailedPostStartHook', 'PostStartHook failed')
    yield* killContainer(this.#context, pod, { id, container, message: 'FailedPostStartHook', graceSeconds: graceSecondsOf(pod, container, 'postStart hook'), after: [] })
    return { reason: 'PostStartHookError', message: error }
  }

  #heldBack(pod: Pod, container: Container, runtime: RuntimeStatus): StartFailure | undefined {
    const exited = runtime.containers.find(({ name, state }) => name === container.name && state === 'exited')
    if (!exited) return undefined
    const { clock, events } = this.#context
    const key = `${podText(pod)} ${specHashOf(container)}`
    if (!this.#backOff.holds(key, exited.finishedMs, clock.nowMs)) {
      this.#backOff.next(key, exited.finishedMs, clock.nowMs)
      return undefined
    }
    events.event(containerReference(pod, container), 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podText(pod)}`)
    return { reason: 'CrashLoopBackOff', message: `back-off ${formatDuration(this.#backOff.delayMs(key))} restarting failed container=${container.name} pod=${podText(pod)}` }
  }
}
