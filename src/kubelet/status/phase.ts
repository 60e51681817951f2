import type { ContainerStatus, PodSpec } from 'kubernetes-types/core/v1'
import { hasStartedRegular, isSidecar } from './sidecars.ts'

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

/** The phase of a pod, from the statuses of its main and init containers (`getPhase` of the real kubelet). `ending`: no container will be started any more. */
export function phaseOf(spec: PodSpec, statuses: readonly ContainerStatus[], ending: boolean): Phase {
  const byName = new Map(statuses.map((status) => [status.name, status]))
  const init = countInit(spec, byName)
  const sidecars = countSidecars(spec, byName)
  const main = countMain(spec, byName)
  const waiting = main.waiting + sidecars.waiting
  const unknown = main.unknown + sidecars.unknown
  const running = main.running + sidecars.running
  if (init.failed > 0 && spec.restartPolicy === 'Never') return 'Failed'
  if (init.pending > 0 || (sidecars.pending > 0 && !hasStartedRegular(spec, statuses)) || waiting > 0) return 'Pending'
  if (running > 0 && unknown === 0) return 'Running'
  if (running > 0 || main.stopped === 0 || unknown > 0) return 'Pending'
  const allSucceeded = main.stopped === main.succeeded
  if (ending) return allSucceeded ? 'Succeeded' : 'Failed'
  if (spec.restartPolicy === 'Always') return 'Running'
  if (allSucceeded) return 'Succeeded'
  return spec.restartPolicy === 'Never' ? 'Failed' : 'Running'
}

type ByName = ReadonlyMap<string, ContainerStatus>

function countInit(spec: PodSpec, byName: ByName): { pending: number; failed: number } {
  const count = { pending: 0, failed: 0 }
  for (const container of spec.initContainers ?? []) {
    if (isSidecar(container)) continue
    const status = byName.get(container.name)
    const ended = status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined)
    if (!ended) count.pending++
    else if (ended.exitCode !== 0) count.failed++
  }
  return count
}

function countSidecars(spec: PodSpec, byName: ByName): { pending: number; waiting: number; running: number; unknown: number } {
  const count = { pending: 0, waiting: 0, running: 0, unknown: 0 }
  for (const container of spec.initContainers ?? []) {
    if (!isSidecar(container)) continue
    const status = byName.get(container.name)
    if (!status) count.unknown++
    else if (status.state?.running) {
      if (!status.started) count.pending++
      count.running++
    } else if (status.state?.waiting && !status.lastState?.terminated) {
      count.pending++
      count.waiting++
    }
  }
  return count
}

function countMain(spec: PodSpec, byName: ByName): { waiting: number; running: number; stopped: number; succeeded: number; unknown: number } {
  const count = { waiting: 0, running: 0, stopped: 0, succeeded: 0, unknown: 0 }
  for (const container of spec.containers) {
    const status = byName.get(container.name)
    if (status?.state?.running) count.running++
    else if (status?.state?.terminated) {
      count.stopped++
      if (status.state.terminated.exitCode === 0) count.succeeded++
    } else if (status?.state?.waiting) {
      if (status.lastState?.terminated) count.stopped++
      else count.waiting++
    } else count.unknown++
  }
  return count
}
