/** Who owns whom, as the garbage collector knows it from its informers (`graph_builder.go`). Pure: it says what is to be looked at; the collector looks. */
import type { OwnerReference } from 'kubernetes-types/meta/v1'
import type { AnyStored } from '../../kinds/objects.ts'
import { deepEqual } from '../../base/equality.ts'

export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

export interface Identity {
  readonly apiVersion: string
  readonly kind: string
  /** '' for what has no namespace. */
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

export interface GraphNode {
  identity: Identity
  owners: readonly OwnerReference[]
  readonly dependents: Set<GraphNode>
  /** Only known from a reference to it so far. */
  virtual: boolean
  beingDeleted: boolean
  /** It waits for its dependents to go first. */
  deletingDependents: boolean
}

/** What a change asks for. */
export interface GraphListener {
  /** The node might have to go. */
  attemptToDelete(node: GraphNode): void
  /** The node's dependents are to be let go. */
  attemptToOrphan(node: GraphNode): void
  /** An object names an owner that is in another namespace. */
  invalidNamespace(dependent: GraphNode, reference: OwnerReference): void
}

export class DependencyGraph {
  readonly #nodes = new Map<string, GraphNode>()
  readonly #listener: GraphListener

  constructor(listener: GraphListener) {
    this.#listener = listener
  }

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid)
  }

  /** An object was seen for the first time or has changed. @param old how it was before, if it was known. */
  saw(object: AnyStored, old: AnyStored | undefined): void {
    const known = this.#nodes.get(object.metadata.uid)
    const owners = object.metadata.ownerReferences ?? []
    if (!known) {
      const node: GraphNode = {
        identity: identityOf(object),
        owners,
        dependents: new Set(),
        virtual: false,
        beingDeleted: isBeingDeleted(object),
        deletingDependents: isBeingDeleted(object) && hasFinalizer(object, FOREGROUND),
      }
      this.#nodes.set(node.identity.uid, node)
      this.#addToOwners(node, owners)
      this.#noteTransition(object, old, node)
      return
    }
    if (known.virtual) this.#observe(known, identityOf(object))
    this.#changeOwners(known, owners)
    if (isBeingDeleted(object)) known.beingDeleted = true
    this.#noteTransition(object, old, known)
  }

  /** An object is gone. */
  sawDeletion(uid: string): void {
    const node = this.#nodes.get(uid)
    if (node) this.#remove(node)
  }

  /** The API server has nothing under the coordinates by which a node is known. Returns whether another identity is to be tried for it. */
  isAbsent(node: GraphNode): boolean {
    const { identity } = node
    if (this.#nodes.get(identity.uid) !== node) return false
    if (!node.virtual) {
      this.#remove(node)
      return false
    }
    // Dependents may disagree about who it is; those that mean somebody else keep it, under one of the other identities.
    const others = [...node.dependents].flatMap((dependent) => otherIdentities(dependent, identity))
    const [next] = others.sort(compareIdentities(identity))
    if (!next) {
      this.#remove(node)
      return false
    }
    for (const dependent of node.dependents) if (otherIdentities(dependent, identity).length === 0) this.#listener.attemptToDelete(dependent)
    node.identity = next
    return true
  }

  #observe(node: GraphNode, identity: Identity): void {
    if (!deepEqual(node.identity, identity)) {
      for (const dependent of node.dependents) {
        const strange = identity.namespace !== '' && dependent.identity.namespace !== identity.namespace
        if (!strange && otherIdentities(dependent, identity).length === 0) continue
        if (strange) this.#reportNamespace(dependent, identity.uid)
        this.#listener.attemptToDelete(dependent)
      }
      node.identity = identity
    }
    node.virtual = false
  }

  #addToOwners(node: GraphNode, owners: readonly OwnerReference[]): void {
    let suspicious = false
    for (const reference of owners) {
      const known = this.#nodes.get(reference.uid)
      if (!known) {
        const { apiVersion, kind, name, uid } = reference
        const owner: GraphNode = { identity: { apiVersion, kind, name, uid, namespace: node.identity.namespace }, owners: [], dependents: new Set([node]), virtual: true, beingDeleted: false, deletingDependents: false }
        this.#nodes.set(uid, owner)
        this.#listener.attemptToDelete(owner)
        continue
      }
      known.dependents.add(node)
      const strange = known.identity.namespace !== '' && known.identity.namespace !== node.identity.namespace
      if (strange && !known.virtual) this.#reportNamespace(node, reference.uid)
      if (strange || !names(reference, known.identity) || (known.virtual && known.identity.namespace !== node.identity.namespace)) suspicious = true
    }
    if (suspicious) this.#listener.attemptToDelete(node)
  }

  #reportNamespace(dependent: GraphNode, uid: string): void {
    const reference = dependent.owners.find((owner) => owner.uid === uid)
    if (reference) this.#listener.invalidNamespace(dependent, reference)
  }

  #changeOwners(node: GraphNode, owners: readonly OwnerReference[]): void {
    const before = new Map(node.owners.map((owner) => [owner.uid, owner]))
    const after = new Map(owners.map((owner) => [owner.uid, owner]))
    const old = node.owners
    node.owners = owners
    for (const reference of old) {
      const owner = this.#nodes.get(reference.uid)
      if (owner && reference.blockOwnerDeletion && !after.get(reference.uid)?.blockOwnerDeletion) this.#listener.attemptToDelete(owner)
      if (!after.has(reference.uid)) owner?.dependents.delete(node)
    }
    this.#addToOwners(node, [...after.values()].filter(({ uid }) => !before.has(uid)))
  }

  #noteTransition(object: AnyStored, old: AnyStored | undefined, node: GraphNode): void {
    if (startsWaiting(object, old, ORPHAN)) return this.#listener.attemptToOrphan(node)
    if (!startsWaiting(object, old, FOREGROUND)) return
    node.deletingDependents = true
    for (const dependent of node.dependents) this.#listener.attemptToDelete(dependent)
    this.#listener.attemptToDelete(node)
  }

  #remove(node: GraphNode): void {
    this.#nodes.delete(node.identity.uid)
    for (const dependent of node.dependents) this.#listener.attemptToDelete(dependent)
    for (const { uid } of node.owners) {
      const owner = this.#nodes.get(uid)
      owner?.dependents.delete(node)
      if (owner?.deletingDependents) this.#listener.attemptToDelete(owner)
    }
  }
}

/** The dependents that an owner must wait for. */
export function blockingDependents(node: GraphNode): GraphNode[] {
  return [...node.dependents].filter(({ owners }) => owners.some(({ uid, blockOwnerDeletion }) => uid === node.identity.uid && blockOwnerDeletion))
}

export function hasFinalizer({ metadata }: AnyStored, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) ?? false
}

function isBeingDeleted({ metadata }: AnyStored): boolean {
  return metadata.deletionTimestamp !== undefined
}

function startsWaiting(object: AnyStored, old: AnyStored | undefined, finalizer: string): boolean {
  const waits = (candidate: AnyStored): boolean => isBeingDeleted(candidate) && hasFinalizer(candidate, finalizer)
  return waits(object) && !(old && waits(old))
}

function identityOf({ apiVersion, kind, metadata }: AnyStored): Identity {
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid }
}

function names({ apiVersion, kind, name, uid }: OwnerReference, identity: Identity): boolean {
  return apiVersion === identity.apiVersion && kind === identity.kind && name === identity.name && uid === identity.uid
}

/** As whom, other than that, a dependent knows the owner of that uid. */
function otherIdentities(dependent: GraphNode, identity: Identity): Identity[] {
  const { namespace } = dependent.identity
  const strange = identity.namespace !== '' && identity.namespace !== namespace
  return dependent.owners.filter((owner) => owner.uid === identity.uid && (strange || !names(owner, identity))).map(({ apiVersion, kind, name, uid }) => ({ apiVersion, kind, namespace, name, uid }))
}

/** Identities that come after the absent one go first, so that all have their turn. */
function compareIdentities(absent: Identity): (a: Identity, b: Identity) => number {
  const text = ({ kind, apiVersion, namespace, name }: Identity): string => [kind, apiVersion, namespace, name].join('\0')
  const pivot = text(absent)
  const rank = (identity: Identity): string => (text(identity) > pivot ? '0' : '1') + text(identity)
  return (a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0)
}
