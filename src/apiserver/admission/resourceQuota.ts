import { addQuantities, compareQuantities, formatQuantity, parseQuantity, subtractQuantities, type Quantity } from '../../base/quantity.ts'
import type { Container, PodSpec } from 'kubernetes-types/core/v1'
import { computeUsage, quotaUsage, type Counted } from '../../kinds/quotas/usage.ts'
import { podIsInScope, scopesOf } from '../../kinds/quotas/scopes.ts'
import { addAmounts, type Amounts } from '../../kinds/podSpec/resources.ts'
import type { ResourceQuota } from '../../kinds/resources.ts'
import { forbidden } from '../errors.ts'
import type { AdmissionPlugin, Attributes } from './plugin.ts'

/** A quota on one of these makes every container say how much it wants of it. */
const MUST_BE_GIVEN = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']
/** What may grow when it is changed; of other resources only the creation counts. */
const MAY_GROW = ['services', 'persistentvolumeclaims']
/** What stands beside the data of the cluster and is not counted. */
const IGNORED = ['events', 'events.events.k8s.io']

/** Refuses what would exceed a quota of its namespace, and adds to what is used (`plugin/pkg/admission/plugin/resourcequota`). */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  operations: ['create', 'update'],
  validate(attributes, context) {
    const { object, old, resource, namespace, operation } = attributes
    if (!object || attributes.subresource !== '' || !attributes.kind.namespaced || IGNORED.includes(resource)) return
    if (operation === 'update' && !MAY_GROW.includes(resource)) return
    const quotas = context.list('resourcequotas', namespace) as unknown as ResourceQuota[]
    if (quotas.length === 0) return
    const usage = quotaUsage(resource, object as unknown as Counted, context.nowMs)
    if (old) for (const [name, before] of quotaUsage(resource, old as unknown as Counted, context.nowMs)) usage.set(name, subtractQuantities(usage.get(name) ?? parseQuantity('0'), before))
    for (const [name, quantity] of usage) if (quantity.nano <= 0n) usage.delete(name)
    const concerned = quotas.filter((quota) => concerns(quota, attributes))
    for (const quota of concerned) checkGiven(quota, attributes)
    const charged = concerned.map((quota) => ({ quota, used: charge(quota, usage, attributes) }))
    if (attributes.dryRun) return
    for (const { quota, used } of charged) if (used) context.writeStatus('resourcequotas', { ...quota, status: { ...quota.status, used } } as never)
  },
}

/** Whether a quota limits something of an object and its scopes hold it. */
function concerns({ spec, status }: ResourceQuota, { resource, object }: Attributes): boolean {
  const scopes = scopesOf(spec)
  if (resource === 'pods') return limitsPods(Object.keys(status.hard ?? {})) && scopes.every((scope) => podIsInScope(object?.['spec'] as PodSpec, scope))
  return scopes.length === 0
}

function limitsPods(names: readonly string[]): boolean {
  return names.some((name) => name === 'pods' || name === 'count/pods' || /^(?:(?:requests|limits)\.)?(?:cpu|memory|ephemeral-storage)$/.test(name) || /^(?:requests\.)?hugepages-/.test(name) || /^requests\..*\//.test(name))
}

function refuse(attributes: Attributes, why: string): Error {
  return forbidden({ group: attributes.kind.group, plural: attributes.kind.plural, name: attributes.name }, why)
}

function checkGiven({ metadata, status }: ResourceQuota, attributes: Attributes): void {
  const hard = Object.keys(status.hard ?? {})
  if (attributes.resource === 'pods') {
    const { containers = [], initContainers = [] } = (attributes.object as unknown as { spec: PodSpec }).spec
    const required = hard.filter((name) => MUST_BE_GIVEN.includes(name)).sort()
    const missing = required.flatMap((name) => {
      const without = [...containers, ...initContainers].filter((container) => !given(container).has(name)).map((container) => container.name)
      return without.length > 0 ? [`${name} for: ${[...new Set(without)].sort().join(',')}`] : []
    })
    if (missing.length > 0) throw refuse(attributes, `failed quota: ${metadata.name}: must specify ${missing.join('; ')}`)
  }
  const used = status.used as Readonly<Record<string, string>> | undefined
  const usage = quotaUsage(attributes.resource, attributes.object as unknown as Counted, 0)
  const unknown = hard.filter((name) => usage.has(name) && used?.[name] === undefined)
  if (unknown.length > 0) throw refuse(attributes, `status unknown for quota: ${metadata.name}, resources: ${unknown.sort().join(',')}`)
}

function given({ resources }: Container): Amounts {
  const usage: Amounts = new Map()
  const [requests, limits] = (['requests', 'limits'] as const).map((list) => {
    const amounts: Amounts = new Map()
    addAmounts(amounts, resources?.[list])
    return amounts
  }) as [Amounts, Amounts]
  computeUsage(usage, requests, limits)
  return usage
}

/** What is used with the object counted in; undefined if it uses nothing of this quota. Throws if that is too much. */
function charge({ metadata, status }: ResourceQuota, usage: Amounts, attributes: Attributes): Record<string, string> | undefined {
  const hard = (status.hard ?? {}) as Readonly<Record<string, string>>
  const used = (status.used ?? {}) as Readonly<Record<string, string>>
  const requested = Object.keys(hard).filter((name) => usage.has(name)).sort()
  if (requested.length === 0) return undefined
  const sum = (name: string): Quantity => addQuantities(parseQuantity(used[name] ?? '0'), usage.get(name) as Quantity)
  const exceeded = requested.filter((name) => compareQuantities(sum(name), parseQuantity(hard[name] as string)) > 0)
  if (exceeded.length > 0) {
    const listed = (amount: (name: string) => string): string => exceeded.map((name) => `${name}=${amount(name)}`).join(',')
    throw refuse(attributes, `exceeded quota: ${metadata.name}, requested: ${listed((name) => formatQuantity(usage.get(name) as Quantity))}, used: ${listed((name) => used[name] ?? '0')}, limited: ${listed((name) => hard[name] as string)}`)
  }
  return { ...used, ...Object.fromEntries(requested.map((name) => [name, formatQuantity(sum(name))])) }
}
