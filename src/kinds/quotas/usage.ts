/** How much of a quota an object uses (`pkg/quota/v1/evaluator`). */
import { parseQuantity, type Quantity } from '../../base/quantity.ts'
import { parseTime } from '../../base/time.ts'
import type { PersistentVolumeClaimSpec, PodSpec, ServiceSpec } from 'kubernetes-types/core/v1'
import { addAmounts, podAmounts, type Amounts } from '../podSpec/resources.ts'
import type { ResourceName } from '../resources.ts'
import { isExtendedResource } from '../validation/resources.ts'

/** An object as quotas see it: stored, or about to be. */
export interface Counted {
  readonly metadata: { readonly deletionTimestamp?: string; readonly deletionGracePeriodSeconds?: number; readonly annotations?: Readonly<Record<string, string>> }
  readonly spec?: unknown
  readonly status?: unknown
}

const ONE: Quantity = parseQuantity('1')
/** Resources that have a name of their own in quotas, besides `count/…`. */
const COUNTED_BY_NAME = ['services', 'secrets', 'configmaps', 'resourcequotas', 'replicationcontrollers', 'persistentvolumeclaims']

/** What an object uses, by the names that quotas have for it. */
export function quotaUsage(resource: ResourceName, object: Counted, nowMs: number): Amounts {
  const usage: Amounts = new Map([[`count/${resource}`, ONE]])
  if (COUNTED_BY_NAME.includes(resource)) usage.set(resource, ONE)
  if (resource === 'pods' && isCharged(object, nowMs)) addPod(usage, object.spec as PodSpec)
  if (resource === 'services') addService(usage, object.spec as ServiceSpec)
  if (resource === 'persistentvolumeclaims') addClaim(usage, object)
  return usage
}

/** Pods that have ended, or whose time is up, use nothing any more. */
function isCharged({ metadata, status }: Counted, nowMs: number): boolean {
  const { phase } = (status ?? {}) as { phase?: string }
  if (phase === 'Failed' || phase === 'Succeeded') return false
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
  return !deletionTimestamp || deletionGracePeriodSeconds === undefined || nowMs <= parseTime(deletionTimestamp) + 1000 * deletionGracePeriodSeconds
}

function addPod(usage: Amounts, spec: PodSpec): void {
  const requests = podAmounts(spec, 'requests')
  addAmounts(requests, (spec as { overhead?: Record<string, unknown> }).overhead)
  computeUsage(usage, requests, podAmounts(spec, 'limits'))
}

/** What requests and limits are called in quotas; `pods` counts the pod itself. */
export function computeUsage(usage: Amounts, requests: Amounts, limits: Amounts): void {
  usage.set('pods', ONE)
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    const request = requests.get(name)
    if (request) usage.set(name, request).set(`requests.${name}`, request)
    const limit = limits.get(name)
    if (limit) usage.set(`limits.${name}`, limit)
  }
  for (const [name, request] of requests) {
    if (name.startsWith('hugepages-')) usage.set(name, request).set(`requests.${name}`, request)
    else if (isExtendedResource(name)) usage.set(`requests.${name}`, request)
  }
}

function addService(usage: Amounts, { type, ports = [], allocateLoadBalancerNodePorts = true }: ServiceSpec): void {
  const whole = (count: number): Quantity => parseQuantity(String(count))
  const allocated = ports.filter(({ nodePort }) => nodePort).length
  usage.set('services.nodeports', whole(type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts) ? ports.length : type === 'LoadBalancer' ? allocated : 0))
  usage.set('services.loadbalancers', whole(type === 'LoadBalancer' ? 1 : 0))
}

function addClaim(usage: Amounts, { metadata, spec }: Counted): void {
  const { resources, storageClassName } = spec as PersistentVolumeClaimSpec
  const storage = parseQuantity(String(resources?.requests?.['storage'] ?? '0'))
  const storageClass = metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? storageClassName ?? ''
  usage.set('requests.storage', storage)
  if (storageClass === '') return
  const suffix = `${storageClass}.storageclass.storage.k8s.io/`
  usage.set(`${suffix}persistentvolumeclaims`, ONE).set(`${suffix}requests.storage`, storage)
}
