import { MAXIMUM_SCORE, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../nodeInfo.ts'
import type { PodInfo } from '../podInfo.ts'

/** A machine must have what a pod asks for; among those that have, the emptier one is better: LeastAllocated (`plugins/noderesources/fit.go`). */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  filter(pod, node) {
    const reasons = lacking(pod, node)
    return reasons.length === 0 ? undefined : { plugin: 'NodeResourcesFit', reasons, resolvable: true }
  },
  score(pod, node) {
    const cpu = leastAllocated(node.scoredCpuMillicores + pod.scoredCpuMillicores, node.allocatable.get('cpu') ?? 0)
    const memory = leastAllocated(node.scoredMemoryBytes + pod.scoredMemoryBytes, node.allocatable.get('memory') ?? 0)
    return Math.floor((cpu + memory) / 2)
  },
  retryOn(event, pod) {
    if (event.kind === 'node added' || (event.kind === 'node changed' && event.what.includes('allocatable'))) return lackingOnEmpty(pod, event.node).length === 0
    if (event.kind === 'pod gone') return true
    return event.kind === 'pod changed' && event.pod.key === pod.key
  },
}

function lacking(pod: PodInfo, node: NodeInfo): string[] {
  const reasons: string[] = []
  if (node.pods.size + 1 > (node.allocatable.get('pods') ?? 0)) reasons.push('Too many pods')
  for (const resource of sortedResources(pod)) {
    const asked = pod.requests.get(resource) ?? 0
    if (asked > 0 && asked > (node.allocatable.get(resource) ?? 0) - (node.requested.get(resource) ?? 0)) reasons.push(`Insufficient ${resource}`)
  }
  return reasons
}

function lackingOnEmpty(pod: PodInfo, node: NodeInfo): string[] {
  return sortedResources(pod).filter((resource) => (pod.requests.get(resource) ?? 0) > (node.allocatable.get(resource) ?? 0))
}

const STANDARD = ['cpu', 'memory', 'ephemeral-storage']

function sortedResources(pod: PodInfo): string[] {
  const others = [...pod.requests.keys()].filter((resource) => !STANDARD.includes(resource)).sort()
  return [...STANDARD.filter((resource) => pod.requests.has(resource)), ...others]
}

function leastAllocated(requested: number, capacity: number): number {
  return capacity === 0 || requested > capacity ? 0 : Math.floor(((capacity - requested) * MAXIMUM_SCORE) / capacity)
}
