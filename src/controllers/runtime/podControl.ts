import type { ObjectMeta } from 'kubernetes-types/meta/v1'
import type { PodSpec } from 'kubernetes-types/core/v1'
import { isNamespaceTerminating, isNotFound, StatusError } from '../../client/status.ts'
import type { Pod } from '../../kinds/resources.ts'
import type { ControllerContext } from './controller.ts'
import { controllerReference } from './ownership.ts'
import type { Steps } from './workQueue.ts'

/** An object whose controller makes pods. */
export interface PodOwner {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly uid: string; readonly resourceVersion: string }
}

export interface PodDraft {
  readonly metadata?: ObjectMeta
  readonly spec?: PodSpec
}

type Writer = Pick<ControllerContext, 'api' | 'events'>

/**
 * Makes a pod from a template and tells of it in the owner's Events (`controller_utils.go RealPodControl`). In a namespace that is being deleted nothing is made, and nothing
 * said. Throws what the API answers.
 */
export function createPod({ api, events }: Writer, owner: PodOwner, { metadata = {}, spec }: PodDraft, generateName = `${owner.metadata.name}-`): void {
  const { labels, annotations, finalizers } = metadata
  try {
    const pod = api.create('pods', { metadata: { generateName, namespace: owner.metadata.namespace, labels, annotations, finalizers, ownerReferences: [controllerReference(owner)] }, spec } as never)
    events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
  } catch (error) {
    // Nothing can be made there any more, and nothing needs to be.
    if (isNamespaceTerminating(error)) return
    if (error instanceof StatusError) events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
    throw error
  }
}

/** Deletes a pod and tells of it in the owner's Events. Throws what the API answers, also that it is gone already. */
export function deletePod({ api, events }: Writer, owner: PodOwner, { metadata }: Pod): void {
  try {
    api.delete('pods', metadata.namespace ?? '', metadata.name)
    events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`)
  } catch (error) {
    if (!(error instanceof StatusError) || isNotFound(error)) throw error
    events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
    throw new Error(`unable to delete pods: ${error.message}`, { cause: error })
  }
}

/** How much longer than other requests a pod's creation is on its way until it takes effect, milliseconds: admission has more to do for it. */
const CREATION_MS = 5

export interface BatchResult {
  /** How many attempts succeeded. */
  readonly done: number
  /** How many were not even made, because others failed. */
  readonly skipped: number
  readonly failures: readonly unknown[]
}

/** Tries something so often, in batches of 1, 2, 4 …, and stops after the first in which one fails, so that what cannot succeed is not tried a hundred times. A step for each batch. */
export function* inBatches(count: number, attempt: (index: number) => void): Steps<BatchResult> {
  const failures: unknown[] = []
  let tried = 0
  for (let batch = Math.min(1, count); batch > 0 && failures.length === 0; batch = Math.min(2 * batch, count - tried)) {
    yield CREATION_MS
    for (const end = tried + batch; tried < end; tried++) {
      try {
        attempt(tried)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  return { done: tried - failures.length, skipped: count - tried, failures }
}
