import type { AnyStored } from '../kinds/objects.ts'
import type { ObjectOf } from '../kinds/resources.ts'

/** What the scene watches: give it every list and watch event of these. */
export const sceneResources = [
  'pods',
  'nodes',
  'replicasets.apps',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'controllerrevisions.apps',
  'jobs.batch',
  'cronjobs.batch',
  'services',
  'endpointslices.discovery.k8s.io',
  'ingresses.networking.k8s.io',
] as const
export type SceneResource = (typeof sceneResources)[number]

/** `NAMESPACE/NAME`, or `NAME` of what has no namespace. */
export function pathOf(object: { metadata: { namespace?: string; name: string } }): string {
  const { namespace, name } = object.metadata
  return namespace ? `${namespace}/${name}` : name
}

/** `pods/default/web-1`, `deployments/default/web`: how entities, request facts and due facts name an object. */
export function keyOf(resource: SceneResource, object: { metadata: { namespace?: string; name: string } }): string {
  return `${plural(resource)}/${pathOf(object)}`
}

export function plural(resource: SceneResource): string {
  return resource.split('.', 1)[0] as string
}

type Tables = { readonly [R in SceneResource]: Map<string, ObjectOf<R>> }

/** The watched objects as they are now, by resource and path. */
export class World {
  readonly tables: Tables = Object.fromEntries(sceneResources.map((resource) => [resource, new Map()])) as unknown as Tables

  get<R extends SceneResource>(resource: R, path: string): ObjectOf<R> | undefined {
    return this.tables[resource].get(path) as ObjectOf<R> | undefined
  }

  /** Takes a watch event in; returns the object as it was before. */
  observe(resource: SceneResource, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: AnyStored): AnyStored | undefined {
    const table = this.tables[resource] as unknown as Map<string, AnyStored>
    const path = pathOf(object)
    const before = table.get(path)
    if (type === 'DELETED') table.delete(path)
    else table.set(path, object)
    return before
  }
}

/** A table of sets: which things have a value in common. */
export class Index {
  readonly #sets = new Map<string, Set<string>>()

  of(value: string): ReadonlySet<string> {
    return this.#sets.get(value) ?? none
  }

  move(member: string, from: string | undefined, to: string | undefined): void {
    if (from === to) return
    if (from !== undefined) {
      const set = this.#sets.get(from)
      set?.delete(member)
      if (set?.size === 0) this.#sets.delete(from)
    }
    if (to === undefined) return
    const set = this.#sets.get(to)
    if (set) set.add(member)
    else this.#sets.set(to, new Set([member]))
  }
}

const none: ReadonlySet<string> = new Set()
