import type { ContainerStatus, PodCondition, PodSpec } from 'kubernetes-types/core/v1'
import type { RuntimeStatus } from '../runtime/runtime.ts'
import type { Phase } from './phase.ts'
import { hasStartedRegular, isSidecar } from './sidecars.ts'

/** A condition as the kubelet finds it; its times come later. */
export interface Finding {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason?: string
  readonly message?: string
}

/** The conditions that belong to the kubelet, in the order in which it writes them. */
export const OWN_CONDITIONS = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] as const

/** What a pod lacks to be a place for containers: whether a sandbox must be made, the number of the try, and the one that there is (`PodSandboxChanged`). */
export function sandboxNeeded(spec: PodSpec, runtime: RuntimeStatus): { needed: boolean; attempt: number; id: string } {
  const newest = runtime.sandboxes[0]
  if (!newest) return { needed: true, attempt: 0, id: '' }
  if (!newest.ready) return { needed: true, attempt: newest.attempt + 1, id: newest.id }
  if (newest.hostNetwork !== (spec.hostNetwork ?? false)) return { needed: true, attempt: newest.attempt + 1, id: '' }
  return { needed: false, attempt: newest.attempt, id: newest.id }
}

export function readyToStartContainers(spec: PodSpec, runtime: RuntimeStatus): Finding {
  return { type: 'PodReadyToStartContainers', status: sandboxNeeded(spec, runtime).needed ? 'False' : 'True' }
}

export function initialized(spec: PodSpec, statuses: readonly ContainerStatus[], phase: Phase): Finding {
  if (phase === 'Succeeded') return { type: 'Initialized', status: 'True', reason: 'PodCompleted' }
  if (hasStartedRegular(spec, statuses)) return { type: 'Initialized', status: 'True' }
  const incomplete = (spec.initContainers ?? []).filter((container) => {
    const status = statuses.find(({ name }) => name === container.name)
    return !(isSidecar(container) ? status?.started : status?.ready)
  })
  if (incomplete.length === 0) return { type: 'Initialized', status: 'True' }
  return { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized', message: `containers with incomplete status: ${names(incomplete)}` }
}

export function containersReady(spec: PodSpec, statuses: readonly ContainerStatus[], phase: Phase): Finding {
  if (phase === 'Succeeded' || phase === 'Failed') return { type: 'ContainersReady', status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' }
  const counted = [...(spec.initContainers ?? []).filter(isSidecar), ...spec.containers]
  const unready = counted.filter((container) => !statuses.find(({ name }) => name === container.name)?.ready)
  if (unready.length === 0) return { type: 'ContainersReady', status: 'True' }
  return { type: 'ContainersReady', status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: ${names(unready)}` }
}

/** @param conditions those that others have written, for readiness gates. */
export function podReady(spec: PodSpec, conditions: readonly PodCondition[], statuses: readonly ContainerStatus[], phase: Phase): Finding {
  const containers = containersReady(spec, statuses, phase)
  if (containers.status !== 'True') return { ...containers, type: 'Ready' }
  const missing = (spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = conditions.find(({ type }) => type === conditionType)
    if (!condition) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    return condition.status === 'True' ? [] : [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`]
  })
  if (missing.length === 0) return { type: 'Ready', status: 'True' }
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: missing.join(', ') }
}

/** As Go prints a list. */
function names(containers: readonly { name: string }[]): string {
  return `[${containers.map(({ name }) => name).join(' ')}]`
}

/** A finding as it stands in the status: its transition time is kept as long as the status of the condition is the same. */
export function dated(finding: Finding, old: readonly PodCondition[], now: string): PodCondition {
  const before = old.find(({ type }) => type === finding.type)
  const lastTransitionTime = before && before.status === finding.status ? (before.lastTransitionTime ?? now) : now
  const { type, status, reason, message } = finding
  return { type, status, lastProbeTime: null as unknown as string, lastTransitionTime, ...(reason ? { reason } : {}), ...(message ? { message } : {}) }
}
