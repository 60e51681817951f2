import { deepEqual } from '../../base/equality.ts'
import { formatMicroTime } from '../../base/time.ts'
import { ConnectionError, isAlreadyExists, isNotFound, StatusError } from '../../client/status.ts'
import type { Lease, Node } from '../../kinds/resources.ts'
import type { KubeletContext } from '../context.ts'
import { machineLabels, nodeStatus } from './nodeStatus.ts'

const LEASE = { namespace: 'kube-node-lease', seconds: 40, periodMs: 10_000 } as const
/** How often the status is looked at, and after which time it is written although nothing is new. */
const STATUS_MS = { period: 10_000, report: 300_000 } as const
const RETRY_MS = 100
/** client-go's loops take a little longer than their period. */
const JITTER = 0.04

/** Tells the cluster that there is this machine, what it has and that it lives (`kubelet_node_status.go`, the node lease controller). */
export class NodeReporter {
  readonly #context: KubeletContext
  #node: Node | undefined
  #lease: Lease | undefined
  /** When it last wrote the status. The registration does not count, so the first look after it always writes. */
  #reportedMs = 0
  #reportAfterMs: number
  #unschedulable = false

  constructor(context: KubeletContext) {
    this.#context = context
    const { random } = context.clock
    this.#reportAfterMs = STATUS_MS.report * (0.5 + random.fraction())
  }

  /** The Node as it is now, or as it was when the API could last be reached. */
  get node(): Node | undefined {
    this.#tolerating(() => void (this.#node = this.#context.api.get('nodes', '', this.#context.machine.name)))
    return this.#node
  }

  start(): void {
    this.#event('Starting', 'Starting kubelet.')
    this.#healthEvents()
    this.#register()
  }

  #register(): void {
    const { api, clock, machine, runtime } = this.#context
    const status = nodeStatus(machine, runtime.images(), undefined, clock.nowMs)
    const { name } = machine
    try {
      this.#node = api.create('nodes', {
        metadata: { name, labels: machineLabels(machine), annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
        spec: machine.taints?.length ? { taints: machine.taints } : {},
        status,
      })
    } catch (error) {
      if (isAlreadyExists(error)) return this.#begin(true)
      if (!(error instanceof ConnectionError) && !(error instanceof StatusError)) throw error
      clock.schedule(RETRY_MS, () => this.#register(), { background: true })
      return
    }
    this.#begin(false)
  }

  #begin(again: boolean): void {
    this.#every(LEASE.periodMs, () => this.#renew())
    if (again) this.#tolerating(() => this.#lookAt())
    else this.#healthEvents()
    this.#every(STATUS_MS.period, () => this.#lookAt())
  }

  #every(periodMs: number, run: () => void): void {
    const { clock } = this.#context
    clock.schedule(periodMs * (1 + JITTER * clock.random.fraction()), () => {
      this.#every(periodMs, run)
      this.#tolerating(run)
    }, { background: true })
  }

  /** The API server may be out of reach; the next time is soon. */
  #tolerating(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!(error instanceof ConnectionError) && !(error instanceof StatusError)) throw error
    }
  }

  #renew(): void {
    const { api, clock, machine } = this.#context
    const { name } = machine
    const spec = { holderIdentity: name, leaseDurationSeconds: LEASE.seconds, renewTime: formatMicroTime(clock.nowMs) }
    if (this.#lease) {
      try {
        const { metadata } = this.#lease
        this.#lease = api.update('leases.coordination.k8s.io', { metadata, spec })
        return
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        this.#lease = undefined
      }
    }
    const node = api.get('nodes', '', name)
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid }]
    try {
      const found = api.get('leases.coordination.k8s.io', LEASE.namespace, name)
      this.#lease = api.update('leases.coordination.k8s.io', { metadata: { ...found.metadata, ownerReferences }, spec })
    } catch (error) {
      if (!isNotFound(error)) throw error
      this.#lease = api.create('leases.coordination.k8s.io', { metadata: { name, namespace: LEASE.namespace, ownerReferences }, spec })
    }
  }

  /** Writes the status if it is new, or if it was not written for long. A Node that somebody has deleted is not made again. */
  #lookAt(): void {
    const { api, clock, machine, runtime } = this.#context
    const node = api.get('nodes', '', machine.name)
    this.#node = node
    this.#noteSchedulable(node)
    const status = nodeStatus(machine, runtime.images(), node, clock.nowMs)
    if (sameButTimes(status, node.status) && clock.nowMs - this.#reportedMs < this.#reportAfterMs) return
    this.#readyEvents(node)
    this.#node = api.update('nodes', { ...node, status }, { subresource: 'status' })
    this.#reportedMs = clock.nowMs
    this.#reportAfterMs = STATUS_MS.report * (0.5 + clock.random.fraction())
  }

  #readyEvents(node: Node): void {
    const before = node.status.conditions?.find(({ type }) => type === 'Ready')
    if (before?.status !== 'True') this.#stateEvent('NodeReady')
  }

  #noteSchedulable(node: Node): void {
    const unschedulable = node.spec.unschedulable ?? false
    if (unschedulable !== this.#unschedulable) this.#stateEvent(unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable')
    this.#unschedulable = unschedulable
  }

  #healthEvents(): void {
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) this.#stateEvent(reason)
  }

  #stateEvent(reason: string): void {
    this.#event(reason, `Node ${this.#context.machine.name} status is now: ${reason}`)
  }

  /** The kubelet names the Node by its name also where its uid belongs. */
  #event(reason: string, message: string): void {
    const { events, machine } = this.#context
    events.event({ kind: 'Node', name: machine.name, uid: machine.name }, 'Normal', reason, message)
  }
}

function sameButTimes(a: Node['status'], b: Node['status']): boolean {
  const timeless = (status: Node['status']): unknown => ({ ...status, conditions: (status.conditions ?? []).map((condition) => ({ ...condition, lastHeartbeatTime: '', lastTransitionTime: '' })) })
  return deepEqual(timeless(a), timeless(b))
}
