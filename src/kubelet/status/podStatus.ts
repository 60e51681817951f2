import type { Container, ContainerStatus, PodCondition, PodStatus } from 'kubernetes-types/core/v1'
import { formatTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'
import { qualityOfService } from '../../kinds/podSpec/qualityOfService.ts'
import type { RuntimeStatus } from '../runtime/runtime.ts'
import { containersReady, dated, initialized, podReady, readyToStartContainers, type Finding } from './conditions.ts'
import { containerStatuses, type StartFailure } from './containerStatuses.ts'
import { phaseOf, type Phase } from './phase.ts'

export interface PodStatusInput {
  readonly pod: Pod
  readonly runtime: RuntimeStatus
  /** The status as it was last. */
  readonly old: PodStatus
  /** No container will be started any more. */
  readonly ending: boolean
  readonly hostAddress: string
  readonly nowMs: number
  failureOf(container: string): StartFailure | undefined
  /** Why the kubelet ends the pod by itself, such as its deadline. */
  readonly eviction: { readonly reason: string; readonly message: string } | undefined
  /** Fills in what the probes know: `started` and `ready`. */
  probed(statuses: { readonly main: ContainerStatus[]; readonly init: ContainerStatus[] }): { readonly main: ContainerStatus[]; readonly init: ContainerStatus[] }
}

/** The status of a pod as the kubelet sees it, with only the conditions that are its own (`generateAPIPodStatus` of the real kubelet). */
export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, old, hostAddress } = input
  const { spec } = pod
  const unprobed = {
    main: statusesOf(input, 'main', spec.containers, old.containerStatuses),
    init: statusesOf(input, 'init', spec.initContainers ?? [], old.initContainerStatuses),
  }
  const { phase, reason, message } = phaseAndReason(input, unprobed)
  const { main, init } = input.probed(unprobed)
  const ephemeral = statusesOf(input, 'ephemeral', (spec.ephemeralContainers ?? []) as Container[], old.ephemeralContainerStatuses)
  const all = [...init, ...main]
  const now = formatTime(input.nowMs)
  const findings: Finding[] = [
    readyToStartContainers(spec, input.runtime),
    initialized(spec, all, phase),
    podReady(spec, pod.status.conditions ?? [], all, phase),
    containersReady(spec, all, phase),
    { type: 'PodScheduled', status: 'True' },
  ]
  const address = input.runtime.address || (spec.hostNetwork ? hostAddress : '')
  return {
    phase,
    conditions: findings.map((finding) => dated(finding, old.conditions ?? [], now)),
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    hostIP: hostAddress,
    hostIPs: [{ ip: hostAddress }],
    ...(address ? { podIP: address, podIPs: [{ ip: address }] } : {}),
    startTime: old.startTime ?? now,
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: main,
    qosClass: pod.status.qosClass ?? qualityOfService(spec),
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: ephemeral } : {}),
  }
}

function statusesOf(input: PodStatusInput, kind: 'init' | 'main' | 'ephemeral', containers: readonly Container[], previous: readonly ContainerStatus[] | undefined): ContainerStatus[] {
  const { pod, runtime, failureOf } = input
  return containerStatuses({
    deleted: pod.metadata.deletionTimestamp !== undefined,
    restartPolicy: pod.spec.restartPolicy ?? 'Always',
    runtime,
    previous: previous ?? [],
    containers,
    hasInitContainers: (pod.spec.initContainers?.length ?? 0) > 0,
    kind,
    failureOf,
  })
}

/** A pod never leaves a terminal phase; a reason stays with its phase. */
function phaseAndReason(input: PodStatusInput, statuses: { main: ContainerStatus[]; init: ContainerStatus[] }): { phase: Phase; reason?: string | undefined; message?: string | undefined } {
  const { pod, old, eviction } = input
  const found = phaseOf(pod.spec, [...statuses.main, ...statuses.init], input.ending)
  const settled = [pod.status.phase, found, old.phase].find(isTerminal)
  if (eviction) return { ...eviction, phase: isTerminal(pod.status.phase) ? (pod.status.phase as Phase) : 'Failed' }
  const phase = (settled ?? found) as Phase
  if (phase !== old.phase) return { phase }
  return { phase, reason: old.reason || pod.status.reason, message: old.message || pod.status.message }
}

export function isTerminal(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}

/**
 * What of a new status is written now: others' conditions are kept, in front; a pod does not become terminal as long as one of its containers may still run
 * (`mergePodStatus` of the real kubelet).
 */
export function mergedStatus(stored: PodStatus, status: PodStatus, mayHaveRunningContainers: boolean): PodStatus {
  const own = status.conditions ?? []
  const others = (stored.conditions ?? []).filter(({ type }) => !own.some((condition) => condition.type === type))
  const merged: PodStatus = { ...status, conditions: [...others, ...own], ...(stored.resourceClaimStatuses ? { resourceClaimStatuses: stored.resourceClaimStatuses } : {}) }
  if (!isTerminal(stored.phase) && isTerminal(status.phase) && mayHaveRunningContainers) {
    merged.phase = stored.phase
    delete merged.reason
    delete merged.message
    if (stored.reason) merged.reason = stored.reason
    if (stored.message) merged.message = stored.message
  }
  if (isTerminal(merged.phase)) merged.conditions = (merged.conditions ?? []).map((condition) => unready(condition, merged.phase as string))
  return merged
}

/** A pod that has ended is not ready, whatever was found before. */
function unready(condition: PodCondition, phase: string): PodCondition {
  if ((condition.type !== 'Ready' && condition.type !== 'ContainersReady') || condition.status !== 'True') return condition
  return { ...condition, status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' }
}

/** Whether a restart policy is violated: a container that has ended for good is shown as anything else. Such a status is not believed. */
export function isIllegalTransition(restartPolicy: string | undefined, old: PodStatus, next: PodStatus): boolean {
  if (restartPolicy === 'Always' || restartPolicy === undefined) return false
  return (old.containerStatuses ?? []).some((before) => {
    const ended = before.state?.terminated
    if (!ended || (ended.exitCode !== 0 && restartPolicy === 'OnFailure')) return false
    return next.containerStatuses?.some(({ name, state }) => name === before.name && !state?.terminated)
  })
}

/** The final status: what is not known to have ended counts as failed, and the phase is terminal (`TerminatePod` of the real kubelet). */
export function terminatedStatus(pod: Pod, status: PodStatus): PodStatus {
  const init = status.initContainerStatuses ?? []
  const lastBegun = init.findLastIndex(({ state, lastState }) => !state?.waiting || lastState?.terminated)
  const failed = (container: ContainerStatus): ContainerStatus => (container.state?.terminated ? container : { ...container, state: { terminated: UNLOCATED } })
  return {
    ...status,
    phase: isTerminal(status.phase) ? status.phase : 'Failed',
    ...(init.length > 0 ? { initContainerStatuses: init.map((container, index) => (index <= Math.max(lastBegun, 0) ? failed(container) : container)) } : {}),
    containerStatuses: hasInitialized(pod) ? (status.containerStatuses ?? []).map(failed) : status.containerStatuses,
  }
}

const UNLOCATED = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
  startedAt: null as unknown as string,
  finishedAt: null as unknown as string,
}

function hasInitialized({ spec, status }: Pod): boolean {
  if (!spec.initContainers?.length) return true
  if (status.containerStatuses?.some(({ state, lastState }) => lastState?.terminated || !state?.waiting)) return true
  const last = status.initContainerStatuses?.at(-1)
  const container = spec.initContainers.at(-1)
  if (!last) return false
  if (container?.restartPolicy === 'Always') return last.state?.running !== undefined && last.started === true
  return last.lastState?.terminated?.exitCode === 0 || last.state?.terminated?.exitCode === 0
}
