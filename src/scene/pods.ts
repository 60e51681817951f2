import type { ContainerStatus } from 'kubernetes-types/core/v1'
import { parseDuration } from '../base/duration.ts'
import { parseTime } from '../base/time.ts'
import type { Pod } from '../kinds/resources.ts'
import type { DueFact, PodGlyph, PodPhase, Ring } from './model.ts'
import type { Belonging } from './relate.ts'

/** What a pod's own object and its machine say of it. */
type Reading = Pick<PodGlyph, 'phase' | 'reason' | 'message'> & { readonly ring?: Ring }

/** Waiting reasons after which the kubelet tries again, and for which somebody must do something (`pkg/kubelet/images`, `pkg/kubelet/container`). */
const blockedReasons = new Set([
  'ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError', 'RegistryUnavailable', 'SignatureValidationFailed',
  'CreateContainerConfigError', 'CreateContainerError', 'RunContainerError', 'PreCreateHookError', 'PreStartHookError', 'PostStartHookError',
])

export function podGlyph(pod: Pod, belonging: Belonging, nodeReady: boolean, due: readonly DueFact[]): PodGlyph {
  const { namespace = '', name, uid, creationTimestamp, deletionTimestamp } = pod.metadata
  const { workload, ruler, revision, slot, shortName } = belonging
  const { ring, ...reading } = readingOf(pod, nodeReady, due)
  return {
    type: 'pod',
    key: `pods/${namespace}/${name}`,
    uid, namespace, name, shortName,
    node: pod.spec.nodeName ?? '',
    workload, ruler, revision, slot,
    ready: isReady(pod),
    leaving: deletionTimestamp !== undefined || reading.phase === 'completed' || reading.phase === 'failed',
    restarts: (pod.status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...reading,
    ...(ring ? { ring } : {}),
    createdMs: parseTime(creationTimestamp),
  }
}

export function isReady(pod: Pod): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True'
}

function conditionOf(pod: Pod, type: string) {
  return pod.status.conditions?.find((condition) => condition.type === type)
}

function readingOf(pod: Pod, nodeReady: boolean, due: readonly DueFact[]): Reading {
  const { spec, status } = pod
  const { reason = '', message = '' } = status
  if (status.phase === 'Succeeded' && !pod.metadata.deletionTimestamp) return { phase: 'completed', reason: 'Completed', message }
  if (status.phase === 'Failed' && !pod.metadata.deletionTimestamp) return { phase: 'failed', reason: reason || failureOf(status.containerStatuses) || 'Error', message }
  if (spec.nodeName && !nodeReady && !isReady(pod) && status.phase !== 'Pending') return { phase: 'unknown', reason: conditionOf(pod, 'Ready')?.reason ?? 'NodeLost', message }
  if (pod.metadata.deletionTimestamp) return { phase: 'terminating', reason: 'Terminating', message, ring: graceOf(pod) }
  if (!spec.nodeName) {
    const scheduled = conditionOf(pod, 'PodScheduled')
    return { phase: 'pending', reason: scheduled?.reason ?? 'Pending', message: scheduled?.message ?? '' }
  }
  return initOf(pod, due) ?? containersOf(pod, due)
}

function failureOf(statuses: readonly ContainerStatus[] | undefined): string | undefined {
  return statuses?.find(({ state }) => state?.terminated && state.terminated.exitCode !== 0)?.state?.terminated?.reason
}

/** From the deletion until the time by which the pod must be gone: the API server writes both. */
function graceOf(pod: Pod): Ring {
  const toMs = parseTime(pod.metadata.deletionTimestamp ?? '')
  const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000
  return { kind: 'grace', fromMs: toMs - graceMs, toMs }
}

/** What the init containers are doing; undefined when they are through. */
function initOf(pod: Pod, due: readonly DueFact[]): Reading | undefined {
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name))
  const total = pod.spec.initContainers?.length ?? 0
  const statuses = pod.status.initContainerStatuses ?? []
  const done = statuses.filter(({ name, state, started }) => (sidecars.has(name) ? started === true : state?.terminated?.exitCode === 0)).length
  if (total === 0 || done === total) return undefined
  const wrong = statuses.map((status) => troubleOf(status, due)).find((trouble) => trouble !== undefined)
  return wrong ?? { phase: 'init', reason: `Init:${done}/${total}`, message: '', ring: { kind: 'init', done, total } }
}

function containersOf(pod: Pod, due: readonly DueFact[]): Reading {
  const statuses = pod.status.containerStatuses ?? []
  const trouble = statuses.map((status) => troubleOf(status, due)).find((found) => found !== undefined)
  if (trouble) return trouble
  const pull = ringOf('pull', due)
  if (statuses.length === 0 || statuses.some(({ state }) => state?.waiting || !state)) {
    const reason = statuses.find(({ state }) => state?.waiting)?.state?.waiting?.reason ?? 'ContainerCreating'
    return pull ? { phase: 'pulling', reason, message: '', ring: pull } : { phase: 'creating', reason, message: '' }
  }
  const phase: PodPhase = isReady(pod) ? 'ready' : 'notReady'
  const ready = conditionOf(pod, 'Ready')
  return { phase, reason: phase === 'ready' ? 'Running' : (ready?.reason ?? 'Running'), message: phase === 'ready' ? '' : (ready?.message ?? '') }
}

/** What is wrong with a container; undefined if nothing is. */
function troubleOf({ state, lastState }: ContainerStatus, due: readonly DueFact[]): Reading | undefined {
  const { waiting, terminated } = state ?? {}
  if (waiting?.reason === 'CrashLoopBackOff') {
    const ring = ringOf('backoff', due) ?? backoffOf(waiting.message ?? '', lastState?.terminated?.finishedAt)
    return { phase: 'crash', reason: waiting.reason, message: waiting.message ?? '', ring }
  }
  if (waiting && blockedReasons.has(waiting.reason ?? '')) return { phase: 'blocked', reason: waiting.reason ?? '', message: waiting.message ?? '' }
  if (terminated && terminated.exitCode !== 0) return { phase: 'crash', reason: terminated.reason ?? 'Error', message: terminated.message ?? '' }
  return undefined
}

/** The kubelet writes how long it waits (`back-off 40s restarting failed container=...`), from the end of the last run. */
function backoffOf(message: string, finishedAt: string | undefined): Ring | undefined {
  const waitMs = parseDuration(/^back-off (\S+)/.exec(message)?.[1] ?? '')
  const fromMs = parseTime(finishedAt ?? '')
  return waitMs === undefined || Number.isNaN(fromMs) ? undefined : { kind: 'backoff', fromMs, toMs: fromMs + waitMs }
}

/** How the kubelet's due events are named. */
const dueNames = { pull: /\bpull/i, backoff: /\b(restart|back-off)/i } as const

function ringOf(kind: keyof typeof dueNames, due: readonly DueFact[]): Ring | undefined {
  const fact = due.find(({ what }) => dueNames[kind].test(what))
  return fact && { kind, fromMs: fact.startedMs, toMs: fact.atMs }
}
