import { MAXIMUM_SCORE, type Plugin } from '../framework.ts'

/** Prefers machines whose cpu and memory would be used in equal measure (`plugins/noderesources/balanced_allocation.go`). A pod that asks for nothing is scored too, until 1.33. */
export const balancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  score(pod, node) {
    const fraction = (resource: string): number | undefined => {
      const capacity = node.allocatable.get(resource) ?? 0
      return capacity === 0 ? undefined : Math.min(1, ((node.requested.get(resource) ?? 0) + (pod.requests.get(resource) ?? 0)) / capacity)
    }
    const fractions = ['cpu', 'memory'].map(fraction).filter((value) => value !== undefined)
    if (fractions.length < 2) return MAXIMUM_SCORE
    const deviation = Math.abs((fractions[0] as number) - (fractions[1] as number)) / 2
    return Math.floor((1 - deviation) * MAXIMUM_SCORE)
  },
}
