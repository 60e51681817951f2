import type { NodeCondition } from 'kubernetes-types/core/v1'
import type { EventRecorder } from '../../client/eventRecorder.ts'
import { isConflict, isNotFound, StatusError } from '../../client/status.ts'
import type { Node } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { judge, readyCondition, type NodeHealth, type Verdict } from './health.ts'
import { markPodsNotReady } from './podsNotReady.ts'
import { hasTaint, noExecute, NOT_READY, removeTaints, swapTaints, UNREACHABLE } from './taints.ts'
import { evictionRate, EvictionQueue, zoneOf, zoneState, type ZoneState } from './zones.ts'

const ATTEMPTS = 5
const EXCLUDED_FROM_DISRUPTION = 'node.kubernetes.io/exclude-disruption'

/** What the controller remembers of nodes and zones from pass to pass, and the passes themselves (`monitorNodeHealth`, `doNoExecuteTaintingPass`). */
export class Monitor {
  readonly #context: ControllerContext
  readonly #events: EventRecorder
  readonly #known = new Map<string, Node>()
  readonly #health = new Map<string, NodeHealth>()
  readonly #zones = new Map<string, { state: ZoneState; readonly queue: EvictionQueue }>()
  /** Nodes whose pods could not all be marked. */
  readonly #toRetry = new Set<string>()

  /** @param events those of the component `node-controller`. */
  constructor(context: ControllerContext, events: EventRecorder) {
    this.#context = context
    this.#events = events
  }

  /** Looks at all nodes. */
  pass(): void {
    const nodes = this.#context.informers.of('nodes').list().sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    this.#greet(nodes)
    const ready = new Map<string, (NodeCondition | undefined)[]>()
    for (const node of nodes) {
      const verdict = this.#checkHealth(node)
      if (!verdict) continue
      if (node.metadata.labels?.[EXCLUDED_FROM_DISRUPTION] === undefined) ready.set(zoneOf(node), [...(ready.get(zoneOf(node)) ?? []), verdict.current])
      this.#act(node, verdict)
    }
    this.#handleDisruption(nodes, ready)
  }

  /** When the next node may be given up, in milliseconds since the Unix epoch; undefined if none waits. */
  get nextEvictionMs(): number | undefined {
    const due = [...this.#zones.values()].flatMap(({ queue }) => queue.dueMs ?? [])
    return due.length > 0 ? Math.min(...due) : undefined
  }

  /** Puts the NoExecute taint on nodes that are to be given up, as fast as their zones allow. */
  giveUpNodes(): void {
    const { api, informers, simulation } = this.#context
    for (const { queue } of this.#zones.values())
      queue.run(simulation.nowMs, (name) => {
        const node = informers.of('nodes').byKey(name)
        if (!node) return true
        const status = readyCondition(node)?.status
        if (status === undefined) return false
        if (status !== 'True') {
          const [key, opposite] = status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY]
          swapTaints(api, node, [noExecute(key)], [noExecute(opposite)], simulation.nowMs)
        }
        return true
      })
  }

  /** Whether a node is known to be not ready. */
  isNotReady(name: string): boolean {
    const ready = this.#health.get(name)?.ready
    return ready !== undefined && ready.status !== 'True'
  }

  forgetRetry(name: string): void {
    this.#toRetry.delete(name)
  }

  /** Takes note of nodes that have come and gone. */
  #greet(nodes: readonly Node[]): void {
    const present = new Set(nodes.map(({ metadata }) => metadata.name))
    for (const node of nodes) {
      this.#zone(zoneOf(node))
      if (this.#known.has(node.metadata.name)) continue
      this.#nodeEvent(node, 'RegisteredNode', `Registered Node ${node.metadata.name} in Controller`)
      this.#known.set(node.metadata.name, node)
      this.#markReachable(node)
    }
    for (const [name, node] of this.#known) {
      if (present.has(name)) continue
      this.#nodeEvent(node, 'RemovingNode', `Removing Node ${name} from Controller`)
      this.#known.delete(name)
    }
  }

  #nodeEvent(node: Node, reason: string, text: string): void {
    this.#events.event(subjectOf(node), 'Normal', reason, `Node ${node.metadata.name} event: ${text}`)
  }

  #zone(key: string): { state: ZoneState; readonly queue: EvictionQueue } {
    const known = this.#zones.get(key) ?? { state: 'Initial', queue: new EvictionQueue() }
    this.#zones.set(key, known)
    return known
  }

  /** Judges a node by its lease and status and writes the conditions of a silent one; undefined if that could not be done. */
  #checkHealth(seen: Node): Verdict | undefined {
    const { api, informers, simulation } = this.#context
    const { name } = seen.metadata
    let node = seen
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const lease = informers.of('leases.coordination.k8s.io').get('kube-node-lease', name)
      const verdict = judge(node, lease, this.#health.get(name), simulation.nowMs)
      try {
        if (verdict.conditions) api.update('nodes', { ...node, status: { ...node.status, conditions: verdict.conditions } } as never, { subresource: 'status' })
        this.#health.set(name, verdict.health)
        return verdict
      } catch (error) {
        if (!isConflict(error)) {
          if (isNotFound(error)) return undefined
          throw error
        }
        node = api.get('nodes', '', name)
      }
    }
    return undefined
  }

  #act(node: Node, { observed, current }: Verdict): void {
    if (!current) return this.forgetRetry(node.metadata.name)
    const { name } = node.metadata
    this.#taint(node, observed)
    const fell = current.status !== 'True' && observed.status === 'True'
    if (fell) this.#events.event(subjectOf(node), 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`)
    if (fell || (this.#toRetry.has(name) && observed.status !== 'True')) {
      const pods = this.#context.informers.of('pods').indexed('node', name)
      if (!markPodsNotReady(this.#context, this.#events, pods)) {
        this.#toRetry.add(name)
        return
      }
    }
    this.#toRetry.delete(name)
  }

  /** Queues a node for its NoExecute taint, changes one kind of taint into the other, or takes both off (`processTaintBaseEviction`). */
  #taint(node: Node, observed: NodeCondition): void {
    if (observed.status === 'True') return this.#markReachable(node)
    const [key, opposite] = observed.status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY]
    const { queue } = this.#zone(zoneOf(node))
    if (hasTaint(node, noExecute(opposite))) this.#try(() => swapTaints(this.#context.api, node, [noExecute(key)], [noExecute(opposite)], this.#context.simulation.nowMs))
    else {
      if (!hasTaint(node, noExecute(key))) queue.remove(node.metadata.name)
      queue.add(node.metadata.name)
    }
  }

  #markReachable(node: Node): void {
    for (const key of [UNREACHABLE, NOT_READY]) if (!this.#try(() => removeTaints(this.#context.api, node, [noExecute(key)]))) return
    this.#zone(zoneOf(node)).queue.remove(node.metadata.name)
  }

  /** A write that fails is done again in the next pass. */
  #try(write: () => void): boolean {
    try {
      write()
      return true
    } catch (error) {
      if (error instanceof StatusError) return false
      throw error
    }
  }

  /** Slows down or stops giving up nodes when many of a zone fall at once: then it is rather the network. */
  #handleDisruption(nodes: readonly Node[], ready: ReadonlyMap<string, readonly (NodeCondition | undefined)[]>): void {
    const { nowMs } = this.#context.simulation
    const states = new Map([...ready].map(([zone, conditions]) => [zone, zoneState(conditions)]))
    for (const zone of [...this.#zones.keys()]) if (!ready.has(zone)) this.#zones.delete(zone)
    const allAreDown = [...states.values()].every((state) => state === 'FullDisruption')
    const allWereDown = [...this.#zones.values()].every(({ state }) => state === 'FullDisruption')
    if (allAreDown && allWereDown) return
    if (allAreDown) {
      for (const node of nodes) this.#markReachable(node)
      for (const [key] of states) {
        const zone = this.#zone(key)
        zone.queue.setRate(0, nowMs)
        zone.state = 'FullDisruption'
      }
      return
    }
    if (allWereDown) for (const [name, health] of this.#health) this.#health.set(name, { ...health, seenMs: nowMs })
    for (const [key, state] of states) {
      const zone = this.#zone(key)
      if (zone.state === state && !allWereDown) continue
      zone.queue.setRate(evictionRate(state, ready.get(key)?.length ?? 0), nowMs)
      zone.state = state
    }
  }
}

function subjectOf({ metadata }: Node): { apiVersion: string; kind: string; name: string; uid: string } {
  return { apiVersion: 'v1', kind: 'Node', name: metadata.name, uid: metadata.uid }
}
