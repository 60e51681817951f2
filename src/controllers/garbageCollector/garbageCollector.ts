import type { OwnerReference } from 'kubernetes-types/meta/v1'
import { isNotFound } from '../../client/status.ts'
import { resourceOf } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import { kindOfObject, kinds } from '../../kinds/registry.ts'
import type { ResourceName } from '../../kinds/resources.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { atOnce, type Steps } from '../runtime/workQueue.ts'
import { blockingDependents, DependencyGraph, FOREGROUND, hasFinalizer, ORPHAN, type GraphNode, type Identity } from './graph.ts'

const WORKERS = 20
/** How long it takes the collector to come to a decision about one object and carry it out. */
const COST_MS = [4, 12] as const

/** Deletes objects whose owners are gone, lets go those that are to be orphaned, and holds up owners that are to go last (`pkg/controller/garbagecollector`). */
export const garbageCollector: Controller = {
  name: 'garbage-collector-controller',
  setup(context) {
    const options = { workers: WORKERS, costMs: () => context.random.integer(...COST_MS) }
    const toDelete = context.queue((uid) => collector.considerDeletion(uid), options)
    const toOrphan = context.queue((uid) => collector.orphanDependents(uid), options)
    const graph = new DependencyGraph({
      attemptToDelete: ({ identity }) => toDelete.add(identity.uid),
      attemptToOrphan: ({ identity }) => toOrphan.add(identity.uid),
      invalidNamespace: (dependent, reference) => reportNamespace(context, dependent, reference),
    })
    const collector = new Collector(context, graph, (uid) => toDelete.addRateLimited(uid), ({ identity }) => toDelete.add(identity.uid))
    for (const kind of kinds) {
      // Events own nothing and are owned by nobody, and there are many of them.
      if (kind.plural === 'events' || !['delete', 'list', 'watch'].every((verb) => kind.verbs.includes(verb as never))) continue
      context.informers.of(resourceOf(kind) as string).on({
        added: (object) => graph.saw(object, undefined),
        updated: (object, old) => graph.saw(object, old),
        deleted: (object) => graph.sawDeletion(object.metadata.uid),
      })
    }
  },
}

/** A reference by an object without namespace to an owner that has one can never be right and is left alone. */
class NamespacedOwnerOfClusterObject extends Error {}

class Collector {
  readonly #context: ControllerContext
  readonly #graph: DependencyGraph
  readonly #tryAgain: (uid: string) => void
  readonly #lookAt: (node: GraphNode) => void

  constructor(context: ControllerContext, graph: DependencyGraph, tryAgain: (uid: string) => void, lookAt: (node: GraphNode) => void) {
    this.#context = context
    this.#graph = graph
    this.#tryAgain = tryAgain
    this.#lookAt = lookAt
  }

  /** Deletes an object if nobody who owns it is left (`attemptToDeleteItem`). */
  considerDeletion(uid: string): void {
    const node = this.#graph.get(uid)
    if (!node || (node.beingDeleted && !node.deletingDependents)) return
    try {
      const latest = this.#find(node.identity)
      if (!latest) {
        if (this.#graph.isAbsent(node)) this.#tryAgain(uid)
        return
      }
      if (node.deletingDependents) this.#finishForeground(node)
      else this.#judge(node, latest)
    } catch (error) {
      if (error instanceof NamespacedOwnerOfClusterObject) return
      throw error
    }
    // The object is there but has not been seen yet: it is asked for until it has.
    if (node.virtual) throw new Error(`${node.identity.kind} ${node.identity.name} has not been observed yet`)
  }

  /** Takes an owner away from all of its dependents, then the finalizer from the owner. */
  *orphanDependents(uid: string): Steps {
    const owner = this.#graph.get(uid)
    if (!owner) return
    for (const dependent of owner.dependents) {
      try {
        this.#removeOwners(dependent.identity, [uid])
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }
    yield
    yield* this.#removeFinalizer(owner.identity, ORPHAN)
  }

  #finishForeground(node: GraphNode): void {
    const blocking = blockingDependents(node)
    if (blocking.length === 0) return atOnce(this.#removeFinalizer(node.identity, FOREGROUND))
    for (const dependent of blocking) if (!dependent.deletingDependents) this.#lookAt(dependent)
  }

  #judge(node: GraphNode, latest: AnyStored): void {
    const owners = latest.metadata.ownerReferences ?? []
    if (owners.length === 0) return
    const dangling: OwnerReference[] = []
    const waiting: OwnerReference[] = []
    let solid = 0
    for (const reference of owners) {
      const owner = this.#find({ ...reference, namespace: node.identity.namespace })
      if (!owner) dangling.push(reference)
      else if (owner.metadata.deletionTimestamp && hasFinalizer(owner, FOREGROUND)) waiting.push(reference)
      else solid++
    }
    const superfluous = [...dangling, ...waiting].map(({ uid }) => uid)
    if (solid > 0) {
      if (superfluous.length > 0) this.#removeOwners(node.identity, superfluous)
    } else if (waiting.length > 0 && node.dependents.size > 0) {
      // A circle of owners that all wait for one another is cut here.
      if ([...node.dependents].some((dependent) => dependent.deletingDependents)) this.#unblock(node.identity, owners)
      this.#delete(node.identity, 'Foreground')
    } else this.#delete(node.identity, hasFinalizer(latest, ORPHAN) ? 'Orphan' : hasFinalizer(latest, FOREGROUND) ? 'Foreground' : 'Background')
  }

  /** What the API server has under these coordinates, if it is that object. */
  #find(identity: Identity): AnyStored | undefined {
    const { resource, namespace } = coordinates(identity)
    try {
      const object = this.#context.api.get(resource, namespace, identity.name)
      return object.metadata.uid === identity.uid ? object : undefined
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  #delete(identity: Identity, propagationPolicy: string): void {
    const { resource, namespace } = coordinates(identity)
    this.#context.api.delete(resource, namespace, identity.name, { preconditions: { uid: identity.uid }, propagationPolicy })
  }

  #removeOwners(identity: Identity, uids: readonly string[]): void {
    const { resource, namespace } = coordinates(identity)
    this.#context.api.patch(resource, namespace, identity.name, 'strategic', { metadata: { ownerReferences: uids.map((uid) => ({ $patch: 'delete', uid })), uid: identity.uid } })
  }

  #unblock(identity: Identity, owners: readonly OwnerReference[]): void {
    const { resource, namespace } = coordinates(identity)
    const ownerReferences = owners.filter(({ blockOwnerDeletion }) => blockOwnerDeletion).map((owner) => ({ ...owner, blockOwnerDeletion: false }))
    this.#context.api.patch(resource, namespace, identity.name, 'strategic', { metadata: { ownerReferences, uid: identity.uid } })
  }

  *#removeFinalizer(identity: Identity, finalizer: string): Steps {
    const object = this.#find(identity)
    yield
    if (!object || !hasFinalizer(object, finalizer)) return
    const { resource, namespace } = coordinates(identity)
    const finalizers = (object.metadata.finalizers ?? []).filter((candidate) => candidate !== finalizer)
    this.#context.api.patch(resource, namespace, identity.name, 'merge', { metadata: { resourceVersion: object.metadata.resourceVersion, finalizers: finalizers.length > 0 ? finalizers : null } })
  }
}

/** Under which path an object is found. Throws for a kind that is not served: it may come to be. */
function coordinates({ apiVersion, kind, namespace }: Identity): { resource: ResourceName; namespace: string } {
  const known = kindOfObject(apiVersion, kind)
  if (!known) throw new Error(`unable to get REST mapping for ${apiVersion}/${kind}.`)
  if (known.namespaced && namespace === '') throw new NamespacedOwnerOfClusterObject()
  return { resource: resourceOf(known), namespace: known.namespaced ? namespace : '' }
}

function reportNamespace({ events }: ControllerContext, { identity }: GraphNode, reference: OwnerReference): void {
  const { apiVersion, kind, namespace, name, uid } = identity
  const owner = `[${reference.apiVersion}/${reference.kind}, namespace: ${namespace}, name: ${reference.name}, uid: ${reference.uid}]`
  events.event({ apiVersion, kind, namespace, name, uid }, 'Warning', 'OwnerRefInvalidNamespace', `ownerRef ${owner} does not exist in namespace "${namespace}"`)
}
