import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import { keyOfObject } from '../../client/informer.ts'
import type { DaemonSet, Node, Pod } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { Expectations } from '../runtime/expectations.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { controllerOf } from '../runtime/ownership.ts'
import { isReady } from '../runtime/pods.ts'
import { indexRevisions } from '../runtime/revisions.ts'
import { Failures } from './failures.ts'
import { placementOn } from './placement.ts'
import { Sync } from './sync.ts'

/** Keeps a pod on each machine that should have one (`pkg/controller/daemon`). */
export const daemonSetController: Controller = {
  name: 'daemonset-controller',
  setup(context) {
    const { informers, simulation } = context
    const sets = informers.of('daemonsets.apps')
    const pods = informers.of('pods')
    const nodes = informers.of('nodes')
    const revisions = informers.of('controllerrevisions.apps')
    const memory = { expectations: new Expectations(simulation), failures: new Failures() }
    indexByNamespace(sets)
    indexRevisions(context)
    pods.addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? `namespace/${pod.metadata.namespace ?? ''}`])
    const queue = context.queue((key) => {
      const set = sets.byKey(key)
      if (set) return new Sync(context, memory, (delayMs) => queue.addAfter(key, delayMs)).run(set)
      memory.expectations.forget(key)
    })

    type Owned = Parameters<typeof controllerOf>[0]
    const wake = (set: DaemonSet | undefined): void => void (set && queue.add(keyOfObject(set)))
    const ownerOf = (object: Owned): DaemonSet | undefined => {
      const reference = controllerOf(object)
      if (reference?.kind !== 'DaemonSet') return undefined
      const owner = sets.get(object.metadata.namespace ?? '', reference.name)
      return owner?.metadata.uid === reference.uid ? owner : undefined
    }
    const wakeMatching = ({ metadata }: Owned): void => {
      for (const set of sets.indexed('namespace', metadata.namespace ?? '')) {
        const selector = selectorOfObject(set.spec.selector as never)
        if (!selector.empty && selector.matches(metadata.labels)) wake(set)
      }
    }
    const changed = (object: Owned, old: Owned): void => {
      const moved = !deepEqual(controllerOf(object), controllerOf(old))
      if (moved) wake(ownerOf(old))
      if (controllerOf(object)) wake(ownerOf(object))
      else if (moved || !deepEqual(object.metadata.labels ?? {}, old.metadata.labels ?? {})) wakeMatching(object)
    }

    sets.on({
      added: wake,
      updated: wake,
      deleted(set) {
        memory.expectations.forget(keyOfObject(set))
        wake(set)
      },
    })
    revisions.on({
      added: (revision) => (controllerOf(revision) ? undefined : wakeMatching(revision)),
      updated: changed,
      deleted: (revision) => wake(ownerOf(revision)),
    })

    const wentAway = (pod: Pod): void => {
      const set = ownerOf(pod)
      if (set) memory.expectations.sawDeletion(keyOfObject(set), keyOfObject(pod))
      wake(set)
    }
    pods.on({
      added(pod) {
        if (pod.metadata.deletionTimestamp) return wentAway(pod)
        if (!controllerOf(pod)) return wakeMatching(pod)
        const set = ownerOf(pod)
        if (set) memory.expectations.sawCreation(keyOfObject(set))
        wake(set)
      },
      updated(pod, old) {
        if (pod.metadata.deletionTimestamp) return wentAway(pod)
        changed(pod, old)
        const set = ownerOf(pod)
        const { minReadySeconds = 0 } = set?.spec ?? {}
        // A pod that has become ready is available only later; a second more is for clocks that differ.
        if (set && minReadySeconds > 0 && !isReady(old) && isReady(pod)) queue.addAfter(keyOfObject(set), minReadySeconds * 1000 + 1000)
      },
      deleted: wentAway,
    })

    const placement = (node: Node, set: DaemonSet): string => JSON.stringify(placementOn(node, set))
    nodes.on({
      added: (node) => sets.list().filter((set) => placementOn(node, set).wanted).forEach(wake),
      updated(node, old) {
        if (deepEqual(node.metadata.labels ?? {}, old.metadata.labels ?? {}) && deepEqual(node.spec.taints ?? [], old.spec.taints ?? [])) return
        sets.list().filter((set) => placement(node, set) !== placement(old, set)).forEach(wake)
      },
    })
  },
}
