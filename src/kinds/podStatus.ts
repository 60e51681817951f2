import { humanDuration } from '../base/duration.ts'
import { parseTime } from '../base/time.ts'
import type { ContainerStatus } from 'kubernetes-types/core/v1'
import type { Pod } from './resources.ts'

/** The pod's row in `kubectl get pods` (`pkg/printers/internalversion.printPod`). */
export interface PodSummary {
  /** `1/2`. */
  readonly ready: string
  readonly readyContainers: number
  readonly containers: number
  /** The STATUS word: `Running`, `CrashLoopBackOff`, `Init:0/2`, `Terminating` ... */
  readonly status: string
  readonly restarts: number
  /** When the last restart was, milliseconds since the Unix epoch. */
  readonly lastRestartMs: number | undefined
}

const isSidecar = (pod: Pod, name: string): boolean => pod.spec.initContainers?.some((container) => container.name === name && container.restartPolicy === 'Always') ?? false

export function summarizePod(pod: Pod): PodSummary {
  const { spec, status, metadata } = pod
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').length
  let word = status.reason || status.phase || ''
  let restarts = 0
  let sidecarRestarts = 0
  let readyContainers = 0
  let lastRestartMs: number | undefined
  const noteRestart = (container: ContainerStatus): void => {
    const finished = container.lastState?.terminated?.finishedAt
    if (finished && (lastRestartMs === undefined || parseTime(finished) > lastRestartMs)) lastRestartMs = parseTime(finished)
  }
  if (status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')) word = 'SchedulingGated'

  let initializing = false
  for (const [index, container] of (status.initContainerStatuses ?? []).entries()) {
    restarts += container.restartCount
    noteRestart(container)
    if (isSidecar(pod, container.name)) {
      sidecarRestarts += container.restartCount
      if (container.started && container.ready) readyContainers++
      if (container.started) continue
    }
    const { terminated, waiting } = container.state ?? {}
    if (terminated && terminated.exitCode === 0) continue
    if (terminated) word = `Init:${terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`)}`
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') word = `Init:${waiting.reason}`
    else word = `Init:${index}/${spec.initContainers?.length ?? 0}`
    initializing = true
    break
  }
  const initialized = status.conditions?.some(({ type, status: value }) => type === 'Initialized' && value === 'True')
  if (!initializing || initialized) {
    restarts = sidecarRestarts
    let running = false
    for (const container of [...(status.containerStatuses ?? [])].reverse()) {
      restarts += container.restartCount
      noteRestart(container)
      const { terminated, waiting, running: runs } = container.state ?? {}
      if (waiting?.reason) word = waiting.reason
      else if (terminated) word = terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`)
      else if (container.ready && runs) {
        running = true
        readyContainers++
      }
    }
    if (word === 'Completed' && running) word = status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ? 'Running' : 'NotReady'
  }
  if (metadata.deletionTimestamp && status.reason === 'NodeLost') word = 'Unknown'
  else if (metadata.deletionTimestamp && status.phase !== 'Succeeded' && status.phase !== 'Failed') word = 'Terminating'
  const containers = spec.containers.length + sidecars
  return { ready: `${readyContainers}/${containers}`, readyContainers, containers, status: word, restarts, lastRestartMs }
}

/** The RESTARTS cell: `3 (15s ago)`. */
export function restartsCell({ restarts, lastRestartMs }: PodSummary, nowMs: number): string {
  return restarts > 0 && lastRestartMs !== undefined ? `${restarts} (${humanDuration(nowMs - lastRestartMs)} ago)` : String(restarts)
}
