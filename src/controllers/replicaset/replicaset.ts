import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject, type LabelSelector } from '../../base/selectors.ts'
import { isConflict, isNotFound } from '../../client/status.ts'
import { keyOfObject, type Informer } from '../../client/informer.ts'
import type { Pod, ReplicaSet, ReplicationController } from '../../kinds/resources.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { claimInSteps, controllerOf } from '../runtime/ownership.ts'
import { isActive, isReady } from '../runtime/pods.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { createPod, deletePod, inBatches } from '../runtime/podControl.ts'
import { Expectations } from '../runtime/expectations.ts'
import type { Steps } from '../runtime/workQueue.ts'
import { inDeletionOrder } from './deletionOrder.ts'
import { statusOf, type Failure } from './status.ts'

/** At most so many pods are made or deleted in one sync. */
const BURST = 500

/** An object that wants so many pods of a template. */
export type ReplicaOwner = ReplicaSet | ReplicationController

/** What the controllers of ReplicaSets and of ReplicationControllers differ in. */
export interface Flavour {
  /** The controller's name. */
  readonly name: string
  readonly kind: 'ReplicaSet' | 'ReplicationController'
  readonly resource: 'replicasets.apps' | 'replicationcontrollers'
  selectorOf(set: ReplicaOwner): LabelSelector
}

/** Keeps as many pods as a ReplicaSet wants (`pkg/controller/replicaset`). */
export const replicaSetController = replicaController({
  name: 'replicaset-controller',
  kind: 'ReplicaSet',
  resource: 'replicasets.apps',
  selectorOf: ({ spec }) => selectorOfObject(spec.selector as never),
})

export function replicaController(flavour: Flavour): Controller {
  return { name: flavour.name, setup: (context) => setUp(flavour, context) }
}

function setUp(flavour: Flavour, context: ControllerContext): void {
  const { informers, simulation } = context
  const sets = setsOf(flavour, context)
  const pods = informers.of('pods')
  const expectations = new Expectations(simulation)
  pods.addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? `namespace/${pod.metadata.namespace ?? ''}`])
  indexByNamespace(sets)
  sets.addIndex('uid', (set) => [set.metadata.uid])
  sets.addIndex('controller', (set) => [controllerOf(set)?.uid ?? ''])
  const queue = context.queue((key) => new Sync(flavour, context, expectations, (wait) => queue.addAfter(key, wait)).run(key))

  const ownerOf = (pod: Pod): ReplicaOwner | undefined => {
    const reference = controllerOf(pod)
    return reference?.kind === flavour.kind ? sets.indexed('uid', reference.uid)[0] : undefined
  }
  const matching = (pod: Pod): ReplicaOwner[] => sets.indexed('namespace', pod.metadata.namespace ?? '').filter((set) => flavour.selectorOf(set).matches(pod.metadata.labels))

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
}

function setsOf({ resource }: Flavour, { informers }: ControllerContext): Informer<ReplicaOwner> {
  return informers.of(resource) as unknown as Informer<ReplicaOwner>
}

/** One look at one set. */
class Sync {
  readonly #flavour: Flavour
  readonly #context: ControllerContext
  readonly #expectations: Expectations
  readonly #lookAgainAfter: (delayMs: number) => void

  constructor(flavour: Flavour, context: ControllerContext, expectations: Expectations, lookAgainAfter: (delayMs: number) => void) {
    this.#flavour = flavour
    this.#context = context
    this.#expectations = expectations
    this.#lookAgainAfter = lookAgainAfter
  }

  *run(key: string): Steps {
    const { informers, api } = this.#context
    const set = setsOf(this.#flavour, this.#context).byKey(key)
    if (!set) return
    const pods = informers.of('pods')
    const namespace = set.metadata.namespace ?? ''
    const candidates = [...pods.indexed('controller', set.metadata.uid), ...pods.indexed('controller', `namespace/${namespace}`)].filter(isActive)
    const own = yield* claimInSteps(api, 'pods', set, this.#flavour.resource, this.#flavour.selectorOf(set), candidates)
    let failure: Failure | undefined
    let error: unknown
    if (!set.metadata.deletionTimestamp && this.#expectations.met(key)) {
      try {
        yield* this.#manage(key, set, own)
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

  *#manage(key: string, set: ReplicaOwner, own: readonly Pod[]): Steps {
    const missing = (set.spec.replicas ?? 0) - own.length
    if (missing > 0) yield* this.#create(key, set, Math.min(missing, BURST))
    else if (missing < 0) yield* this.#delete(key, set, own, Math.min(-missing, BURST))
  }

  *#create(key: string, set: ReplicaOwner, count: number): Steps {
    this.#expectations.expectCreations(key, count)
    const { skipped, failures } = yield* inBatches(count, () => createPod(this.#context, set, set.spec.template ?? {}))
    this.#expectations.creationsFailed(key, skipped + failures.length)
    yield
    if (failures.length > 0) throw failures[0]
  }

  *#delete(key: string, set: ReplicaOwner, own: readonly Pod[], count: number): Steps {
    const doomed = inDeletionOrder(own, this.#crowd(set, own), this.#context.simulation.nowMs).slice(0, count)
    this.#expectations.expectDeletions(key, doomed.map(keyOfObject))
    const failures: unknown[] = []
    for (const pod of doomed) {
      try {
        deletePod(this.#context, set, pod)
      } catch (error) {
        this.#expectations.sawDeletion(key, keyOfObject(pod))
        if (!isNotFound(error)) failures.push(error)
      }
    }
    yield
    if (failures.length > 0) throw failures[0]
  }

  /** How many active pods of the same owner's ReplicaSets are on each machine; nobody's, if the set has no owner. */
  #crowd(set: ReplicaOwner, own: readonly Pod[]): Map<string, number> {
    const { informers } = this.#context
    const crowd = new Map<string, number>()
    const owner = controllerOf(set)
    if (!owner) return crowd
    const kin = setsOf(this.#flavour, this.#context).indexed('controller', owner.uid)
    const others = kin.filter((sibling) => sibling.metadata.uid !== set.metadata.uid).flatMap((sibling) => informers.of('pods').indexed('controller', sibling.metadata.uid))
    for (const pod of [...own, ...others]) if (isActive(pod) && pod.spec.nodeName) crowd.set(pod.spec.nodeName, (crowd.get(pod.spec.nodeName) ?? 0) + 1)
    return crowd
  }

  #writeStatus(set: ReplicaOwner, own: readonly Pod[], failure: Failure | undefined): ReplicaOwner {
    const { api, simulation } = this.#context
    const status = statusOf(set, own, failure, simulation.nowMs)
    const generation = set.metadata.generation
    if (deepEqual(status, set.status) && set.status.observedGeneration === generation) return set
    const next = { ...status, observedGeneration: generation }
    try {
      try {
        return api.update(this.#flavour.resource, { ...set, status: next } as never, { subresource: 'status' })
      } catch (error) {
        if (!isConflict(error)) throw error
        // Somebody has scaled it meanwhile: the counts hold all the same, for the generation that was looked at.
        const fresh = api.get(this.#flavour.resource, set.metadata.namespace ?? '', set.metadata.name)
        return api.update(this.#flavour.resource, { ...fresh, status: next } as never, { subresource: 'status' })
      }
    } catch (error) {
      if (isNotFound(error)) return set
      throw error
    }
  }
}

function sameLabels(a: Pod, b: Pod): boolean {
  return deepEqual(a.metadata.labels ?? {}, b.metadata.labels ?? {})
}
