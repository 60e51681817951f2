import type { Container } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import type { ContainerState, RuntimeStatus } from '../runtime/runtime.ts'
import { sandboxNeeded } from '../status/conditions.ts'
import { mustBeStarted, newestOf } from '../status/restart.ts'
import { isSidecar } from '../status/sidecars.ts'
import { specHashOf } from './references.ts'

/** Why the kubelet stops a container that is to run. */
export type KillReason = 'definition changed' | 'startup probe' | 'liveness probe' | 'postStart hook' | 'pod ends'

export interface ContainerToKill {
  readonly id: string
  readonly container: Container
  readonly message: string
  readonly reason: KillReason
}

/** What must be done for a pod to be as its spec says. */
export interface PodActions {
  /** All that runs is stopped, the sandbox too. */
  killPod: boolean
  createSandbox: boolean
  /** The sandbox that there is, and the number of the try for a new one. */
  readonly sandboxId: string
  readonly attempt: number
  readonly toKill: ContainerToKill[]
  readonly ephemeralToStart: Container[]
  initToStart: Container[]
  mainToStart: Container[]
}

export interface ActionsInput {
  readonly pod: Pod
  readonly runtime: RuntimeStatus
  /** What a probe has found of a container; undefined if it has found nothing yet. */
  probeResult(kind: 'liveness' | 'startup', containerId: string): 'success' | 'failure' | 'unknown' | undefined
}

/** Compares what is with what ought to be (`computePodActions` of the real kubelet). */
export function podActions(input: ActionsInput): PodActions {
  const { pod, runtime } = input
  const { spec } = pod
  const { needed, attempt, id } = sandboxNeeded(spec, runtime)
  const actions: PodActions = { killPod: needed, createSandbox: needed, sandboxId: id, attempt, toKill: [], ephemeralToStart: [], initToStart: [], mainToStart: [] }
  if (needed) return fromTheBeginning(input, actions)

  actions.ephemeralToStart.push(...((spec.ephemeralContainers ?? []) as Container[]).filter(({ name }) => !newestOf(runtime, name)))
  const initialized = initActions(input, actions)
  if (actions.killPod || !initialized) return actions
  let kept = 0
  for (const container of spec.containers) {
    const newest = newestOf(runtime, container.name)
    if (newest?.state !== 'running') {
      if (mustBeStarted(newest, { deleted: pod.metadata.deletionTimestamp !== undefined, restartPolicy: spec.restartPolicy ?? 'Always' })) actions.mainToStart.push(container)
      continue
    }
    const cause = causeToKill(input, container, newest)
    if (!cause) {
      kept++
      continue
    }
    const restart = cause.reason === 'definition changed' || spec.restartPolicy !== 'Never'
    if (restart) actions.mainToStart.push(container)
    actions.toKill.push({ id: newest.id, container, message: `Container ${container.name} ${cause.text}${restart ? ', will be restarted' : ''}`, reason: cause.reason })
  }
  if (kept === 0 && actions.mainToStart.length === 0) {
    actions.killPod = true
    actions.initToStart = []
  }
  return actions
}

/** A new sandbox is needed: everything begins anew, unless nothing is left to be done. */
function fromTheBeginning({ pod, runtime }: ActionsInput, actions: PodActions): PodActions {
  const { spec } = pod
  if (spec.restartPolicy === 'Never' && actions.attempt !== 0 && runtime.containers.length > 0) {
    actions.createSandbox = false
    return actions
  }
  const succeeded = ({ name }: Container): boolean => {
    const newest = newestOf(runtime, name)
    return newest?.state === 'exited' && newest.exitCode === 0
  }
  const toStart = spec.containers.filter((container) => spec.restartPolicy !== 'OnFailure' || !succeeded(container))
  if (toStart.length === 0) {
    actions.createSandbox = false
    return actions
  }
  const [first] = spec.initContainers ?? []
  if (first) actions.initToStart = [first]
  else actions.mainToStart = toStart
  return actions
}

function causeToKill({ probeResult }: ActionsInput, container: Container, running: ContainerState): { text: string; reason: KillReason } | undefined {
  if (running.specHash !== specHashOf(container)) return { text: 'definition changed', reason: 'definition changed' }
  if (probeResult('liveness', running.id) === 'failure') return { text: 'failed liveness probe', reason: 'liveness probe' }
  if (probeResult('startup', running.id) === 'failure') return { text: 'failed startup probe', reason: 'startup probe' }
  return undefined
}

/**
 * What the init containers need; whether the main ones may run (`computeInitContainerActions`). It looks from the last to the first: the newest that was begun tells how
 * far the pod is, and those before it have ended or are sidecars, which are kept running.
 */
function initActions(input: ActionsInput, actions: PodActions): boolean {
  const { pod, runtime } = input
  const containers = pod.spec.initContainers ?? []
  if (containers.length === 0) return true
  let initialized = pod.spec.containers.some(({ name }) => newestOf(runtime, name) !== undefined)
  let pastIt = initialized
  let begun = false
  const next = (index: number): void => {
    if (index === containers.length - 1) initialized = true
    else if (!pastIt) actions.initToStart.push(containers[index + 1] as Container)
  }
  for (let index = containers.length - 1; index >= 0; index--) {
    const container = containers[index] as Container
    const newest = newestOf(runtime, container.name)
    if (!newest) {
      if (pastIt && isSidecar(container)) actions.initToStart.push(container)
      continue
    }
    begun = true
    if (pastIt && !isSidecar(container)) continue
    if (isSidecar(container)) sidecarActions(input, actions, container, newest, () => next(index))
    else if (newest.state === 'exited' && newest.exitCode === 0) next(index)
    else if (newest.state === 'exited' && pod.spec.restartPolicy === 'Never') {
      actions.killPod = true
      actions.initToStart = []
      return false
    } else if (newest.state !== 'running') actions.initToStart.push(container)
    pastIt = true
  }
  if (!begun && !initialized) actions.initToStart = [containers[0] as Container]
  else actions.initToStart.reverse()
  return initialized
}

function sidecarActions(input: ActionsInput, actions: PodActions, container: Container, newest: ContainerState, passed: () => void): void {
  if (newest.state !== 'running') return void actions.initToStart.push(container)
  const restart = (text: string, reason: KillReason): void => {
    actions.initToStart.push(container)
    actions.toKill.push({ id: newest.id, container, message: `Init container ${container.name} ${text}`, reason })
  }
  if (container.startupProbe) {
    const startup = input.probeResult('startup', newest.id)
    if (startup === 'failure') restart('failed startup probe', 'startup probe')
    if (startup !== 'success') return
  }
  passed()
  if (newest.specHash !== specHashOf(container)) restart('definition changed', 'definition changed')
  else if (container.livenessProbe && input.probeResult('liveness', newest.id) === 'failure') restart('failed liveness probe', 'liveness probe')
}
