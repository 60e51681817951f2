import { selectorOfObject } from '../../base/selectors.ts'
import { keyOfObject } from '../../client/informer.ts'
import { isNamespaceTerminating } from '../../client/status.ts'
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { controllerOf } from '../runtime/ownership.ts'
import { Sync } from './sync.ts'

/** So often is a sync tried again that fails; then only a change brings the next one. */
const RETRIES = 15

/** Rolls out pod templates by ReplicaSets (`pkg/controller/deployment`). */
export const deploymentController: Controller = {
  name: 'deployment-controller',
  setup(context) {
    const { informers } = context
    const deployments = informers.of('deployments.apps')
    const sets = informers.of('replicasets.apps')
    const pods = informers.of('pods')
    indexByNamespace(deployments)
    sets.addIndex('controller', (set) => [controllerOf(set)?.uid ?? ''])
    sets.addIndex('uid', (set) => [set.metadata.uid])
    pods.addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? `namespace/${pod.metadata.namespace ?? ''}`])

    const queue = context.queue(
      function* (key) {
        const deployment = deployments.byKey(key)
        if (!deployment) return
        try {
          yield* new Sync(context, deployment, { soon: () => queue.addRateLimited(key), after: (delayMs) => queue.addAfter(key, delayMs) }).run()
        } catch (error) {
          // Nothing can be made there any more.
          if (!isNamespaceTerminating(error)) throw error
        }
      },
      { retries: RETRIES },
    )
    const wake = (deployment: Deployment | undefined): void => void (deployment && queue.add(keyOfObject(deployment)))

    const ownerOf = (set: ReplicaSet): Deployment | undefined => {
      const reference = controllerOf(set)
      if (reference?.kind !== 'Deployment') return undefined
      const owner = deployments.get(set.metadata.namespace ?? '', reference.name)
      return owner?.metadata.uid === reference.uid ? owner : undefined
    }
    /** Those that could adopt it. */
    const matching = (set: ReplicaSet): Deployment[] =>
      deployments.indexed('namespace', set.metadata.namespace ?? '').filter(({ spec }) => {
        const selector = selectorOfObject(spec.selector as never)
        return !selector.empty && selector.matches(set.metadata.labels)
      })

    deployments.on({ added: wake, updated: wake, deleted: wake })
    sets.on({
      added(set) {
        if (controllerOf(set)) wake(ownerOf(set))
        else if (!set.metadata.deletionTimestamp) matching(set).forEach(wake)
      },
      updated(set, old) {
        const moved = controllerOf(set)?.uid !== controllerOf(old)?.uid
        if (moved && controllerOf(old)) wake(ownerOf(old))
        if (controllerOf(set)) wake(ownerOf(set))
        else if (moved || !sameLabels(set, old)) matching(set).forEach(wake)
      },
      deleted: (set) => wake(ownerOf(set)),
    })
    pods.on({
      deleted(pod) {
        const set = sets.indexed('uid', controllerOf(pod)?.uid ?? '')[0]
        const owner = set && ownerOf(set)
        if (owner?.spec.strategy?.type !== 'Recreate') return
        // The new pods of a Recreate wait for the last old one to be gone.
        const kin = sets.indexed('controller', owner.metadata.uid)
        if (kin.every((sibling) => pods.indexed('controller', sibling.metadata.uid).length === 0)) wake(owner)
      },
    })
  },
}

function sameLabels({ metadata: { labels: a = {} } }: ReplicaSet, { metadata: { labels: b = {} } }: ReplicaSet): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value)
}
