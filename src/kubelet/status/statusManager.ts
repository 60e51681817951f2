/**
 * Keeps the kubelet's own view of each pod's status and writes it to the API, one pod after the other (`pkg/kubelet/status`). A status that is replaced before its
 * turn comes is never written.
 */
import type { ContainerStatus, PodStatus } from 'kubernetes-types/core/v1'
import { deepEqual } from '../../base/equality.ts'
import { formatTime } from '../../base/time.ts'
import type { Api } from '../../client/api.ts'
import { ConnectionError, isNotFound, StatusError } from '../../client/status.ts'
import type { Pod } from '../../kinds/resources.ts'
import { Beat, type Clock } from '../clock.ts'
import { runTask, type Task } from '../task.ts'
import { containersReady, dated, podReady, type Finding } from './conditions.ts'
import { isIllegalTransition, isTerminal, mergedStatus, terminatedStatus } from './podStatus.ts'

interface Entry {
  readonly namespace: string
  readonly name: string
  status: PodStatus
  /** All of the pod has ended and been cleaned up: it may be deleted. */
  finished: boolean
  /** What is to be written, and since when; what comes later than that has a turn of its own. */
  queued: { status: PodStatus; readonly sinceMs: number } | undefined
  /** The status object that was written last. */
  written: PodStatus | undefined
}

/** A read and a patch take so long. */
const WRITE_MS = [4, 11] as const
/** Statuses that replace each other within this time are one. */
const SAME_MS = 1
const RECONCILE_PERIOD_MS = 10_000

export interface StatusManagerOptions {
  readonly clock: Clock
  readonly api: Api
  podOf(uid: string): Pod | undefined
  mayHaveRunningContainers(uid: string): boolean
  /** A pod has another status than before, whether it is written yet or not. */
  onChange(uid: string): void
}

export class StatusManager {
  readonly #options: StatusManagerOptions
  readonly #entries = new Map<string, Entry>()
  readonly #unwritten = new Set<string>()
  readonly #beat: Beat
  #writing = false
  #reconcile = false

  constructor(options: StatusManagerOptions) {
    this.#options = options
    this.#beat = new Beat(options.clock, options.clock.nowMs + RECONCILE_PERIOD_MS, RECONCILE_PERIOD_MS)
  }

  get(uid: string): PodStatus | undefined {
    return this.#entries.get(uid)?.status
  }

  /** A newly computed status. It is written if it differs, and always if the pod is being deleted. */
  set(pod: Pod, status: PodStatus): void {
    this.#update(pod, status, pod.metadata.deletionTimestamp !== undefined, false)
  }

  setReady(uid: string, containerId: string, ready: boolean): void {
    const found = this.#find(uid, containerId)
    if (!found || found.container.ready === ready) return
    const { pod, status } = found
    const changed = withContainer(status, containerId, { ready })
    const all = [...(changed.initContainerStatuses ?? []), ...(changed.containerStatuses ?? [])]
    const phase = changed.phase as 'Pending'
    const findings = [podReady(pod.spec, pod.status.conditions ?? [], all, phase), containersReady(pod.spec, all, phase)]
    this.#update(pod, this.#withFindings(changed, findings), false, false)
  }

  setStarted(uid: string, containerId: string, started: boolean): void {
    const found = this.#find(uid, containerId)
    if (!found || found.container.started === started) return
    this.#update(found.pod, withContainer(found.status, containerId, { started }), false, false)
  }

  /** The pod has ended and all that it held is cleaned up. */
  terminate(pod: Pod): void {
    this.#update(pod, terminatedStatus(pod, this.get(pod.metadata.uid) ?? pod.status), true, true)
  }

  forget(uid: string): void {
    this.#entries.delete(uid)
    this.#unwritten.delete(uid)
  }

  /** The API shows this pod: if somebody else has written what is ours, it is put right within ten seconds. */
  seen(pod: Pod): void {
    const { uid } = pod.metadata
    const entry = this.#entries.get(uid)
    if (!entry || this.#unwritten.has(uid) || pod.status === entry.written || pod.status.phase === 'Pending' && !pod.spec.nodeName) return
    if (!deepEqual(pod.status, mergedStatus(pod.status, entry.status, this.#options.mayHaveRunningContainers(uid)))) this.#writeLater(uid)
  }

  #find(uid: string, containerId: string): { pod: Pod; status: PodStatus; container: ContainerStatus } | undefined {
    const pod = this.#options.podOf(uid)
    const status = this.get(uid)
    const container = status && [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(({ containerID }) => containerID === containerId)
    return pod && status && container ? { pod, status, container } : undefined
  }

  #withFindings(status: PodStatus, findings: readonly Finding[]): PodStatus {
    const now = formatTime(this.#options.clock.nowMs)
    const old = status.conditions ?? []
    return { ...status, conditions: old.map((condition) => dated(findings.find(({ type }) => type === condition.type) ?? (condition as Finding), old, now)) }
  }

  #update(pod: Pod, status: PodStatus, force: boolean, finished: boolean): void {
    const { uid, name, namespace = '' } = pod.metadata
    const entry = this.#entries.get(uid)
    if (isIllegalTransition(pod.spec.restartPolicy, entry?.status ?? pod.status, status)) return
    if (entry && !force && deepEqual(entry.status, status)) return
    const { nowMs } = this.#options.clock
    const queued = entry?.queued && nowMs - entry.queued.sinceMs > SAME_MS ? entry.queued : { status, sinceMs: entry?.queued?.sinceMs ?? nowMs }
    this.#entries.set(uid, { namespace, name, status, finished: finished || (entry?.finished ?? false), queued, written: entry?.written })
    this.#unwritten.add(uid)
    this.#options.onChange(uid)
    this.#write()
  }

  #write(): void {
    if (this.#writing || this.#unwritten.size === 0) return
    this.#writing = true
    runTask(this.#writeAll(), () => {
      this.#writing = false
      this.#write()
    })
  }

  /** Writes what is new now; what comes meanwhile for a pod whose turn has been is for the next round. */
  *#writeAll(): Task {
    const { clock } = this.#options
    const batch = [...this.#unwritten]
    for (const uid of batch) {
      yield clock.sleep(clock.random.integer(...WRITE_MS))
      const entry = this.#entries.get(uid)
      if (!entry || !this.#unwritten.delete(uid)) continue
      const status = entry.queued?.status ?? entry.status
      entry.queued = undefined
      if (status !== entry.status) this.#enqueue(uid, entry)
      try {
        yield* this.#writeOne(uid, entry, status)
      } catch (error) {
        if (!(error instanceof ConnectionError) && !(error instanceof StatusError)) throw error
        if (!isNotFound(error)) this.#writeLater(uid)
      }
    }
  }

  #enqueue(uid: string, entry: Entry): void {
    entry.queued = { status: entry.status, sinceMs: this.#options.clock.nowMs }
    this.#unwritten.add(uid)
  }

  *#writeOne(uid: string, entry: Entry, own: PodStatus): Task {
    const { api, clock } = this.#options
    let pod = api.get('pods', entry.namespace, entry.name)
    if (pod.metadata.uid !== uid) return this.forget(uid)
    const status = mergedStatus(pod.status, own, this.#options.mayHaveRunningContainers(uid))
    if (!deepEqual(pod.status, status)) pod = api.update('pods', { ...pod, status }, { subresource: 'status' })
    const current = this.#entries.get(uid)
    if (current) current.written = pod.status
    if (!entry.finished || own !== entry.status || pod.metadata.deletionTimestamp === undefined || !isTerminal(pod.status.phase)) return
    yield clock.sleep(clock.random.integer(1, 3))
    api.delete('pods', entry.namespace, entry.name, { gracePeriodSeconds: 0, preconditions: { uid } })
    this.forget(uid)
  }

  #writeLater(uid: string): void {
    if (this.#entries.has(uid)) this.#unwritten.add(uid)
    if (this.#reconcile) return
    this.#reconcile = true
    const { clock } = this.#options
    clock.schedule(
      this.#beat.nextMs(0) - clock.nowMs,
      () => {
        this.#reconcile = false
        this.#write()
      },
      { background: true },
    )
  }
}

function withContainer(status: PodStatus, containerId: string, change: Partial<ContainerStatus>): PodStatus {
  const changed = (list: ContainerStatus[] | undefined): ContainerStatus[] | undefined => list?.map((container) => (container.containerID === containerId ? { ...container, ...change } : container))
  return { ...status, containerStatuses: changed(status.containerStatuses), ...(status.initContainerStatuses ? { initContainerStatuses: changed(status.initContainerStatuses) } : {}) }
}
