import type { WatchEvent } from '../client/api.ts'
import type { AnyStored } from '../kinds/objects.ts'
import type { Node, Pod } from '../kinds/resources.ts'
import { diff } from './diff.ts'
import { groupBy } from './groupBy.ts'
import type { ControlDial, DueFact, Entity, EntityOf, PodGlyph, RequestFact, SceneDelta, WorkloadKind } from './model.ts'
import { isNodeReady, nodeTray } from './nodes.ts'
import { podGlyph } from './pods.ts'
import { belongingOf, revisionOfReplicaSet } from './relate.ts'
import { doorOf, serviceCapsule, serviceOfSlice } from './services.ts'
import { sparksOf, TrafficWindow } from './traffic.ts'
import { workloadFrame } from './workloads.ts'
import { Index, keyOf, sceneResources, World, type SceneResource } from './world.ts'

/** Readings are made anew this often (of virtual time), so that digits can be read. */
const readingEveryMs = 250

/**
 * Turns what a cluster tells into what is drawn. Feed it watch events (of `sceneResources`), request facts and what is due as they come, and ask once a frame
 * for what has changed. It looks again only at what an event touched: a quiet frame of a cluster of any size costs nothing.
 */
export class SceneBuilder {
  readonly #world = new World()
  readonly #traffic = new TrafficWindow()
  readonly #shown = new Map<string, Entity>()
  readonly #touched = new Set<string>()
  readonly #podsByNode = new Index()
  readonly #podsByWorkload = new Index()
  readonly #podsByOwner = new Index()
  readonly #kinds = new Map<string, WorkloadKind>()
  /** The workload of each pod, as it was when last looked at. */
  readonly #workloads = new Map<string, string>()
  #facts: RequestFact[] = []
  #due = new Map<string, DueFact[]>()
  #controls = new Map<string, ControlDial>()
  #readingsAtMs = Number.NEGATIVE_INFINITY

  /** A change of a watched object; events of resources that the scene does not draw are passed over. */
  observe(resource: string, { type, object }: WatchEvent<AnyStored>): void {
    if (!isSceneResource(resource)) return
    const before = this.#world.observe(resource, type, object)
    const after = type === 'DELETED' ? undefined : object
    if (resource === 'pods') this.#observePod(before as Pod | undefined, after as Pod | undefined)
    else this.#observeOther(resource, before, after, object)
  }

  /** A request that has ended. Probes are not drawn. */
  request(fact: RequestFact): void {
    if (fact.request.kind === 'probe') return
    this.#facts.push(fact)
    this.#traffic.add(fact)
  }

  /** All that is due now: replaces what was. */
  due(facts: readonly DueFact[]): void {
    for (const subject of this.#due.keys()) this.#touched.add(subject)
    this.#due = groupBy(facts, ({ subject }) => subject)
    for (const subject of this.#due.keys()) this.#touched.add(subject)
  }

  /** The parts of the control plane; a cluster that does not tell has none. */
  controlPlane(parts: readonly Omit<ControlDial, 'type' | 'key'>[]): void {
    for (const key of this.#controls.keys()) this.#touched.add(key)
    this.#controls = new Map(parts.map((part) => [`control/${part.name}`, { type: 'control', key: `control/${part.name}`, ...part }]))
    for (const key of this.#controls.keys()) this.#touched.add(key)
  }

  /** What has changed since the last frame. */
  frame(nowMs: number): SceneDelta {
    const pods = diff(this.#shown, this.#take('pods/'), (key) => this.#pod(key))
    for (const pod of [...pods.added, ...pods.changed] as PodGlyph[]) this.#touched.add(pod.workload)
    const rest = diff(this.#shown, this.#take(''), (key) => this.#entity(key))
    const traffic = this.#trafficDifference(nowMs)
    const { sparks, oneIn } = sparksOf(this.#facts)
    this.#facts = []
    return {
      nowMs,
      added: [...pods.added, ...rest.added, ...traffic.added],
      changed: [...pods.changed, ...rest.changed, ...traffic.changed],
      removed: [...pods.removed, ...rest.removed, ...traffic.removed],
      sparks,
      sparkOneIn: oneIn,
    }
  }

  /** Everything that is on stage, as additions: for a page that comes later, or comes back. */
  snapshot(nowMs: number): SceneDelta {
    return { nowMs, added: [...this.#shown.values()], changed: [], removed: [], sparks: [], sparkOneIn: 1 }
  }

  #observePod(before: Pod | undefined, after: Pod | undefined): void {
    const pod = after ?? before
    if (!pod) return
    const key = keyOf('pods', pod)
    const belonging = belongingOf(this.#world, pod)
    this.#podsByNode.move(key, before?.spec.nodeName, after?.spec.nodeName)
    this.#podsByOwner.move(key, before && ownerUid(before), after && ownerUid(after))
    this.#touch(key, this.#workloads.get(key), belonging.workload, nodeKey(before), nodeKey(after))
    this.#group(key, after && belonging.workload)
    this.#kinds.set(belonging.workload, belonging.kind)
    if ((before === undefined || after === undefined) && belonging.kind === 'Pod') this.#touchServices(pod.metadata.namespace)
  }

  #observeOther(resource: Exclude<SceneResource, 'pods'>, before: AnyStored | undefined, after: AnyStored | undefined, object: AnyStored): void {
    const key = keyOf(resource, object)
    const { namespace, name, uid } = object.metadata
    switch (resource) {
      case 'nodes':
        this.#touch(key)
        if (readyOf(before) !== readyOf(after)) this.#touch(...this.#podsByNode.of(name))
        return
      case 'replicasets.apps':
        this.#touch(key, ...(object.metadata.ownerReferences ?? []).map((owner) => `deployments/${namespace}/${owner.name}`))
        if (revisionText(before) !== revisionText(after)) this.#regroup(this.#podsByOwner.of(uid))
        return
      case 'endpointslices.discovery.k8s.io':
        this.#touch(`services/${serviceOfSlice(object as never)}`)
        return
      case 'controllerrevisions.apps':
        for (const owner of object.metadata.ownerReferences ?? []) this.#regroup(this.#podsByOwner.of(owner.uid))
        return
      case 'services':
      case 'ingresses.networking.k8s.io':
        this.#touch(key)
        return
      case 'deployments.apps':
        this.#kinds.set(key, 'Deployment')
    }
    this.#touch(key)
    if (before === undefined || after === undefined) {
      this.#touchServices(namespace)
      this.#regroup(this.#podsByOwner.of(uid))
    }
  }

  /** Looks again to whom pods belong: their owner has come, gone, or got another revision. */
  #regroup(keys: ReadonlySet<string>): void {
    for (const key of keys) {
      const pod = this.#world.get('pods', key.slice('pods/'.length))
      if (pod) this.#observePod(pod, pod)
    }
  }

  #group(pod: string, workload: string | undefined): void {
    this.#podsByWorkload.move(pod, this.#workloads.get(pod), workload)
    if (workload === undefined) this.#workloads.delete(pod)
    else this.#workloads.set(pod, workload)
  }

  #touch(...keys: readonly (string | undefined)[]): void {
    for (const key of keys) if (key !== undefined) this.#touched.add(key)
  }

  #touchServices(namespace: string | undefined): void {
    for (const service of this.#world.tables.services.values()) {
      if (service.metadata.namespace === namespace) this.#touched.add(keyOf('services', service))
    }
  }

  /** Takes the touched keys with that prefix off the list, in a fixed order. */
  #take(prefix: string): string[] {
    const keys = [...this.#touched].filter((key) => key.startsWith(prefix)).sort()
    for (const key of keys) this.#touched.delete(key)
    return keys
  }

  #pod(key: string): PodGlyph | undefined {
    const pod = this.#world.get('pods', key.slice('pods/'.length))
    if (!pod) return undefined
    const node = this.#world.get('nodes', pod.spec.nodeName ?? '')
    const belonging = belongingOf(this.#world, pod)
    return podGlyph(pod, belonging, node === undefined || isNodeReady(node), this.#due.get(key) ?? [])
  }

  #entity(key: string): Entity | undefined {
    const slash = key.indexOf('/')
    const path = key.slice(slash + 1)
    switch (key.slice(0, slash)) {
      case 'nodes': {
        const node = this.#world.get('nodes', path)
        return node && nodeTray(node, [...this.#podsByNode.of(path)].flatMap((pod) => this.#world.get('pods', pod.slice('pods/'.length)) ?? []))
      }
      case 'services': {
        const service = this.#world.get('services', path)
        return service && serviceCapsule(this.#world, service)
      }
      case 'ingresses': {
        const ingress = this.#world.get('ingresses.networking.k8s.io', path)
        return ingress && doorOf(ingress)
      }
      case 'control':
        return this.#controls.get(key)
      default:
        return this.#workload(key)
    }
  }

  /** A Deployment is on stage as long as it exists, whatever else owns pods as long as it has some. */
  #workload(key: string): Entity | undefined {
    const members = [...this.#podsByWorkload.of(key)].flatMap((pod) => (this.#shown.get(pod) as PodGlyph | undefined) ?? [])
    const exists = key.startsWith('deployments/') && this.#world.get('deployments.apps', key.slice('deployments/'.length)) !== undefined
    if (members.length === 0 && !exists) return undefined
    return workloadFrame(this.#world, key, this.#kinds.get(key) ?? 'Pod', members)
  }

  #trafficDifference(nowMs: number) {
    if (nowMs - this.#readingsAtMs < readingEveryMs && nowMs >= this.#readingsAtMs) return diff(this.#shown, [], () => undefined)
    this.#readingsAtMs = nowMs
    const now = new Map<string, EntityOf<'reading' | 'client'>>([...this.#traffic.readings(nowMs), ...this.#traffic.clients(nowMs)].map((entity) => [entity.key, entity]))
    const before = [...this.#shown.keys()].filter((key) => key.startsWith('readings/') || key.startsWith('clients/'))
    return diff(this.#shown, new Set([...before, ...now.keys()]), (key) => now.get(key))
  }
}

function isSceneResource(resource: string): resource is SceneResource {
  return (sceneResources as readonly string[]).includes(resource)
}

function ownerUid(pod: Pod): string | undefined {
  return pod.metadata.ownerReferences?.find(({ controller }) => controller)?.uid
}

function nodeKey(pod: Pod | undefined): string | undefined {
  return pod?.spec.nodeName === undefined ? undefined : `nodes/${pod.spec.nodeName}`
}

function readyOf(node: AnyStored | undefined): boolean {
  return isNodeReady(node as Node | undefined)
}

/** What of a ReplicaSet decides where its pods stand and how they are coloured. */
function revisionText(set: AnyStored | undefined): string {
  return set === undefined ? '' : `${revisionOfReplicaSet(set.metadata)} ${set.metadata.ownerReferences?.map(({ uid }) => uid).join(' ') ?? ''}`
}
