import type { OwnerReference } from 'kubernetes-types/meta/v1'
import { isAlreadyExists, StatusError } from '../../client/status.ts'
import type { PersistentVolumeClaim, StatefulSet } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { controllerReference } from '../runtime/ownership.ts'
import { claimName, isInRange, type Replica } from './identity.ts'

/** The claims of a set's pods: made before the pods, and owned so that they go when the set's retention policy says. */
export class Claims {
  readonly #context: ControllerContext
  readonly #set: StatefulSet

  constructor(context: ControllerContext, set: StatefulSet) {
    this.#context = context
    this.#set = set
  }

  /** Makes the claims of a pod that are missing. Throws if one cannot be made, or is going. */
  create(pod: Replica, ordinal: number): void {
    const { api, events } = this.#context
    const { namespace = '', name: setName } = this.#set.metadata
    const problems: string[] = []
    for (const template of this.#set.spec.volumeClaimTemplates ?? []) {
      const name = claimName(this.#set, template, ordinal)
      const known = this.#claim(name)
      if (known) {
        if (known.metadata.deletionTimestamp) problems.push(`pvc ${name} is being deleted`)
        continue
      }
      const labels = { ...template.metadata?.labels, ...this.#set.spec.selector.matchLabels }
      try {
        api.create('persistentvolumeclaims', { ...template, metadata: { ...template.metadata, name, namespace, labels } } as never)
        events.event(this.#set, 'Normal', 'SuccessfulCreate', `create Claim ${name} Pod ${pod.metadata.name} in StatefulSet ${setName} success`)
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        problems.push(`failed to create PVC ${name}: ${error.message}`)
        if (!isAlreadyExists(error)) events.event(this.#set, 'Warning', 'FailedCreate', `create Claim ${name} for Pod ${pod.metadata.name} in StatefulSet ${setName} failed error: ${error.message}`)
      }
    }
    if (problems.length > 0) throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`)
  }

  /** Whether the claims of a pod have the owners that the policy wants. */
  areOwnedRightly(pod: Replica, ordinal: number): boolean {
    return this.#claimsOf(ordinal).every((claim) => this.#isOwnedRightly(claim, pod, ordinal))
  }

  /** Gives the claims of a pod the owners that the policy wants. */
  setOwners(pod: Replica, ordinal: number): void {
    const { api, events } = this.#context
    for (const claim of this.#claimsOf(ordinal)) {
      const foreign = this.#isRunByAnother(claim, pod)
      if (foreign) events.event(this.#set, 'Warning', 'ConflictingController', `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`)
      if (this.#isOwnedRightly(claim, pod, ordinal)) continue
      const others = referencesOf(claim).filter((reference) => !names(reference, this.#set) && !names(reference, podOwner(pod)))
      const wanted = foreign ? { set: false, pod: false } : this.#wanted(ordinal)
      const ownerReferences = [...others, ...(wanted.set ? [controllerReference(this.#set)] : []), ...(wanted.pod ? [controllerReference(podOwner(pod))] : [])]
      api.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, ownerReferences } } as never)
    }
  }

  /** Whether a claim still belongs to a former pod of this name, and will go with it. */
  areStale(pod: Replica, ordinal: number): boolean {
    return this.#policy().whenScaled === 'Delete' && this.#claimsOf(ordinal).some((claim) => isStale(claim, podOwner(pod)))
  }

  #isOwnedRightly(claim: PersistentVolumeClaim, pod: Replica, ordinal: number): boolean {
    const owner = podOwner(pod)
    // Who has the name but not the uid is gone, and the claim will follow.
    if (isStale(claim, this.#set) || isStale(claim, owner)) return true
    const has = { set: owns(this.#set.metadata.uid, claim), pod: owns(owner.metadata.uid, claim) }
    if (this.#isRunByAnother(claim, pod)) return !has.set && !has.pod
    const uids = [this.#set.metadata.uid, owner.metadata.uid]
    if (referencesOf(claim).some(({ uid, controller }) => uids.includes(uid) && !controller)) return false
    const wanted = this.#wanted(ordinal)
    return wanted.set === has.set && wanted.pod === has.pod
  }

  #isRunByAnother(claim: PersistentVolumeClaim, pod: Replica): boolean {
    const { whenScaled, whenDeleted } = this.#policy()
    if (whenScaled !== 'Delete' && whenDeleted !== 'Delete') return false
    return referencesOf(claim).some((reference) => {
      const own = [this.#set, podOwner(pod)].find((owner) => names(reference, owner))
      return own ? reference.uid !== own.metadata.uid : reference.controller === true
    })
  }

  #wanted(ordinal: number): { set: boolean; pod: boolean } {
    const { whenScaled, whenDeleted } = this.#policy()
    const pod = whenScaled === 'Delete' && !isInRange(ordinal, this.#set)
    return { set: whenDeleted === 'Delete' && !pod, pod }
  }

  #policy(): { whenScaled?: string; whenDeleted?: string } {
    return this.#set.spec.persistentVolumeClaimRetentionPolicy ?? {}
  }

  #claimsOf(ordinal: number): PersistentVolumeClaim[] {
    return (this.#set.spec.volumeClaimTemplates ?? []).flatMap((template) => this.#claim(claimName(this.#set, template, ordinal)) ?? [])
  }

  #claim(name: string): PersistentVolumeClaim | undefined {
    return this.#context.informers.of('persistentvolumeclaims').get(this.#set.metadata.namespace ?? '', name)
  }
}

type Owner = Parameters<typeof controllerReference>[0]

/** The pod as an owner, also before it is made. */
function podOwner({ metadata }: Replica): Owner {
  return { apiVersion: 'v1', kind: 'Pod', metadata }
}

function referencesOf({ metadata }: PersistentVolumeClaim): readonly OwnerReference[] {
  return metadata.ownerReferences ?? []
}

function names(reference: OwnerReference, { apiVersion, kind, metadata }: Owner): boolean {
  return reference.apiVersion === apiVersion && reference.kind === kind && reference.name === metadata.name
}

function owns(uid: string, claim: PersistentVolumeClaim): boolean {
  return referencesOf(claim).some((reference) => reference.uid === uid)
}

function isStale(claim: PersistentVolumeClaim, owner: Owner): boolean {
  const reference = referencesOf(claim).find((candidate) => names(candidate, owner))
  return reference !== undefined && reference.uid !== owner.metadata.uid
}
