import { deepEqual } from '../../base/equality.ts'
import { compareQuantities, parseQuantity } from '../../base/quantity.ts'
import { keyOfObject } from '../../client/informer.ts'
import { resourceOf } from '../../kinds/kind.ts'
import { quotaUsage, type Counted } from '../../kinds/quotas/usage.ts'
import { kinds } from '../../kinds/registry.ts'
import type { ResourceName, ResourceQuota } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { every } from '../runtime/periodic.ts'
import { usedOf } from './usage.ts'

const RESYNC_MS = 300_000
/** What nobody counts. */
const IGNORED: readonly ResourceName[] = ['events', 'events.events.k8s.io']

/**
 * Measures what is used of quotas (`pkg/controller/resourcequota`): when a quota is new or changed, when something that it counts is gone, and every five minutes. What is made is
 * counted by the API server.
 */
export const resourceQuotaController: Controller = {
  name: 'resourcequota-controller',
  setup(context) {
    const { informers, api, simulation } = context
    const quotas = informers.of('resourcequotas')
    const served = kinds.filter(({ namespaced }) => namespaced).map(resourceOf).filter((resource) => !IGNORED.includes(resource))
    const objectsOf = (namespace: string) => (resource: ResourceName) => informers.of(resource).indexed('namespace', namespace) as unknown as Counted[]
    const queue = context.queue((key) => {
      const quota = quotas.byKey(key)
      if (!quota) return
      const hard = quota.spec.hard ?? {}
      const used = usedOf(quota, served, objectsOf(quota.metadata.namespace ?? ''), simulation.nowMs)
      if (quota.status.used && deepEqual(hard, quota.status.hard) && sameAmounts(used, quota.status.used)) return
      api.update('resourcequotas', { ...quota, status: { hard, used } } as never, { subresource: 'status' })
    })
    const wake = (quota: ResourceQuota): void => queue.add(keyOfObject(quota))
    /** Something is gone: who counted it counts anew. */
    const replenish = (resource: ResourceName, object: Counted & { metadata: { namespace?: string } }): void => {
      const usage = quotaUsage(resource, object, 0)
      for (const quota of quotas.indexed('namespace', object.metadata.namespace ?? '')) if (Object.keys(quota.status.hard ?? {}).some((limit) => usage.has(limit))) wake(quota)
    }

    for (const resource of served) {
      const informer = informers.of(resource)
      indexByNamespace(informer)
      informer.on({
        updated(object, old) {
          if (freesSome(resource, object as never, old as never, simulation.nowMs)) replenish(resource, old as never)
        },
        deleted: (object) => replenish(resource, object as never),
      })
    }
    quotas.on({ added: wake, updated: (quota, old) => void (!deepEqual(quota.spec.hard, old.spec.hard) && wake(quota)), deleted: wake })
    every(context, RESYNC_MS, () => quotas.list().forEach(wake))
  },
}

/** Whether a change gives something back: a pod that ends, a Service of another type, a claim of another size. */
function freesSome(resource: ResourceName, object: Counted, old: Counted, nowMs: number): boolean {
  if (resource === 'pods') return quotaUsage(resource, old, nowMs).has('pods') && !quotaUsage(resource, object, nowMs).has('pods')
  const fieldOf = ({ spec }: Counted): unknown => (resource === 'services' ? (spec as { type?: string }).type : resource === 'persistentvolumeclaims' ? (spec as { resources?: unknown }).resources : undefined)
  return !deepEqual(fieldOf(object), fieldOf(old))
}

function sameAmounts(a: Readonly<Record<string, string>>, b: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, amount]) => b[name] !== undefined && compareQuantities(parseQuantity(amount), parseQuantity(String(b[name]))) === 0)
}
