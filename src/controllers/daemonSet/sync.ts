import type { DaemonSetStatus } from 'kubernetes-types/apps/v1'
import { selectorOfObject } from '../../base/selectors.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isNotFound, StatusError } from '../../client/status.ts'
import type { DaemonSet, Pod } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import type { Expectations } from '../runtime/expectations.ts'
import { claim } from '../runtime/ownership.ts'
import { createPod, deletePod, inBatches } from '../runtime/podControl.ts'
import { isAvailable, isReady } from '../runtime/pods.ts'
import type { Steps } from '../runtime/workQueue.ts'
import type { Failures } from './failures.ts'
import { deleteOldRevisions, historyOf } from './history.ts'
import { isUpdated, placementOn, podFor, REVISION_HASH, targetNode } from './placement.ts'
import { oldestFirst, placePods, rollPods, type Plan, type View } from './plan.ts'

/** At most so many pods are made and deleted in one sync. */
const BURST = 250

/** One look at one DaemonSet (`daemon_controller.go syncDaemonSet`). */
export class Sync {
  readonly #context: ControllerContext
  readonly #expectations: Expectations
  readonly #failures: Failures
  readonly #lookAgainAfter: (delayMs: number) => void

  constructor(context: ControllerContext, memory: { expectations: Expectations; failures: Failures }, lookAgainAfter: (delayMs: number) => void) {
    this.#context = context
    this.#expectations = memory.expectations
    this.#failures = memory.failures
    this.#lookAgainAfter = lookAgainAfter
  }

  *run(set: DaemonSet): Steps {
    const { informers, events, simulation } = this.#context
    const selector = selectorOfObject(set.spec.selector as never)
    if (selector.empty) return events.event(set, 'Warning', 'SelectingAll', 'This daemon set is selecting all pods. A non-empty selector is required.')
    if (set.metadata.deletionTimestamp) return
    const pods = this.#pods(set)
    const { current, old } = historyOf(this.#context, set, selector, pods)
    const view: View = { set, nodes: informers.of('nodes').list(), pods: byNode(pods), hash: current.metadata.labels?.[REVISION_HASH] ?? '', nowMs: simulation.nowMs }
    if (!this.#expectations.met(keyOfObject(set))) return this.#writeStatus(view, false)
    let failure: unknown
    try {
      yield* this.#carryOut(set, placePods(view, (pod, node) => this.#noteEnd(view, pod, node)), view.hash)
      if (this.#expectations.met(keyOfObject(set)) && set.spec.updateStrategy?.type === 'RollingUpdate') yield* this.#carryOut(set, rollPods(view), view.hash)
      deleteOldRevisions(this.#context, set, old, pods)
    } catch (error) {
      failure = error
    }
    // The pods are looked at again: those just made may have been seen by now.
    this.#writeStatus({ ...view, pods: byNode(this.#pods(set)) }, true)
    if (failure) throw failure
  }

  #pods(set: DaemonSet): Pod[] {
    const { api, informers } = this.#context
    const pods = informers.of('pods')
    const candidates = [...pods.indexed('controller', set.metadata.uid), ...pods.indexed('controller', `namespace/${set.metadata.namespace ?? ''}`)]
    return claim(api, 'pods', set, 'daemonsets.apps', selectorOfObject(set.spec.selector as never), candidates)
  }

  /** Tells of a pod that has ended. One that failed has to wait if its predecessors on the machine failed a short while ago. */
  #noteEnd({ set, nowMs }: View, { metadata, status }: Pod, node: string): boolean {
    const { events } = this.#context
    const name = `${metadata.namespace}/${metadata.name}`
    if (status.phase === 'Succeeded') {
      events.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded daemon pod ${name} on node ${node}, will try to delete it`)
      return true
    }
    const key = `${set.metadata.uid}/${set.status.observedGeneration ?? 0}/${node}`
    const waitMs = this.#failures.waitMs(key, nowMs)
    if (waitMs > 0) {
      this.#lookAgainAfter(waitMs)
      return false
    }
    this.#failures.note(key, nowMs)
    events.event(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${name} on node ${node}, will try to kill it`)
    return true
  }

  *#carryOut(set: DaemonSet, plan: Plan, hash: string): Steps {
    const key = keyOfObject(set)
    const create = plan.create.slice(0, BURST)
    const remove = plan.delete.slice(0, BURST)
    this.#expectations.expect(key, create.length, remove.map(keyOfObject))
    const { skipped, failures } = yield* inBatches(create.length, (at) => createPod(this.#context, set, podFor(set, create[at] ?? '', hash)))
    this.#expectations.creationsFailed(key, skipped + failures.length)
    const errors = [...failures]
    for (const pod of remove) {
      try {
        deletePod(this.#context, set, pod)
      } catch (error) {
        this.#expectations.sawDeletion(key, keyOfObject(pod))
        if (!isNotFound(error)) errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  #writeStatus(view: View, observed: boolean): void {
    const { set } = view
    const counts = countsOf(view)
    const { minReadySeconds = 0 } = set.spec
    const { generation = 0 } = set.metadata
    const known = set.status
    const same = Object.entries(counts).every(([name, count]) => (known[name as keyof DaemonSetStatus] ?? 0) === count)
    if (!same || (known.observedGeneration ?? 0) < generation) this.#store(set, { ...counts, ...(observed ? { observedGeneration: generation } : {}) })
    if (minReadySeconds > 0 && counts.numberReady !== counts.numberAvailable) this.#lookAgainAfter(minReadySeconds * 1000)
  }

  #store(set: DaemonSet, change: Partial<DaemonSetStatus>): void {
    const { api } = this.#context
    const { updatedNumberScheduled, numberAvailable, numberUnavailable, ...others } = change
    const write = ({ status: { updatedNumberScheduled: _, numberAvailable: __, numberUnavailable: ___, ...kept }, ...fresh }: DaemonSet): void => {
      const shown = { ...(updatedNumberScheduled ? { updatedNumberScheduled } : {}), ...(numberAvailable ? { numberAvailable } : {}), ...(numberUnavailable ? { numberUnavailable } : {}) }
      api.update('daemonsets.apps', { ...fresh, status: { ...kept, ...others, ...shown } } as never, { subresource: 'status' })
    }
    try {
      write(set)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      write(api.get('daemonsets.apps', set.metadata.namespace ?? '', set.metadata.name))
    }
  }
}

type Counts = Required<Omit<DaemonSetStatus, 'collisionCount' | 'conditions' | 'observedGeneration'>>

/** What a set's status counts: machines, by their oldest pod. */
function countsOf({ set, nodes, pods, hash, nowMs }: View): Counts {
  const counts = { desiredNumberScheduled: 0, currentNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0, updatedNumberScheduled: 0, numberAvailable: 0, numberUnavailable: 0 }
  for (const node of nodes) {
    const [oldest] = [...(pods.get(node.metadata.name) ?? [])].sort(oldestFirst)
    if (!placementOn(node, set).wanted) {
      if (oldest) counts.numberMisscheduled++
      continue
    }
    counts.desiredNumberScheduled++
    if (!oldest) continue
    counts.currentNumberScheduled++
    if (isReady(oldest)) counts.numberReady++
    if (isAvailable(oldest, set.spec.minReadySeconds ?? 0, nowMs)) counts.numberAvailable++
    if (isUpdated(oldest, set, hash)) counts.updatedNumberScheduled++
  }
  counts.numberUnavailable = counts.desiredNumberScheduled - counts.numberAvailable
  return counts
}

/** The pods by their machine, without those that are deleted and have ended. */
function byNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const out = new Map<string, Pod[]>()
  for (const pod of pods) {
    const ended = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'
    const node = targetNode(pod)
    if (node === undefined || (ended && pod.metadata.deletionTimestamp)) continue
    out.set(node, [...(out.get(node) ?? []), pod])
  }
  return out
}
