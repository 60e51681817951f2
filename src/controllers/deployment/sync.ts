import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import { isAlreadyExists, isNamespaceTerminating, isNotFound, StatusError } from '../../client/status.ts'
import type { Deployment, Pod, ReplicaSet } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { claimInSteps, controllerOf } from '../runtime/ownership.ts'
import type { Steps } from '../runtime/workQueue.ts'
import { findCondition, progressing, withCondition } from './conditions.ts'
import { superfluous } from './history.ts'
import { deadlineOf, pauseCondition, recheck, rolloutStatus } from './progress.ts'
import { oldPodsRun } from './recreate.ts'
import { sizeOf } from './replicaSets.ts'
import { newestAnnotations, nextRevision, REVISION, scaleAnnotations } from './revision.ts'
import { shrinkOld, sizeOfNewest, type Scaling } from './rolling.ts'
import { isScalingEvent, scalingsFor } from './scaling.ts'
import { isComplete, statusOf } from './status.ts'
import { draftReplicaSet, sameTemplate, split, type Split } from './template.ts'

/** How a sync asks to be made again. */
export interface Again {
  /** After the pause for errors, though there was none. */
  soon(): void
  after(delayMs: number): void
}

/**
 * One look at one Deployment (`deployment_controller.go syncDeployment`).
 *
 * It works on a copy whose `resourceVersion` stays the one that was seen, also after a write. So a second write of the Deployment within one sync fails with a conflict, and the
 * next sync goes on from what is there; which changes the API shows in one step, which in two, and which never, follows from that.
 */
export class Sync {
  readonly #context: ControllerContext
  readonly #again: Again
  #sets: readonly ReplicaSet[] = []
  #deployment: Deployment

  constructor(context: ControllerContext, deployment: Deployment, again: Again) {
    this.#context = context
    this.#deployment = deployment
    this.#again = again
  }

  *run(): Steps {
    const { spec, metadata } = this.#deployment
    if (selectsAll(this.#deployment)) return yield* this.#refuse()
    this.#sets = yield* this.#claimSets()
    if (metadata.deletionTimestamp) return yield* this.#writeCounts(yield* this.#split(false))
    yield* this.#tellOfPause()
    if (spec.paused || (yield* this.#isScalingEvent())) return yield* this.#scaleAll()
    if (spec.strategy?.type === 'Recreate') return yield* this.#recreate()
    yield* this.#roll()
  }

  /** The API lets no such Deployment in any more. */
  *#refuse(): Steps {
    const { status, metadata } = this.#deployment
    this.#event('Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.')
    if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) yield* this.#writeStatus({ ...status, observedGeneration: metadata.generation ?? 0 })
  }

  *#claimSets(): Steps<ReplicaSet[]> {
    const { informers, api } = this.#context
    const { metadata, spec } = this.#deployment
    const sets = informers.of('replicasets.apps')
    const orphans = sets.indexed('controller', '').filter((set) => set.metadata.namespace === metadata.namespace)
    return yield* claimInSteps(api, 'replicasets.apps', this.#deployment, 'deployments.apps', selectorOfObject(spec.selector as never), [...sets.indexed('controller', metadata.uid), ...orphans])
  }

  /** The pods of all ReplicaSets of the Deployment. */
  #pods(): Pod[] {
    const { informers } = this.#context
    return this.#sets.flatMap((set) => informers.of('pods').indexed('controller', set.metadata.uid))
  }

  *#tellOfPause(): Steps {
    const condition = pauseCondition(this.#deployment, this.#context.simulation.nowMs)
    if (condition) yield* this.#writeCondition(condition)
  }

  *#isScalingEvent(): Steps<boolean> {
    const { newest, old } = yield* this.#split(false)
    return isScalingEvent(this.#deployment, newest ? [...old, newest] : old)
  }

  /** Follows a change of the wanted number, without going on with the rollout. */
  *#scaleAll(): Steps {
    const parts = yield* this.#split(false)
    for (const { set, size } of scalingsFor(this.#deployment, parts.newest, parts.old)) yield* this.#scale(set, size)
    if (this.#deployment.spec.paused) yield* this.#cleanUp(parts.old)
    yield* this.#writeCounts(parts)
  }

  *#roll(): Steps {
    const parts = yield* this.#split(true)
    const { newest, old } = parts
    const size = sizeOfNewest(this.#deployment, sizeOf(newest), old)
    if (size !== sizeOf(newest)) yield* this.#scale(newest, size)
    else if (!(yield* this.#shrink(shrinkOld(this.#deployment, newest, old))) && isComplete(this.#deployment, this.#deployment.status)) yield* this.#cleanUp(old)
    yield* this.#writeRollout(parts)
  }

  *#recreate(): Steps {
    const known = yield* this.#split(false)
    const running = known.old.filter((set) => sizeOf(set) > 0)
    for (const set of running) yield* this.#scale(set, 0)
    if (running.length > 0 || oldPodsRun(known.newest, known.old, this.#pods())) return yield* this.#writeRollout(known)
    const parts = known.newest ? { ...known, newest: known.newest } : yield* this.#split(true)
    const { replicas = 0 } = this.#deployment.spec
    if (sizeOf(parts.newest) !== replicas) yield* this.#scale(parts.newest, replicas)
    if (isComplete(this.#deployment, this.#deployment.status)) yield* this.#cleanUp(parts.old)
    yield* this.#writeRollout(parts)
  }

  /** The ReplicaSets; the newest is brought up to date, or made if it is asked for, and its revision becomes the Deployment's. */
  #split(make: true): Steps<Split & { newest: ReplicaSet }>
  #split(make: false): Steps<Split>
  *#split(make: boolean): Steps<Split> {
    const { newest, old } = split(this.#deployment, this.#sets)
    const revision = nextRevision(old)
    if (newest) return { newest: yield* this.#keep(newest, revision), old }
    return { newest: make ? yield* this.#make(old, revision) : undefined, old }
  }

  *#keep(newest: ReplicaSet, revision: number): Steps<ReplicaSet> {
    const { minReadySeconds = 0 } = this.#deployment.spec
    const known = newest.metadata.annotations ?? {}
    const annotations = newestAnnotations(this.#deployment, known, revision)
    if (!deepEqual(annotations, known) || (newest.spec.minReadySeconds ?? 0) !== minReadySeconds)
      return yield* this.#writeSet({ ...newest, metadata: { ...newest.metadata, annotations }, spec: { ...newest.spec, minReadySeconds: minReadySeconds || undefined } })
    const renumbered = this.#takeRevision(annotations[REVISION] ?? '')
    const found = deadlineOf(this.#deployment) !== undefined && !findCondition(this.#deployment.status.conditions, 'Progressing')
    if (found) yield* this.#writeCondition(progressing('True', 'FoundNewReplicaSet', `Found new replica set "${newest.metadata.name}"`, this.#context.simulation.nowMs))
    else if (renumbered) yield* this.#writeStatus(this.#deployment.status)
    return newest
  }

  *#make(old: readonly ReplicaSet[], revision: number): Steps<ReplicaSet> {
    const { api, simulation } = this.#context
    const draft = draftReplicaSet(this.#deployment, revision, sizeOfNewest(this.#deployment, 0, old))
    let made: ReplicaSet | undefined
    try {
      made = api.create('replicasets.apps', draft)
    } catch (error) {
      if (isAlreadyExists(error)) return yield* this.#meet(draft.metadata.name, revision, error)
      if (error instanceof StatusError && !isNamespaceTerminating(error)) yield* this.#tellOfFailure(draft.metadata.name, error)
      throw error
    }
    yield
    if (sizeOf(made) > 0) this.#event('Normal', 'ScalingReplicaSet', `Scaled up replica set ${made.metadata.name} from 0 to ${sizeOf(made)}`)
    const renumbered = this.#takeRevision(String(revision))
    if (deadlineOf(this.#deployment) !== undefined) yield* this.#writeCondition(progressing('True', 'NewReplicaSetCreated', `Created new replica set "${made.metadata.name}"`, simulation.nowMs))
    else if (renumbered) yield* this.#writeStatus(this.#deployment.status)
    return made
  }

  /** The name is taken: by the very ReplicaSet that is wanted and not yet seen, or by another, and then the next sync tries another hash. */
  *#meet(name: string, revision: number, taken: unknown): Steps<ReplicaSet> {
    const { metadata, spec, status } = this.#deployment
    const other = this.#context.informers.of('replicasets.apps').get(metadata.namespace ?? '', name)
    if (!other) throw taken
    if (controllerOf(other)?.uid !== metadata.uid || !sameTemplate(spec.template, other.spec.template)) {
      yield* this.#writeStatus({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 })
      throw taken
    }
    if (this.#takeRevision(String(revision))) yield* this.#writeStatus(this.#deployment.status)
    return other
  }

  *#tellOfFailure(name: string, { message }: StatusError): Steps {
    const text = `Failed to create new replica set "${name}": ${message}`
    if (deadlineOf(this.#deployment) !== undefined) {
      try {
        yield* this.#writeCondition(progressing('False', 'ReplicaSetCreateError', text, this.#context.simulation.nowMs))
      } catch (error) {
        // The failure to create is the greater worry, and is what the sync ends with.
        if (!(error instanceof StatusError)) throw error
      }
    }
    this.#event('Warning', 'ReplicaSetCreateError', text)
  }

  #takeRevision(revision: string): boolean {
    const { metadata } = this.#deployment
    if ((metadata.annotations?.[REVISION] ?? '') === revision) return false
    this.#deployment = { ...this.#deployment, metadata: { ...metadata, annotations: { ...metadata.annotations, [REVISION]: revision } } }
    return true
  }

  /** Scales a ReplicaSet, or only annotates it anew if it has that size. */
  *#scale(set: ReplicaSet, size: number): Steps<ReplicaSet> {
    const before = sizeOf(set)
    const annotations = { ...set.metadata.annotations, ...scaleAnnotations(this.#deployment) }
    if (before === size && deepEqual(annotations, set.metadata.annotations)) return set
    const written = yield* this.#writeSet({ ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: size } })
    if (before !== size) this.#event('Normal', 'ScalingReplicaSet', `Scaled ${before < size ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${size}`)
    return written
  }

  /** Scales old ReplicaSets; false if there was nothing to do, or a write failed, after which the status is still written. */
  *#shrink(scalings: readonly Scaling[]): Steps<boolean> {
    const written = new Map<ReplicaSet, ReplicaSet>()
    try {
      for (const { set, size } of scalings) written.set(set, yield* this.#scale(written.get(set) ?? set, size))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return false
    }
    return scalings.length > 0
  }

  *#cleanUp(old: readonly ReplicaSet[]): Steps {
    for (const { metadata } of superfluous(this.#deployment, old)) {
      try {
        this.#context.api.delete('replicasets.apps', metadata.namespace ?? '', metadata.name)
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
      yield
    }
  }

  *#writeCounts({ newest, old }: Split): Steps {
    const status = statusOf(this.#deployment, newest, old, this.#context.simulation.nowMs)
    if (!deepEqual(status, this.#deployment.status)) yield* this.#writeStatus(status)
  }

  *#writeRollout({ newest, old }: Split): Steps {
    const { nowMs } = this.#context.simulation
    const status = rolloutStatus(this.#deployment, newest, old, nowMs)
    if (!deepEqual(status, this.#deployment.status)) return yield* this.#writeStatus(status)
    const wait = recheck(this.#deployment, nowMs)
    if (wait === 'soon') this.#again.soon()
    else if (wait !== undefined) this.#again.after(wait)
  }

  *#writeCondition(condition: Parameters<typeof withCondition>[1]): Steps {
    const { status } = this.#deployment
    yield* this.#writeStatus({ ...status, conditions: [...withCondition(status.conditions ?? [], condition)] })
  }

  *#writeStatus(status: Deployment['status']): Steps {
    this.#deployment = { ...this.#deployment, status }
    this.#context.api.update('deployments.apps', this.#deployment as never, { subresource: 'status' })
    yield
  }

  *#writeSet(set: ReplicaSet): Steps<ReplicaSet> {
    const written = this.#context.api.update('replicasets.apps', set as never)
    yield
    return written
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.events.event(this.#deployment, type, reason, message)
  }
}

function selectsAll({ spec }: Deployment): boolean {
  return selectorOfObject(spec.selector as never).empty
}
