import type { Container, ContainerState as ApiState, ContainerStateTerminated, ContainerStatus } from 'kubernetes-types/core/v1'
import { formatTime } from '../../base/time.ts'
import type { ContainerState, RuntimeStatus } from '../runtime/runtime.ts'
import { mustBeStarted, newestOf } from './restart.ts'

/** Why the last try to start a container failed: what its `waiting` state shows. */
export interface StartFailure {
  /** `CrashLoopBackOff`, `ErrImagePull` ... */
  readonly reason: string
  readonly message: string
}

export interface ContainerStatusInput {
  readonly deleted: boolean
  readonly restartPolicy: string
  readonly runtime: RuntimeStatus
  /** The statuses of these containers as they were last. */
  readonly previous: readonly ContainerStatus[]
  readonly containers: readonly Container[]
  readonly hasInitContainers: boolean
  readonly kind: 'init' | 'main' | 'ephemeral'
  failureOf(container: string): StartFailure | undefined
}

/**
 * What a pod's status says of some of its containers, from what the runtime said of them (`convertToAPIContainerStatuses` of the real kubelet). `started` and
 * `ready` are left to the probes. Init containers keep the order of the spec, others are sorted by name.
 */
export function containerStatuses(input: ContainerStatusInput): ContainerStatus[] {
  const previous = new Map(input.previous.map((status) => [status.name, status]))
  const statuses = input.containers.map((container) => statusOf(container, previous.get(container.name), input))
  return input.kind === 'init' ? statuses : statuses.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function statusOf(container: Container, old: ContainerStatus | undefined, input: ContainerStatusInput): ContainerStatus {
  const instances = input.runtime.containers.filter(({ name }) => name === container.name)
  const [newest, before] = instances
  const status = newest ? fromRuntime(container, newest, before) : withoutContainer(container, old, input)
  return withFailure(container, status, newest, input)
}

function fromRuntime(container: Container, newest: ContainerState, before: ContainerState | undefined): ContainerStatus {
  return {
    ...blank(container, stateOf(newest)),
    lastState: before ? stateOf(before) : {},
    restartCount: newest.restartCount,
    image: newest.image,
    imageID: newest.imageDigest,
    containerID: `containerd://${newest.id}`,
  }
}

function stateOf(container: ContainerState): ApiState {
  if (container.state === 'created') return { waiting: {} }
  if (container.state === 'running') return { running: { startedAt: formatTime(container.startedMs) } }
  const { exitCode, reason, message, startedMs, finishedMs, id } = container
  return {
    terminated: {
      exitCode,
      reason,
      ...(message === '' ? {} : { message }),
      startedAt: formatTime(startedMs),
      finishedAt: formatTime(finishedMs),
      containerID: `containerd://${id}`,
    },
  }
}

/** The status of a container that the runtime does not know: it waits, unless it is known to have ended, or to have run and be lost. */
function withoutContainer(container: Container, old: ContainerStatus | undefined, input: ContainerStatusInput): ContainerStatus {
  if (old?.state?.terminated) return old
  const waiting = blank(container, { waiting: { reason: input.hasInitContainers ? 'PodInitializing' : 'ContainerCreating' } })
  if (!old) return waiting
  const lost = old.state?.running !== undefined && old.lastState?.terminated === undefined
  return {
    ...waiting,
    restartCount: old.restartCount + (lost && !input.deleted ? 1 : 0),
    lastState: lost ? { terminated: LOST } : (old.lastState ?? {}),
  }
}

/** Times that are unknown are null in JSON. */
const LOST: ContainerStateTerminated = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was deleted.  The container used to be Running',
  startedAt: null as unknown as string,
  finishedAt: null as unknown as string,
}

function blank(container: Container, state: ApiState): ContainerStatus {
  const mounts = (container.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({ name, mountPath, ...(readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}) }))
  return {
    name: container.name,
    state,
    lastState: {},
    ready: false,
    restartCount: 0,
    image: container.image ?? '',
    imageID: '',
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
  }
}

/** A container that is to be started again waits, for the reason for which it could not be started the last time. */
function withFailure(container: Container, status: ContainerStatus, newest: ContainerState | undefined, input: ContainerStatusInput): ContainerStatus {
  if (input.kind === 'init' && newest?.state === 'exited' && newest.exitCode === 0) return status
  if (!mustBeStarted(newestOf(input.runtime, container.name), input)) return status
  const failure = input.failureOf(container.name)
  if (!failure) return status
  const { reason, message } = failure
  return {
    ...status,
    lastState: status.state?.terminated ? status.state : (status.lastState ?? {}),
    state: { waiting: { reason, ...(message === '' ? {} : { message }) } },
  }
}
