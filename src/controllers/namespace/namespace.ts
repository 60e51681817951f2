import { parseTime } from '../../base/time.ts'
import { isNotFound, StatusError } from '../../client/status.ts'
import { resourceOf, type Kind } from '../../kinds/kind.ts'
import { kinds } from '../../kinds/registry.ts'
import type { Namespace } from '../../kinds/resources.ts'
import type { Controller, ControllerContext } from '../runtime/controller.ts'
import type { Result } from '../runtime/workQueue.ts'
import { conditionsAfter } from './conditions.ts'

/** How long after each change of a deleted namespace it is looked at, so that everybody has heard of the deletion and makes nothing new in it. */
const GRACE_MS = 5000
const MAXIMUM_DELAY_MS = 60_000
const FINALIZER = 'kubernetes'
/** How long finalizers are taken to need, in seconds. */
const FINALIZER_ESTIMATE = 15

/** Empties namespaces that are being deleted, then lets them go (`pkg/controller/namespace`). */
export const namespaceController: Controller = {
  name: 'namespace-controller',
  setup(context) {
    const namespaces = context.informers.of('namespaces')
    const queue = context.queue((name) => emptied(context, name), { maximumDelayMs: MAXIMUM_DELAY_MS })
    const enqueue = ({ metadata }: Namespace): void => {
      if (metadata.deletionTimestamp) queue.addAfter(metadata.name, GRACE_MS)
    }
    namespaces.on({ added: enqueue, updated: enqueue })
  },
}

/** One round. Throws if something was left that should not be, so that the next round comes soon. */
function emptied({ api, simulation }: ControllerContext, name: string): Result | void {
  const namespace = found(() => api.get('namespaces', '', name))
  if (!namespace?.metadata.deletionTimestamp || (namespace.spec.finalizers ?? []).length === 0) return
  const ageSeconds = (simulation.nowMs - parseTime(namespace.metadata.deletionTimestamp)) / 1000
  const round = new Round(api, name, ageSeconds)
  for (const kind of kinds) if (kind.namespaced && !kind.storedAs && kind.verbs.includes('delete')) round.empty(kind)

  const known = namespace.status.conditions ?? []
  const conditions = conditionsAfter(round, known, simulation.nowMs)
  const current = conditions === known ? namespace : api.update('namespaces', { ...namespace, status: { ...namespace.status, conditions } } as never, { subresource: 'status' })
  if (round.errors.length > 0) throw new Error(round.errors.join(', '))
  if (round.estimateSeconds > 0) return { requeueAfterMs: (Math.floor(round.estimateSeconds / 2) + 1) * 1000 }
  const finalizers = (current.spec.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER)
  found(() => api.update('namespaces', { ...current, spec: { ...current.spec, finalizers } }, { subresource: 'finalize' }))
}

class Round {
  readonly remaining = new Map<string, number>()
  readonly finalizers = new Map<string, number>()
  readonly errors: string[] = []
  /** How long what is left will take, at most. */
  estimateSeconds = 0
  readonly #api: ControllerContext['api']
  readonly #namespace: string
  readonly #ageSeconds: number

  /** @param ageSeconds how long ago the namespace was deleted. */
  constructor(api: ControllerContext['api'], namespace: string, ageSeconds: number) {
    this.#api = api
    this.#namespace = namespace
    this.#ageSeconds = ageSeconds
  }

  /** Deletes all objects of one kind and notes what stays. */
  empty(kind: Kind): void {
    const resource = resourceOf(kind)
    const options = { namespace: this.#namespace }
    let estimate = resource === 'pods' ? this.#graceOfPods() : 0
    try {
      this.#api.deleteCollection(resource, options, { propagationPolicy: 'Background' })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.errors.push(error.message)
      this.estimateSeconds = Math.max(this.estimateSeconds, estimate)
      return
    }
    const left = this.#api.list(resource, options).items
    if (left.length === 0) return
    this.remaining.set(`${kind.plural}.${kind.group}`, left.length)
    const held = left.flatMap(({ metadata }) => metadata.finalizers ?? [])
    for (const finalizer of held) this.finalizers.set(finalizer, (this.finalizers.get(finalizer) ?? 0) + 1)
    if (estimate === 0 && held.length > 0) estimate = FINALIZER_ESTIMATE
    if (estimate === 0) this.errors.push(`unexpected items still remain in namespace: ${this.#namespace} for gvr: ${kind.group}/${kind.versions[0]}, Resource=${kind.plural}`)
    this.estimateSeconds = Math.max(this.estimateSeconds, estimate)
  }

  /** The longest grace period of the pods that have not ended; nothing once it should have passed. */
  #graceOfPods(): number {
    const pods = this.#api.list('pods', { namespace: this.#namespace }).items
    const graces = pods.filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed').map(({ spec }) => spec.terminationGracePeriodSeconds ?? 0)
    const longest = Math.max(0, ...graces)
    return this.#ageSeconds >= longest ? 0 : longest
  }
}

function found<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}
