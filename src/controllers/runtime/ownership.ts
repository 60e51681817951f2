import type { LabelSelector } from '../../base/selectors.ts'
import type { Api } from '../../client/api.ts'
import { isInvalid, isNotFound } from '../../client/status.ts'
import type { OwnerReference } from 'kubernetes-types/meta/v1'
import type { KnownResource } from '../../kinds/resources.ts'
import { atOnce, type Steps } from './workQueue.ts'

interface Owned {
  metadata: { name: string; namespace?: string; uid: string; labels?: Record<string, string>; deletionTimestamp?: string; ownerReferences?: readonly OwnerReference[] }
}

interface Owner {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { name: string; namespace?: string; uid: string; deletionTimestamp?: string }
}

/** The reference by which an object says that it is run by this owner. */
export function controllerReference(owner: Owner): OwnerReference {
  return { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true }
}

export function controllerOf(object: Owned): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller)
}

type ClaimParameters<T> = [api: Api, resource: KnownResource, owner: Owner, ownerResource: KnownResource, selector: LabelSelector, candidates: readonly T[], finalizer?: string]

/**
 * The objects of one owner: those that it has, those without an owner that its selector matches, which it adopts, less those that match no more, which it lets go
 * (`controller_ref_manager.go`). Before the first adoption the owner is asked for anew, lest objects be given to one that is going. Throws the first error of several when all
 * candidates have been seen.
 * @param finalizer one that is put on with the owner and taken off with it.
 */
export function claim<T extends Owned>(...parameters: ClaimParameters<T>): T[] {
  return atOnce(claimInSteps(...parameters))
}

/** As `claim`, with a step for the question and for each write. */
export function* claimInSteps<T extends Owned>(...[api, resource, owner, ownerResource, selector, candidates, finalizer]: ClaimParameters<T>): Steps<T[]> {
  const out: T[] = []
  const errors: unknown[] = []
  let mayAdopt = false
  for (const object of candidates) {
    const { metadata } = object
    const controller = controllerOf(object)
    const matches = selector.matches(metadata.labels)
    try {
      if (controller) {
        if (controller.uid !== owner.metadata.uid) continue
        if (matches) out.push(object)
        else if (!owner.metadata.deletionTimestamp) {
          release(api, resource, owner, object, finalizer)
          yield
        }
      } else if (matches && !metadata.deletionTimestamp && !owner.metadata.deletionTimestamp) {
        if (!mayAdopt) {
          checkOwner(api, ownerResource, owner)
          yield
        }
        mayAdopt = true
        if (adopt(api, resource, owner, object, finalizer)) out.push(object)
        yield
      }
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
  return out
}

function checkOwner(api: Api, resource: KnownResource, { kind, metadata: { namespace = '', name, uid } }: Owner): void {
  const { metadata } = api.get(resource, namespace, name) as Owner
  if (metadata.uid !== uid) throw new Error(`original ${kind} ${namespace}/${name} is gone: got uid ${metadata.uid}, wanted ${uid}`)
  if (metadata.deletionTimestamp) throw new Error(`${namespace}/${name} has just been deleted at ${metadata.deletionTimestamp}`)
}

function adopt(api: Api, resource: KnownResource, owner: Owner, { metadata }: Owned, finalizer: string | undefined): boolean {
  try {
    api.patch(resource, metadata.namespace ?? '', metadata.name, 'strategic', { metadata: { ownerReferences: [controllerReference(owner)], uid: metadata.uid, ...(finalizer ? { finalizers: [finalizer] } : {}) } })
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

function release(api: Api, resource: KnownResource, owner: Owner, { metadata }: Owned, finalizer: string | undefined): void {
  try {
    const off = finalizer ? { '$deleteFromPrimitiveList/finalizers': [finalizer] } : {}
    api.patch(resource, metadata.namespace ?? '', metadata.name, 'strategic', { metadata: { ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }], uid: metadata.uid, ...off } })
  } catch (error) {
    // Gone, or replaced by another of the same name: nothing is left to let go.
    if (!isNotFound(error) && !isInvalid(error)) throw error
  }
}
