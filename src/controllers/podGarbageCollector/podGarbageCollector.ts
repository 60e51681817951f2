import { isNotFound, StatusError } from '../../client/status.ts'
import type { Node, Pod } from '../../kinds/resources.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import { markDisrupted, type Disruption } from '../runtime/disruption.ts'
import { every } from '../runtime/periodic.ts'

const PERIOD_MS = 20_000
/** How long a node must have been missing. */
const QUARANTINE_MS = 40_000
/** How many ended pods are kept (`--terminated-pod-gc-threshold`). */
const ENDED_MOST = 12_500
const NODE_GONE: Disruption = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' }
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service'

/** Removes pods that nobody else would: of nodes that are gone, too many ended ones, terminating ones without a node (`pkg/controller/podgc`). */
export const podGarbageCollector: Controller = {
  name: 'pod-garbage-collector-controller',
  setup(context) {
    context.informers.of('pods')
    context.informers.of('nodes')
    const missing = new MissingNodes()
    every(context, PERIOD_MS, () => pass(context, missing))
  },
}

/** Nodes that pods name and that are not there, with the time from which on that is believed. */
class MissingNodes {
  readonly #believedFromMs = new Map<string, number>()

  note(name: string, nowMs: number): void {
    if (!this.#believedFromMs.has(name)) this.#believedFromMs.set(name, nowMs + QUARANTINE_MS)
  }

  /** Those whose quarantine has ended; they are forgotten, and noted anew if pods still name them. */
  takeDue(nowMs: number): string[] {
    const due = [...this.#believedFromMs].filter(([, fromMs]) => fromMs <= nowMs).map(([name]) => name)
    for (const name of due) this.#believedFromMs.delete(name)
    return due
  }
}

function pass(context: ControllerContext, missing: MissingNodes): void {
  const { informers, simulation } = context
  const nodes = informers.of('nodes')
  const pods = informers.of('pods').list()
  for (const pod of tooManyEnded(pods)) remove(context, pod)
  for (const pod of pods) if (pod.metadata.deletionTimestamp && isOutOfService(nodes.byKey(pod.spec.nodeName ?? ''))) remove(context, pod)
  for (const { spec } of pods) if (spec.nodeName && !nodes.byKey(spec.nodeName)) missing.note(spec.nodeName, simulation.nowMs)
  const gone = new Set(missing.takeDue(simulation.nowMs).filter((name) => !nodes.byKey(name) && !exists(context, name)))
  for (const pod of pods) if (gone.has(pod.spec.nodeName ?? '')) remove(context, pod, NODE_GONE)
  for (const pod of pods) if (pod.metadata.deletionTimestamp && !pod.spec.nodeName) remove(context, pod)
}

/** The ended pods beyond the threshold: evicted ones first, then the oldest. */
export function tooManyEnded(pods: readonly Pod[], most: number = ENDED_MOST): Pod[] {
  const ended = pods.filter(hasEnded)
  if (ended.length <= most) return []
  const rank = ({ metadata, status }: Pod): string => `${status.phase === 'Failed' && status.reason === 'Evicted' ? 0 : 1}${metadata.creationTimestamp}${metadata.name}`
  return ended.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, ended.length - most)
}

function hasEnded({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed'
}

function isOutOfService(node: Node | undefined): boolean {
  if (!node || node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) return false
  return node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false
}

function exists({ api }: ControllerContext, name: string): boolean {
  try {
    api.get('nodes', '', name)
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

/** Ends a pod in name, as nobody else will say that it has failed, and removes it at once. */
function remove({ api, simulation }: ControllerContext, pod: Pod, disruption?: Disruption): void {
  const { namespace = '', name } = pod.metadata
  try {
    if (!hasEnded(pod)) markDisrupted(api, namespace, name, { phase: 'Failed', ...(disruption ? { disruption } : {}) }, simulation.nowMs)
    api.delete('pods', namespace, name, { gracePeriodSeconds: 0 })
  } catch (error) {
    // The next pass tries again.
    if (!(error instanceof StatusError)) throw error
  }
}
