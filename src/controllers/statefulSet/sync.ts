import type { StatefulSetStatus } from 'kubernetes-types/apps/v1'
import { selectorOfObject } from '../../base/selectors.ts'
import { isAlreadyExists, isNotFound } from '../../client/status.ts'
import type { StatefulSet } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { claim } from '../runtime/ownership.ts'
import { inBatches } from '../runtime/podControl.ts'
import { atOnce } from '../runtime/workQueue.ts'
import { isAvailable } from '../runtime/pods.ts'
import { revisionsOf } from '../runtime/revisions.ts'
import { Claims } from './claims.ts'
import { hasIdentity, isCreated, isHealthy, isInRange, isRunningAndReady, isTerminating, ordinalOf, podWith, revisionOf, startOf, withIdentity, type Replica } from './identity.ts'
import { deleteOldRevisions, settleRevisions, templateOf, type Revisions } from './revisions.ts'
import { completed, countsOf, differs, type Counts } from './status.ts'

/** One look at one StatefulSet (`stateful_set_control.go UpdateStatefulSet`). */
export class Sync {
  readonly #context: ControllerContext
  readonly #set: StatefulSet
  readonly #claims: Claims
  /** Whether pods are made and deleted one after the other, each when its predecessor is ready. */
  readonly #inOrder: boolean

  constructor(context: ControllerContext, set: StatefulSet) {
    this.#context = context
    this.#set = set
    this.#claims = new Claims(context, set)
    this.#inOrder = set.spec.podManagementPolicy !== 'Parallel'
  }

  /** @returns how many pods are available. */
  run(): number {
    const set = this.#set
    const selector = selectorOfObject(set.spec.selector as never)
    const known = revisionsOf(this.#context, set, 'statefulsets.apps', selector)
    const pods = this.#pods()
    const revisions = settleRevisions(this.#context, set, known)
    const work = new Work(this.#numbered(pods, revisions), pods.filter((pod) => !isInRange(ordinalOf(pod, set), set)).sort((a, b) => ordinalOf(b, set) - ordinalOf(a, set)))
    let counts = this.#count(pods, revisions)
    let failure: unknown
    if (!set.metadata.deletionTimestamp) {
      let taken = 0
      try {
        taken = this.#work(work, revisions)
      } catch (error) {
        failure = error
      }
      counts = this.#count([...work.replicas, ...work.condemned], revisions)
      counts = { ...counts, currentReplicas: counts.currentReplicas - taken }
    }
    const status = this.#writeStatus(counts, revisions)
    deleteOldRevisions(this.#context, set, known, revisions, pods)
    if (failure) throw failure
    return status.availableReplicas ?? 0
  }

  #pods(): Replica[] {
    const { api, informers } = this.#context
    const set = this.#set
    const pods = informers.of('pods')
    const candidates = [...pods.indexed('controller', set.metadata.uid), ...pods.indexed('controller', `namespace/${set.metadata.namespace ?? ''}`)].filter((pod) => ordinalOf(pod, set) >= 0)
    return claim(api, 'pods', set, 'statefulsets.apps', selectorOfObject(set.spec.selector as never), candidates)
  }

  /** The pods by their numbers, with those that would be made in the place of those that are missing. */
  #numbered(pods: readonly Replica[], { current, update }: Revisions): Replica[] {
    const set = this.#set
    const { rollingUpdate, type } = set.spec.updateStrategy ?? {}
    const start = startOf(set)
    // Below the partition pods keep to the old revision, also when they are made anew.
    const boundary = start + (rollingUpdate ? (rollingUpdate.partition ?? 0) : type === 'RollingUpdate' ? (set.status.currentReplicas ?? 0) : 0)
    const known = new Map(pods.map((pod) => [ordinalOf(pod, set), pod]))
    return Array.from({ length: set.spec.replicas ?? 0 }, (_, index) => {
      const ordinal = start + index
      const revision = ordinal < boundary ? current : update
      return known.get(ordinal) ?? podWith(set, templateOf(revision), revision.metadata.name, ordinal)
    })
  }

  /** Does what comes next. Returns how many pods of the current revision it has taken away for the update. */
  #work(work: Work, { update }: Revisions): number {
    if (this.#forEach(work.replicas, (pod) => this.#keep(pod))) return 0
    if (this.#forEach(work.condemned, (pod) => this.#correctOwners(pod))) return 0
    if (this.#forEach(work.condemned, (pod) => this.#condemn(pod, work.firstUnhealthy))) return 0
    const { type, rollingUpdate } = this.#set.spec.updateStrategy ?? {}
    if (type === 'OnDelete') return 0
    for (const pod of work.replicas.slice(rollingUpdate?.partition ?? 0).reverse()) {
      if (revisionOf(pod) !== update.metadata.name && !isTerminating(pod)) {
        this.#delete(pod)
        return 1
      }
      if (!isHealthy(pod)) return 0
    }
    return 0
  }

  /** Goes through pods, one after the other until one has to be waited for, or all of them. Returns whether one has. */
  #forEach(pods: readonly Replica[], visit: (pod: Replica) => boolean): boolean {
    if (this.#inOrder) return pods.some(visit)
    const { failures } = atOnce(inBatches(pods.length, (index) => void visit(pods[index] as Replica)))
    if (failures.length > 0) throw failures[0]
    return false
  }

  /** Makes, replaces or corrects a pod that should be there. Returns whether it has to be waited for. */
  #keep(pod: Replica): boolean {
    const { phase } = pod.status
    const ordinal = ordinalOf(pod, this.#set)
    if (phase === 'Failed' || phase === 'Succeeded') {
      if (!isTerminating(pod)) this.#delete(pod)
      return true
    }
    if (!isCreated(pod)) {
      if (this.#claims.areStale(pod, ordinal)) return true
      this.#create(pod, ordinal)
      if (this.#inOrder) return true
    }
    if (phase === 'Pending') this.#createMissingClaims(pod, ordinal)
    if (this.#inOrder && (isTerminating(pod) || !isRunningAndReady(pod) || !this.#isAvailable(pod))) return true
    if (!hasIdentity(this.#set, pod, ordinal) || !this.#claims.areOwnedRightly(pod, ordinal)) this.#update(pod, ordinal)
    return false
  }

  #correctOwners(pod: Replica): boolean {
    const ordinal = ordinalOf(pod, this.#set)
    if (!this.#claims.areOwnedRightly(pod, ordinal)) this.#claims.setOwners(pod, ordinal)
    return false
  }

  /** Deletes a pod that should not be there. Returns whether it has to be waited for. */
  #condemn(pod: Replica, firstUnhealthy: Replica | undefined): boolean {
    if (isTerminating(pod)) return this.#inOrder
    // Only the first that is not well may go in that state: no more than one is away at a time.
    if (this.#inOrder && pod !== firstUnhealthy && !(isRunningAndReady(pod) && this.#isAvailable(pod))) return true
    this.#delete(pod)
    return true
  }

  #create(pod: Replica, ordinal: number): void {
    const { status: _, ...draft } = pod
    try {
      this.#claims.create(pod, ordinal)
      this.#context.api.create('pods', draft as never)
    } catch (error) {
      if (!isAlreadyExists(error)) this.#tell('create', pod, error)
      throw error
    }
    this.#setOwners(pod, ordinal)
    this.#tell('create', pod)
  }

  #createMissingClaims(pod: Replica, ordinal: number): void {
    this.#claims.create(pod, ordinal)
    this.#setOwners(pod, ordinal)
  }

  #setOwners(pod: Replica, ordinal: number): void {
    try {
      this.#claims.setOwners(pod, ordinal)
    } catch (error) {
      this.#tell('update', pod, error)
      throw error
    }
  }

  #update(pod: Replica, ordinal: number): void {
    try {
      if (!hasIdentity(this.#set, pod, ordinal)) this.#claims.create(pod, ordinal)
      this.#claims.setOwners(pod, ordinal)
      this.#context.api.update('pods', withIdentity(this.#set, pod, ordinal) as never)
    } catch (error) {
      this.#tell('update', pod, error)
      throw error
    }
    this.#tell('update', pod)
  }

  #delete(pod: Replica): void {
    try {
      this.#context.api.delete('pods', pod.metadata.namespace ?? '', pod.metadata.name)
    } catch (error) {
      this.#tell('delete', pod, error)
      throw error
    }
    this.#tell('delete', pod)
  }

  #tell(verb: 'create' | 'update' | 'delete', { metadata }: Replica, error?: unknown): void {
    const { events } = this.#context
    const deed = verb.charAt(0).toUpperCase() + verb.slice(1)
    const what = `${verb} Pod ${metadata.name} in StatefulSet ${this.#set.metadata.name}`
    if (error === undefined) events.event(this.#set, 'Normal', `Successful${deed}`, `${what} successful`)
    else events.event(this.#set, 'Warning', `Failed${deed}`, `${what} failed error: ${error instanceof Error ? error.message : String(error)}`)
  }

  #isAvailable(pod: Replica): boolean {
    return isAvailable(pod, this.#set.spec.minReadySeconds ?? 0, this.#context.simulation.nowMs)
  }

  #count(pods: readonly Replica[], revisions: Revisions): Counts {
    return countsOf(pods, revisions.current.metadata.name, revisions.update.metadata.name, (pod) => this.#isAvailable(pod))
  }

  #writeStatus(counts: Counts, revisions: Revisions): StatefulSetStatus {
    const set = this.#set
    const status = completed(set, {
      ...counts,
      observedGeneration: set.metadata.generation ?? 0,
      currentRevision: revisions.current.metadata.name,
      updateRevision: revisions.update.metadata.name,
      collisionCount: revisions.collisionCount,
    })
    if (!differs(set, status)) return status
    const { readyReplicas, currentReplicas, updatedReplicas, ...others } = status
    const shown = { ...(readyReplicas ? { readyReplicas } : {}), ...(currentReplicas ? { currentReplicas } : {}), ...(updatedReplicas ? { updatedReplicas } : {}) }
    try {
      this.#context.api.update('statefulsets.apps', { ...set, status: { ...others, ...shown } } as never, { subresource: 'status' })
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    return status
  }
}

/** The pods that should be there, by their numbers, and those that should not, the highest number first. */
class Work {
  readonly replicas: readonly Replica[]
  readonly condemned: readonly Replica[]

  constructor(replicas: readonly Replica[], condemned: readonly Replica[]) {
    this.replicas = replicas
    this.condemned = condemned
  }

  /** The lowest of those that are not well; of the condemned only if all others are. */
  get firstUnhealthy(): Replica | undefined {
    return [...this.replicas, ...[...this.condemned].reverse()].find((pod) => !isHealthy(pod))
  }
}
