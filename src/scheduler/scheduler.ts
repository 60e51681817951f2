import { LabelSelector, selectorOfMap, selectorOfObject } from '../base/selectors.ts'
import type { Simulation, Timer } from '../base/simulation.ts'
import { formatTime } from '../base/time.ts'
import type { Api } from '../client/api.ts'
import { schedulerEventRecorder, type SchedulerEventRecorder } from '../client/schedulerEventRecorder.ts'
import { Informers } from '../client/informer.ts'
import type { Part } from '../client/part.ts'
import { ConnectionError, isConflict, isNotFound } from '../client/status.ts'
import type { Node, Pod } from '../kinds/resources.ts'
import { decide, failureMessage, type Decision } from './decide.ts'
import type { ClusterEvent, CycleState } from './framework.ts'
import { podInfo, type PodInfo } from './podInfo.ts'
import { plugins } from './plugins/registry.ts'
import { DEFAULT_SELECTOR } from './plugins/podTopologySpread.ts'
import { preempt } from './preemption.ts'
import { SchedulingQueue } from './queue.ts'
import { Snapshot } from './snapshot.ts'
import { VolumeBinder } from './volumeBinder.ts'
import { STORAGE, type VolumePlan } from './volumes.ts'

/** What one attempt costs of virtual time, in milliseconds. */
const CYCLE_MS = 2
/** From the decision to the Binding: it is made beside the next attempts. */
const BIND_MS = 3
/** How often it is looked whether the claims of a pod are bound, and for how long. */
const VOLUME_POLL_MS = 1000
const VOLUME_TIMEOUT_MS = 600_000

/** kube-scheduler with its default profile: gives each pod a machine, or says why it has none. */
export class Scheduler implements Part {
  readonly name = 'scheduler'
  /** The latest decision for each pod, to be shown. */
  readonly decisions = new Map<string, Decision>()
  readonly #simulation: Simulation
  readonly #api: Api
  readonly #events: SchedulerEventRecorder
  #run: Run | undefined

  constructor(simulation: Simulation, api: Api) {
    this.#simulation = simulation
    this.#api = api
    this.#events = schedulerEventRecorder(simulation, api, 'default-scheduler')
  }

  get running(): boolean {
    return this.#run !== undefined
  }

  /** How many pods wait for a machine. */
  get pending(): number {
    return this.#run?.pending ?? 0
  }

  start(): void {
    if (!this.#run) this.#run = new Run(this.#simulation, this.#api, this.#events, this.decisions)
  }

  stop(): void {
    this.#run?.stop()
    this.#run = undefined
  }
}

/** One life of the scheduler, from its start to its stop: what it knows is lost with it. */
class Run {
  readonly #simulation: Simulation
  readonly #api: Api
  readonly #events: SchedulerEventRecorder
  readonly #decisions: Map<string, Decision>
  readonly #informers: Informers
  readonly #snapshot = new Snapshot()
  readonly #queue: SchedulingQueue
  readonly #volumes: VolumeBinder
  readonly #timers = new Set<Timer>()
  #cycle: Timer | undefined
  #rotation = 0

  constructor(simulation: Simulation, api: Api, events: SchedulerEventRecorder, decisions: Map<string, Decision>) {
    this.#simulation = simulation
    this.#api = api
    this.#events = events
    this.#decisions = decisions
    this.#queue = new SchedulingQueue(simulation, plugins, () => this.#wake())
    this.#informers = new Informers(simulation, api)
    this.#volumes = new VolumeBinder(this.#informers, api)
    this.#watch()
    this.#informers.start()
  }

  get pending(): number {
    return this.#queue.length
  }

  stop(): void {
    this.#informers.stop()
    this.#queue.stop()
    this.#cycle?.cancel()
    for (const timer of this.#timers) timer.cancel()
  }

  #watch(): void {
    this.#informers.of('nodes').on({
      added: (node) => this.#move({ kind: 'node added', node: this.#snapshot.setNode(node) }),
      updated: (node, old) => this.#nodeUpdated(node, old),
      deleted: (node) => this.#snapshot.removeNode(node.metadata.name),
    })
    this.#informers.of('namespaces').on({ added: (namespace) => this.#snapshot.setNamespace(namespace), updated: (namespace) => this.#snapshot.setNamespace(namespace) })
    this.#informers.of('pods').on({
      added: (pod) => this.#podSeen(pod, undefined),
      updated: (pod, old) => this.#podSeen(pod, old),
      deleted: (pod) => this.#podGone(pod),
    })
    const moveVolumes = (): void => this.#move({ kind: 'volumes' })
    this.#informers.of('persistentvolumeclaims').on({ added: (claim) => this.#move({ kind: 'volumes', claim }), updated: (claim) => this.#move({ kind: 'volumes', claim }) })
    this.#informers.of('persistentvolumes').on({ added: moveVolumes, updated: moveVolumes })
    this.#informers.of('storageclasses.storage.k8s.io').on({ added: moveVolumes })
    this.#informers.of('poddisruptionbudgets.policy')
    this.#informers.of('services').addIndex('namespace', (service) => [service.metadata.namespace ?? ''])
    const replicaSets = this.#informers.of('replicasets.apps')
    replicaSets.addIndex('uid', (set) => [set.metadata.uid])
    this.#informers.of('statefulsets.apps').addIndex('uid', (set) => [set.metadata.uid])
    this.#informers.of('replicationcontrollers').addIndex('uid', (set) => [set.metadata.uid])
  }

  #nodeUpdated(node: Node, old: Node): void {
    const info = this.#snapshot.setNode(node)
    const what: ('allocatable' | 'labels' | 'taints' | 'unschedulable')[] = []
    if (JSON.stringify(node.status.allocatable) !== JSON.stringify(old.status.allocatable)) what.push('allocatable')
    if (JSON.stringify(node.metadata.labels) !== JSON.stringify(old.metadata.labels)) what.push('labels')
    if (JSON.stringify(node.spec.taints) !== JSON.stringify(old.spec.taints)) what.push('taints')
    if (node.spec.unschedulable !== old.spec.unschedulable) what.push('unschedulable')
    if (what.length > 0) this.#move({ kind: 'node changed', node: info, what })
  }

  #podSeen(pod: Pod, old: Pod | undefined): void {
    const info = podInfo(pod)
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return this.#podGone(pod)
    if (pod.spec.nodeName) {
      this.#queue.remove(info.key)
      this.#snapshot.place(info, pod.spec.nodeName)
      if (!old?.spec.nodeName) this.#move({ kind: 'pod assigned', pod: info })
      else if (JSON.stringify(old.metadata.labels) !== JSON.stringify(pod.metadata.labels)) this.#move({ kind: 'pod changed', pod: info })
      return
    }
    if (pod.spec.schedulerName !== 'default-scheduler') return
    if (pod.metadata.deletionTimestamp) return this.#queue.remove(info.key)
    if (this.#snapshot.nodeOf(info.key) !== undefined) return // Assumed; its binding is under way.
    if ((pod.spec.schedulingGates?.length ?? 0) > 0) return this.#markGated(pod)
    if (!old || (old.spec.schedulingGates?.length ?? 0) > 0) return this.#queue.add(info)
    this.#queue.update(info)
    if (JSON.stringify(old.spec) !== JSON.stringify(pod.spec) || JSON.stringify(old.metadata.labels) !== JSON.stringify(pod.metadata.labels)) this.#queue.activate(info.key)
  }

  #podGone(pod: Pod): void {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`
    this.#queue.remove(key)
    this.#decisions.delete(key)
    const placed = this.#snapshot.displace(key)
    if (placed) this.#move({ kind: 'pod gone', pod: placed })
  }

  #move(event: ClusterEvent): void {
    this.#queue.move(event)
  }

  #wake(): void {
    this.#cycle ??= this.#simulation.schedule(CYCLE_MS, () => {
      this.#cycle = undefined
      const pod = this.#queue.next()
      if (!pod) return
      this.#place(pod)
      if (this.#queue.activeLength > 0) this.#wake()
    })
  }

  #place(info: PodInfo): void {
    const decision = decide(plugins, info, this.#snapshot, this.#stateFor(info), this.#simulation.random('scheduler'), this.#rotation)
    this.#decisions.set(info.key, decision)
    this.#rotation += decision.refusals.size + decision.scores.size
    if (decision.node === undefined) return this.#refuse(info, decision)
    const { node } = decision
    this.#snapshot.place(info, node)
    this.#queue.done(info.key)
    const plan = this.#volumes.assume(info.pod, this.#snapshot.nodes.get(node) ?? { name: node, labels: {} })
    this.#after(BIND_MS, () => (plan ? this.#bindVolumes(info, node, plan) : this.#bind(info, node)))
  }

  /** What the plugins find when an attempt begins. */
  #stateFor({ pod }: PodInfo): CycleState {
    return new Map<string, unknown>([[DEFAULT_SELECTOR, this.#defaultSelector(pod)], [STORAGE, this.#volumes.storage]])
  }

  #after(delayMs: number, run: () => void): void {
    const timer: Timer = this.#simulation.schedule(delayMs, () => {
      this.#timers.delete(timer)
      run()
    })
    this.#timers.add(timer)
  }

  /** Has the volumes of a pod bound before the pod is. */
  #bindVolumes(info: PodInfo, node: string, plan: VolumePlan): void {
    try {
      this.#volumes.write(plan, node)
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error) && !(error instanceof ConnectionError)) throw error
      return this.#giveUp(info, plan)
    }
    this.#awaitVolumes(info, node, plan, this.#simulation.nowMs + VOLUME_TIMEOUT_MS)
  }

  #awaitVolumes(info: PodInfo, node: string, plan: VolumePlan, untilMs: number): void {
    this.#after(VOLUME_POLL_MS, () => {
      if (this.#snapshot.nodeOf(info.key) !== node) return this.#volumes.forget(plan)
      if (this.#volumes.allBound(info.pod)) return this.#bind(info, node)
      if (this.#simulation.nowMs < untilMs) return this.#awaitVolumes(info, node, plan, untilMs)
      this.#events.event(info.pod, 'Warning', 'FailedScheduling', 'Scheduling', 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded')
      this.#giveUp(info, plan)
    })
  }

  /** The pod is tried anew. */
  #giveUp(info: PodInfo, plan: VolumePlan): void {
    this.#volumes.forget(plan)
    this.#snapshot.displace(info.key)
    this.#queue.add(info)
  }

  #bind(info: PodInfo, node: string): void {
    const { namespace = '', name, uid } = info.pod.metadata
    try {
      this.#api.create('pods', { metadata: { namespace, name, uid }, target: { kind: 'Node', name: node } }, { subresource: 'binding' })
      this.#events.event(info.pod, 'Normal', 'Scheduled', 'Binding', `Successfully assigned ${namespace}/${name} to ${node}`)
    } catch (error) {
      this.#snapshot.displace(info.key)
      if (error instanceof ConnectionError) this.#queue.add(info)
      else if (!isNotFound(error) && !isConflict(error)) throw error
    }
  }

  #refuse(info: PodInfo, decision: Decision): void {
    const budgets = this.#informers.of('poddisruptionbudgets.policy').list()
    const found = preempt(plugins, info, decision, this.#snapshot, budgets, this.#stateFor(info))
    const refusedBy = new Set([...decision.refusals.values()].map(({ plugin }) => plugin))
    this.#queue.refused(info, refusedBy)
    const message = failureMessage(decision, 'message' in found ? found.message : '')
    try {
      if ('victims' in found) for (const victim of found.victims) this.#evict(victim, info, found.node)
      this.#writeCondition(info.pod, 'Unschedulable', message, 'node' in found ? found.node : undefined)
      this.#events.event(info.pod, 'Warning', 'FailedScheduling', 'Scheduling', message)
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error) && !(error instanceof ConnectionError)) throw error
    }
  }

  #evict(victim: PodInfo, by: PodInfo, node: string): void {
    const { namespace = '', name } = victim.pod.metadata
    if (victim.pod.metadata.deletionTimestamp) return
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      lastTransitionTime: formatTime(this.#simulation.nowMs),
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    }
    this.#api.patch('pods', namespace, name, 'strategic', { status: { conditions: [condition] } }, { subresource: 'status' })
    this.#api.delete('pods', namespace, name)
    this.#events.event(victim.pod, 'Normal', 'Preempted', 'Preempting', `Preempted by pod ${by.pod.metadata.uid} on node ${node}`)
  }

  #markGated(pod: Pod): void {
    if (pod.status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')) return
    try {
      this.#writeCondition(pod, 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates', undefined)
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error) && !(error instanceof ConnectionError)) throw error
    }
  }

  #writeCondition(pod: Pod, reason: string, message: string, nominated: string | undefined): void {
    const { namespace = '', name } = pod.metadata
    const old = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')
    if (old?.status === 'False' && old.reason === reason && old.message === message && nominated === undefined) return
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : formatTime(this.#simulation.nowMs),
      reason,
      message,
    }
    this.#api.patch('pods', namespace, name, 'strategic', { status: { conditions: [condition], ...(nominated ? { nominatedNodeName: nominated } : {}) } }, { subresource: 'status' })
  }

  /** What the default constraints spread by: the selectors of the Services that have the pod, and of its owner (`helper.DefaultSelector`). */
  #defaultSelector(pod: Pod): LabelSelector {
    const { labels } = pod.metadata
    const requirements = this.#informers
      .of('services')
      .indexed('namespace', pod.metadata.namespace ?? '')
      .map((service) => selectorOfMap(service.spec.selector))
      .filter((selector) => !selector.empty && selector.matches(labels))
      .flatMap((selector) => selector.requirements)
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller)
    if (owner) {
      const replicaSet = this.#informers.of('replicasets.apps').indexed('uid', owner.uid)[0] ?? this.#informers.of('statefulsets.apps').indexed('uid', owner.uid)[0]
      const controller = this.#informers.of('replicationcontrollers').indexed('uid', owner.uid)[0]
      if (replicaSet) requirements.push(...selectorOfObject(replicaSet.spec.selector).requirements)
      if (controller) requirements.push(...selectorOfMap(controller.spec.selector).requirements)
    }
    return new LabelSelector(requirements)
  }
}
