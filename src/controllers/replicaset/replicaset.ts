import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import { isConflict, isNamespaceTerminating, isNotFound, StatusError } from '../../client/status.ts'
import { keyOfObject } from '../../client/informer.ts'
import type { Pod, ReplicaSet } from '../../kinds/resources.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { claim, controllerOf, controllerReference } from '../runtime/ownership.ts'
import { isActive, isReady } from '../runtime/pods.ts'
import { Expectations } from '../runtime/expectations.ts'
import { inDeletionOrder } from './deletionOrder.ts'
import { statusOf, type Failure } from './status.ts'

/** At most so many pods are made or deleted in one sync. */
const BURST = 500

/** Keeps as many pods as a ReplicaSet wants (`pkg/controller/replicaset`). */
export const replicaSetController: Controller = {
  name: 'replicaset-controller',
  setup(context) {
    const { informers, simulation } = context
    const sets = informers.of('replicasets.apps')
    const pods = informers.of('pods')
    const expectations = new Expectations(simulation)
    pods.addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? `namespace/${pod.metadata.namespace ?? ''}`])
    sets.addIndex('namespace', (set) => [set.metadata.namespace ?? ''])
    sets.addIndex('uid', (set) => [set.metadata.uid])
    sets.addIndex('controller', (set) => [controllerOf(set)?.uid ?? ''])
    const queue = context.queue((key) => new Sync(context, expectations, (wait) => queue.addAfter(key, wait)).run(key))

    const ownerOf = (pod: Pod): ReplicaSet | undefined => {
      const reference = controllerOf(pod)
      return reference?.kind === 'ReplicaSet' ? sets.indexed('uid', reference.uid)[0] : undefined
    }
    const matching = (pod: Pod): ReplicaSet[] => sets.indexed('namespace', pod.metadata.namespace ?? '').filter((set) => selectorOfObject(set.spec.selector as never).matches(pod.metadata.labels))

    sets.on({
      added: (set) => queue.add(keyOfObject(set)),
      updated: (set) => queue.add(keyOfObject(set)),
      deleted(set) {
        expectations.forget(keyOfObject(set))
        queue.add(keyOfObject(set))
      },
    })
    pods.on({
      added(pod) {
        const owner = ownerOf(pod)
        if (owner && pod.metadata.deletionTimestamp) expectations.sawDeletion(keyOfObject(owner), keyOfObject(pod))
        else if (owner) expectations.sawCreation(keyOfObject(owner))
        for (const set of owner ? [owner] : controllerOf(pod) ? [] : matching(pod)) queue.add(keyOfObject(set))
      },
      updated(pod, old) {
        const owner = ownerOf(pod)
        if (owner && pod.metadata.deletionTimestamp) expectations.sawDeletion(keyOfObject(owner), keyOfObject(pod))
        const moved = controllerOf(pod)?.uid !== controllerOf(old)?.uid
        const before = moved ? ownerOf(old) : undefined
        if (before) queue.add(keyOfObject(before))
        if (owner) {
          queue.add(keyOfObject(owner))
          // A pod that has become ready counts as available only later; one look is set for then, and a second more for clocks that differ.
          if (!isReady(old) && isReady(pod) && (owner.spec.minReadySeconds ?? 0) > 0) queue.addAfter(keyOfObject(owner), (owner.spec.minReadySeconds ?? 0) * 1000 + 1000)
        } else if (!controllerOf(pod) && (moved || !sameLabels(pod, old))) for (const set of matching(pod)) queue.add(keyOfObject(set))
      },
      deleted(pod) {
        const owner = ownerOf(pod)
        if (!owner) return
        expectations.sawDeletion(keyOfObject(owner), keyOfObject(pod))
        queue.add(keyOfObject(owner))
      },
    })
  },
}

/** One look at one ReplicaSet. */
class Sync {
  readonly #context: ControllerContext
  readonly #expectations: Expectations
  readonly #lookAgainAfter: (delayMs: number) => void

  constructor(context: ControllerContext, expectations: Expectations, lookAgainAfter: (delayMs: number) => void) {
    this.#context = context
    this.#expectations = expectations
    this.#lookAgainAfter = lookAgainAfter
  }

  run(key: string): void {
    const { informers, api } = this.#context
    const set = informers.of('replicasets.apps').byKey(key)
    if (!set) return
    const pods = informers.of('pods')
    const namespace = set.metadata.namespace ?? ''
    const candidates = [...pods.indexed('controller', set.metadata.uid), ...pods.indexed('controller', `namespace/${namespace}`)].filter(isActive)
    const own = claim(api, 'pods', set, 'replicasets.apps', selectorOfObject(set.spec.selector as never), candidates)
    let failure: Failure | undefined
    let error: unknown
    if (!set.metadata.deletionTimestamp && this.#expectations.met(key)) {
      try {
        this.#manage(key, set, own)
      } catch (caught) {
        error = caught
        failure = { reason: own.length < (set.spec.replicas ?? 0) ? 'FailedCreate' : 'FailedDelete', message: caught instanceof Error ? caught.message : String(caught) }
      }
    }
    const written = this.#writeStatus(set, own, failure)
    if (error) throw error
    const { minReadySeconds = 0, replicas = 0 } = written.spec
    if (minReadySeconds > 0 && written.status.readyReplicas === replicas && written.status.availableReplicas !== replicas) this.#lookAgainAfter(minReadySeconds * 1000)
  }

  #manage(key: string, set: ReplicaSet, own: readonly Pod[]): void {
    const missing = (set.spec.replicas ?? 0) - own.length
    if (missing > 0) this.#create(key, set, Math.min(missing, BURST))
    else if (missing < 0) this.#delete(key, set, own, Math.min(-missing, BURST))
  }

  /** Makes pods in batches of 1, 2, 4 … and stops after the first in which one fails, so that what cannot succeed is not tried a hundred times. */
  #create(key: string, set: ReplicaSet, count: number): void {
    this.#expectations.expectCreations(key, count)
    let left = count
    for (let batch = 1; left > 0; batch = Math.min(2 * batch, left)) {
      const failures = failuresOf(batch, () => this.#createPod(set))
      left -= batch - failures.length
      if (failures.length === 0) continue
      this.#expectations.creationsFailed(key, left)
      throw failures[0]
    }
  }

  #createPod(set: ReplicaSet): void {
    const { api, events } = this.#context
    const { metadata = {}, spec } = set.spec.template ?? {}
    const draft = {
      metadata: {
        generateName: `${set.metadata.name}-`,
        namespace: set.metadata.namespace,
        labels: metadata.labels,
        annotations: metadata.annotations,
        finalizers: metadata.finalizers,
        ownerReferences: [controllerReference(set)],
      },
      spec,
    }
    try {
      const pod = api.create('pods', draft as never)
      events.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
    } catch (error) {
      // Nothing can be made there any more, and nothing needs to be.
      if (isNamespaceTerminating(error)) return
      if (error instanceof StatusError) events.event(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
      throw error
    }
  }

  #delete(key: string, set: ReplicaSet, own: readonly Pod[], count: number): void {
    const { api, events, simulation } = this.#context
    const doomed = inDeletionOrder(own, this.#crowd(set, own), simulation.nowMs).slice(0, count)
    this.#expectations.expectDeletions(key, doomed.map(keyOfObject))
    const failures: unknown[] = []
    for (const { metadata } of doomed) {
      try {
        api.delete('pods', metadata.namespace ?? '', metadata.name)
        events.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`)
      } catch (error) {
        this.#expectations.sawDeletion(key, `${metadata.namespace}/${metadata.name}`)
        if (isNotFound(error)) continue
        if (!(error instanceof StatusError)) throw error
        events.event(set, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
        failures.push(new Error(`unable to delete pods: ${error.message}`))
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  /** How many active pods of the same owner's ReplicaSets are on each machine; nobody's, if the set has no owner. */
  #crowd(set: ReplicaSet, own: readonly Pod[]): Map<string, number> {
    const { informers } = this.#context
    const crowd = new Map<string, number>()
    const owner = controllerOf(set)
    if (!owner) return crowd
    const kin = informers.of('replicasets.apps').indexed('controller', owner.uid)
    const others = kin.filter((sibling) => sibling.metadata.uid !== set.metadata.uid).flatMap((sibling) => informers.of('pods').indexed('controller', sibling.metadata.uid))
    for (const pod of [...own, ...others]) if (isActive(pod) && pod.spec.nodeName) crowd.set(pod.spec.nodeName, (crowd.get(pod.spec.nodeName) ?? 0) + 1)
    return crowd
  }

  #writeStatus(set: ReplicaSet, own: readonly Pod[], failure: Failure | undefined): ReplicaSet {
    const { api, simulation } = this.#context
    const status = statusOf(set, own, failure, simulation.nowMs)
    const generation = set.metadata.generation
    if (deepEqual(status, set.status) && set.status.observedGeneration === generation) return set
    const next = { ...status, observedGeneration: generation }
    try {
      try {
        return api.update('replicasets.apps', { ...set, status: next } as never, { subresource: 'status' })
      } catch (error) {
        if (!isConflict(error)) throw error
        // Somebody has scaled it meanwhile: the counts hold all the same, for the generation that was looked at.
        const fresh = api.get('replicasets.apps', set.metadata.namespace ?? '', set.metadata.name)
        return api.update('replicasets.apps', { ...fresh, status: next } as never, { subresource: 'status' })
      }
    } catch (error) {
      if (isNotFound(error)) return set
      throw error
    }
  }
}

/** Tries something so often, also after a failure, and returns the failures. */
function failuresOf(times: number, attempt: () => void): unknown[] {
  const failures: unknown[] = []
  for (let i = 0; i < times; i++) {
    try {
      attempt()
    } catch (error) {
      failures.push(error)
    }
  }
  return failures
}

function sameLabels(a: Pod, b: Pod): boolean {
  return deepEqual(a.metadata.labels ?? {}, b.metadata.labels ?? {})
}
