import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import { keyOfObject } from '../../client/informer.ts'
import type { Pod, StatefulSet } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { controllerOf } from '../runtime/ownership.ts'
import { isReady } from '../runtime/pods.ts'
import { indexRevisions } from '../runtime/revisions.ts'
import { Sync } from './sync.ts'

/** Keeps pods that have a name, a place in an order and claims of their own (`pkg/controller/statefulset`). */
export const statefulSetController: Controller = {
  name: 'statefulset-controller',
  setup(context) {
    const { informers } = context
    const sets = informers.of('statefulsets.apps')
    const pods = informers.of('pods')
    informers.of('persistentvolumeclaims')
    indexByNamespace(sets)
    indexRevisions(context)
    pods.addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? `namespace/${pod.metadata.namespace ?? ''}`])
    const queue = context.queue((key) => {
      const set = sets.byKey(key)
      if (!set) return
      const available = new Sync(context, set).run()
      const { minReadySeconds = 0, replicas = 0 } = set.spec
      if (minReadySeconds > 0 && available !== replicas) return { requeueAfterMs: minReadySeconds * 1000 }
    })

    const wake = (set: StatefulSet | undefined): void => void (set && queue.add(keyOfObject(set)))
    const ownerOf = (pod: Pod): StatefulSet | undefined => {
      const reference = controllerOf(pod)
      if (reference?.kind !== 'StatefulSet') return undefined
      const owner = sets.get(pod.metadata.namespace ?? '', reference.name)
      return owner?.metadata.uid === reference.uid ? owner : undefined
    }
    const wakeMatching = ({ metadata }: Pod): void => {
      for (const set of sets.indexed('namespace', metadata.namespace ?? '')) {
        const selector = selectorOfObject(set.spec.selector as never)
        if (!selector.empty && selector.matches(metadata.labels)) wake(set)
      }
    }

    sets.on({ added: wake, updated: wake, deleted: wake })
    pods.on({
      added(pod) {
        if (controllerOf(pod)) wake(ownerOf(pod))
        else if (!pod.metadata.deletionTimestamp) wakeMatching(pod)
      },
      updated(pod, old) {
        const moved = !deepEqual(controllerOf(pod), controllerOf(old))
        if (moved) wake(ownerOf(old))
        const set = ownerOf(pod)
        wake(set)
        const { minReadySeconds = 0 } = set?.spec ?? {}
        // A pod that has become ready is available only later; a second more is for clocks that differ.
        if (set && minReadySeconds > 0 && !isReady(old) && isReady(pod)) queue.addAfter(keyOfObject(set), minReadySeconds * 1000 + 1000)
        if (!controllerOf(pod) && (moved || !deepEqual(pod.metadata.labels ?? {}, old.metadata.labels ?? {}))) wakeMatching(pod)
      },
      deleted: (pod) => wake(ownerOf(pod)),
    })
  },
}
