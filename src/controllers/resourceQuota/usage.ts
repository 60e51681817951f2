import type { PodSpec } from 'kubernetes-types/core/v1'
import { addQuantities, formatQuantity, parseQuantity, type Quantity } from '../../base/quantity.ts'
import { podIsInScope, scopesOf } from '../../kinds/quotas/scopes.ts'
import { quotaUsage, type Counted } from '../../kinds/quotas/usage.ts'
import type { ResourceName, ResourceQuota } from '../../kinds/resources.ts'

const COMPUTE = /^(?:(?:requests|limits)\.)?(?:cpu|memory|ephemeral-storage)$|^(?:requests\.)?hugepages-|^requests\..+\//
const CLAIMS = /^requests\.storage$|\.storageclass\.storage\.k8s\.io\/(?:persistentvolumeclaims|requests\.storage)$/
const COUNTED = ['pods', 'services', 'services.nodeports', 'services.loadbalancers', 'secrets', 'configmaps', 'resourcequotas', 'replicationcontrollers', 'persistentvolumeclaims']

/** The resources whose objects use up a limit of that name, of those that are served; none if nobody measures it. */
export function measuredBy(limit: string, served: readonly ResourceName[]): ResourceName[] {
  if (limit.startsWith('count/')) return served.filter((resource) => `count/${resource}` === limit)
  if (CLAIMS.test(limit)) return ['persistentvolumeclaims']
  if (COMPUTE.test(limit)) return ['pods']
  return COUNTED.includes(limit) ? [limit.split('.')[0] as string] : []
}

/**
 * What is used of each limit of a quota. A limit that nobody measures keeps what it had.
 * @param objectsOf the objects of a resource in the quota's namespace.
 */
export function usedOf({ spec, status }: ResourceQuota, served: readonly ResourceName[], objectsOf: (resource: ResourceName) => readonly Counted[], nowMs: number): Record<string, string> {
  const scopes = scopesOf(spec)
  const counts = (resource: ResourceName, object: Counted): boolean => (resource === 'pods' ? scopes.every((scope) => podIsInScope(object.spec as PodSpec, scope)) : scopes.length === 0)
  const usages = new Map<ResourceName, ReadonlyMap<string, Quantity>[]>()
  const usagesOf = (resource: ResourceName): ReadonlyMap<string, Quantity>[] => {
    const known = usages.get(resource) ?? objectsOf(resource).filter((object) => counts(resource, object)).map((object) => quotaUsage(resource, object, nowMs))
    usages.set(resource, known)
    return known
  }
  const used: Record<string, string> = {}
  for (const limit of Object.keys(spec.hard ?? {})) {
    const resources = measuredBy(limit, served)
    const before = status.used?.[limit]
    if (resources.length > 0) used[limit] = formatQuantity(sumOf(limit, resources.flatMap(usagesOf)))
    else if (before !== undefined) used[limit] = String(before)
  }
  return used
}

/** The first amount gives the sum its form: `Mi` stays `Mi`. */
function sumOf(limit: string, usages: readonly ReadonlyMap<string, Quantity>[]): Quantity {
  const amounts = usages.flatMap((usage) => usage.get(limit) ?? [])
  return amounts.length === 0 ? parseQuantity('0') : amounts.reduce(addQuantities)
}
