import { selectorOfObject } from '../../base/selectors.ts'
import { formatTime, parseTime } from '../../base/time.ts'
import { keyOfObject } from '../../client/informer.ts'
import type { Pod } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { syncBudget } from './budget.ts'

/** After this time a pod that was to be disrupted and is still there is not going to be. */
const STALE_MS = 120_000

/** Keeps count of how many pods may be evicted (`pkg/controller/disruption`). */
export const disruptionController: Controller = {
  name: 'disruption-controller',
  eventSource: 'controllermanager',
  setup(context) {
    const { informers, api, events, simulation } = context
    const budgets = informers.of('poddisruptionbudgets.policy')
    const pods = informers.of('pods')
    indexByNamespace(budgets)
    indexByNamespace(pods)
    const queue = context.queue(
      (key) => {
        const budget = budgets.byKey(key)
        const lookAgainAfterMs = budget && syncBudget(context, budget)
        return lookAgainAfterMs === undefined ? {} : { requeueAfterMs: lookAgainAfterMs }
      },
      { workers: 1 },
    )
    const stale = context.queue(
      (key) => {
        const pod = pods.byKey(key)
        const waitMs = pod && untilStaleMs(pod, simulation.nowMs)
        if (!pod || waitMs === undefined) return
        if (waitMs > 0) return { requeueAfterMs: waitMs }
        const conditions = pod.status.conditions?.map((condition) => (condition.type === 'DisruptionTarget' ? { type: condition.type, status: 'False', lastProbeTime: null, lastTransitionTime: formatTime(simulation.nowMs) } : condition))
        api.update('pods', { ...pod, status: { ...pod.status, conditions } } as never, { subresource: 'status' })
      },
      { workers: 1 },
    )
    const wakeBudgetOf = (pod: Pod): void => {
      const matching = budgets.indexed('namespace', pod.metadata.namespace ?? '').filter(({ spec }) => selectorOfObject(spec.selector as never).matches(pod.metadata.labels))
      const [first] = matching
      if (matching.length > 1) events.event(pod, 'Warning', 'MultiplePodDisruptionBudgets', `Pod ${JSON.stringify(pod.metadata.namespace)}/${JSON.stringify(pod.metadata.name)} matches multiple PodDisruptionBudgets.  Chose ${JSON.stringify(first?.metadata.name)} arbitrarily.`)
      if (first) queue.add(keyOfObject(first))
    }
    const changed = (pod: Pod): void => {
      wakeBudgetOf(pod)
      const waitMs = untilStaleMs(pod, simulation.nowMs)
      if (waitMs !== undefined) stale.addAfter(keyOfObject(pod), waitMs)
    }
    budgets.on({ added: (budget) => queue.add(keyOfObject(budget)), updated: (budget) => queue.add(keyOfObject(budget)), deleted: (budget) => queue.add(keyOfObject(budget)) })
    pods.on({ added: changed, updated: changed, deleted: wakeBudgetOf })
  },
}

/** How long a pod may still be going to be disrupted, in milliseconds; undefined if that is not in question. */
function untilStaleMs({ metadata, status }: Pod, nowMs: number): number | undefined {
  const condition = status.conditions?.find(({ type }) => type === 'DisruptionTarget')
  const ended = status.phase === 'Succeeded' || status.phase === 'Failed'
  if (metadata.deletionTimestamp || ended || condition?.status !== 'True' || condition.reason === 'TerminationByKubelet' || !condition.lastTransitionTime) return undefined
  return Math.max(0, parseTime(condition.lastTransitionTime) + STALE_MS - nowMs)
}
