import { compareQuantities, parseQuantity } from '../../base/quantity.ts'
import type { PodSpec } from 'kubernetes-types/core/v1'

const COUNTED = ['cpu', 'memory']

/** Guaranteed, Burstable or BestEffort, by requests and limits of cpu and memory (`pkg/apis/core/helper/qos`). */
export function qualityOfService(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  const amounts = (list: Record<string, unknown> | undefined): [string, string][] =>
    Object.entries(list ?? {}).filter(([resource, quantity]) => COUNTED.includes(resource) && parseQuantity(String(quantity)).nano > 0n).map(([resource, quantity]) => [resource, String(quantity)])
  if (containers.every(({ resources }) => amounts(resources?.requests).length === 0 && amounts(resources?.limits).length === 0)) return 'BestEffort'
  const guaranteed = containers.every(({ resources }) => {
    const requests = Object.fromEntries(amounts(resources?.requests))
    const limits = Object.fromEntries(amounts(resources?.limits))
    return COUNTED.every((resource) => {
      const limit = limits[resource]
      const request = requests[resource] ?? limit
      return limit !== undefined && request !== undefined && compareQuantities(parseQuantity(limit), parseQuantity(request)) === 0
    })
  })
  return guaranteed ? 'Guaranteed' : 'Burstable'
}
