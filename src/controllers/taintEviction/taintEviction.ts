import type { Taint } from 'kubernetes-types/core/v1'
import { deepEqual } from '../../base/equality.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isNotFound } from '../../client/status.ts'
import type { Node, Pod } from '../../kinds/resources.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { markDisrupted } from '../runtime/disruption.ts'
import { tolerationMs } from './tolerationTime.ts'

const DISRUPTION = { reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' }

/** Deletes pods from machines with a NoExecute taint that they do not tolerate, or not for ever (`pkg/controller/tainteviction`). */
export const taintEvictionController: Controller = {
  name: 'taint-eviction-controller',
  setup(context) {
    const { informers } = context
    const nodes = informers.of('nodes')
    const pods = informers.of('pods')
    pods.addIndex('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))
    const evictions: Evictions = new Evictions(context, (key, delayMs) => due.addAfter(key, delayMs))
    const due = context.queue((key) => evictions.fire(key))

    const nodeUpdates = context.queue((name) => {
      const node = nodes.byKey(name)
      const taints = node ? noExecuteTaints(node) : []
      if (node) for (const pod of pods.indexed('node', name)) evictions.judge(pod, taints)
    })
    const podUpdates = context.queue((key) => {
      const pod = pods.byKey(key)
      if (!pod) return evictions.cancel(key)
      const node = nodes.byKey(pod.spec.nodeName ?? '')
      const taints = node ? noExecuteTaints(node) : []
      if (taints.length > 0) evictions.judge(pod, taints)
    })
    nodes.on({
      added: ({ metadata }) => nodeUpdates.add(metadata.name),
      updated: (node, old) => void (!deepEqual(noExecuteTaints(node), noExecuteTaints(old)) && nodeUpdates.add(node.metadata.name)),
    })
    pods.on({
      added: (pod) => podUpdates.add(keyOfObject(pod)),
      updated: (pod, old) => void ((pod.spec.nodeName !== old.spec.nodeName || !deepEqual(pod.spec.tolerations, old.spec.tolerations)) && podUpdates.add(keyOfObject(pod))),
      deleted: (pod) => podUpdates.add(keyOfObject(pod)),
    })
  },
}

/** The pods that are to be deleted, and when. */
class Evictions {
  readonly #context: ControllerContext
  readonly #wake: (key: string, delayMs: number) => void
  /** When a pod is to be deleted, and from when on its time counts; `done` once it was. */
  readonly #planned = new Map<string, { readonly sinceMs: number; readonly atMs: number } | 'done'>()

  constructor(context: ControllerContext, wake: (key: string, delayMs: number) => void) {
    this.#context = context
    this.#wake = wake
  }

  /** Plans, moves or cancels the deletion of a pod under these taints of its machine. */
  judge(pod: Pod, taints: readonly Taint[]): void {
    const key = keyOfObject(pod)
    if (taints.length === 0) return this.cancel(key)
    const { nowMs } = this.#context.simulation
    const allowed = tolerationMs(pod.spec.tolerations, taints)
    if (allowed === Infinity) return this.cancel(key)
    const known = this.#planned.get(key)
    if (allowed > 0 && known && known !== 'done') {
      // Its time began with the first taint, and stays as it was planned then.
      if (known.sinceMs < nowMs) return
      this.cancel(key)
      return this.#plan(key, known.sinceMs, nowMs + allowed)
    }
    if (allowed === 0) this.cancel(key)
    this.#plan(key, nowMs, nowMs + allowed)
  }

  /** Lets a pod stay, and says so if its deletion was planned. */
  cancel(key: string): void {
    const known = this.#planned.get(key)
    this.#planned.delete(key)
    if (known && known !== 'done') this.#event(key, `Cancelling deletion of Pod ${key}`)
  }

  /** Deletes a pod if its time has come, or looks again when it will have. */
  fire(key: string): void {
    const plan = this.#planned.get(key)
    if (!plan || plan === 'done') return
    const { api, simulation } = this.#context
    if (plan.atMs > simulation.nowMs) return this.#wake(key, plan.atMs - simulation.nowMs)
    this.#planned.set(key, 'done')
    this.#event(key, `Marking for deletion Pod ${key}`)
    const [namespace = '', name = ''] = key.split('/')
    try {
      markDisrupted(api, namespace, name, { disruption: DISRUPTION }, simulation.nowMs)
      api.delete('pods', namespace, name)
    } catch (error) {
      this.#planned.delete(key)
      if (!isNotFound(error)) throw error
    }
  }

  #plan(key: string, sinceMs: number, atMs: number): void {
    if (this.#planned.has(key)) return
    this.#planned.set(key, { sinceMs, atMs })
    this.fire(key)
  }

  #event(key: string, message: string): void {
    const [namespace = '', name = ''] = key.split('/')
    this.#context.events.event({ apiVersion: 'v1', kind: 'Pod', namespace, name }, 'Normal', 'TaintManagerEviction', message)
  }
}

function noExecuteTaints({ spec }: Node): Taint[] {
  return (spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
}
