import { selectorOfObject, type LabelSelector } from '../../base/selectors.ts'
import { keyOfObject } from '../../client/informer.ts'
import type { HorizontalPodAutoscaler } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { Sync } from './sync.ts'

/** How long after a change, and after the look before, an autoscaler is looked at. */
const PERIOD_MS = 15_000

/** Scales workloads to their bounds, and by metrics where there are some (`pkg/controller/podautoscaler`). */
export const horizontalPodAutoscalerController: Controller = {
  name: 'horizontal-pod-autoscaler',
  setup(context) {
    const { informers } = context
    const autoscalers = informers.of('horizontalpodautoscalers.autoscaling')
    const pods = informers.of('pods')
    indexByNamespace(pods)
    /** The selectors of the targets as they were last seen, by the autoscalers' keys. */
    const selectors = new Map<string, LabelSelector>()
    const rivalsOf = (autoscaler: HorizontalPodAutoscaler, selector: LabelSelector): string[] => {
      const { namespace = '' } = autoscaler.metadata
      selectors.set(keyOfObject(autoscaler), selector)
      const own = pods.indexed('namespace', namespace).filter(({ metadata }) => selector.matches(metadata.labels))
      return [...selectors].filter(([key, other]) => key.startsWith(`${namespace}/`) && own.some(({ metadata }) => other.matches(metadata.labels))).map(([key]) => key)
    }
    const queue = context.queue(
      (key) => {
        const autoscaler = autoscalers.byKey(key)
        if (!autoscaler) return
        new Sync(context, autoscaler, (selector) => rivalsOf(autoscaler, selector)).run()
        return { requeueAfterMs: PERIOD_MS }
      },
      { baseDelayMs: PERIOD_MS, maximumDelayMs: PERIOD_MS, background: true },
    )
    const later = (autoscaler: HorizontalPodAutoscaler): void => {
      const key = keyOfObject(autoscaler)
      if (!selectors.has(key)) selectors.set(key, selectorOfObject(undefined))
      queue.addAfter(key, PERIOD_MS)
    }
    autoscalers.on({ added: later, updated: later, deleted: (autoscaler) => void selectors.delete(keyOfObject(autoscaler)) })
  },
}
