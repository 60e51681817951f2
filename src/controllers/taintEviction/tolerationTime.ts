import type { Taint, Toleration } from 'kubernetes-types/core/v1'
import { tolerates } from '../../kinds/tolerations.ts'

/** How long a pod may stay under these taints, in milliseconds: 0 if it tolerates not all of them, Infinity if it does so for ever. */
export function tolerationMs(tolerations: readonly Toleration[] | undefined, taints: readonly Taint[]): number {
  const limits: number[] = []
  for (const taint of taints) {
    const match = tolerations?.find((toleration) => tolerates([toleration], taint))
    if (!match) return 0
    if (match.tolerationSeconds !== undefined) limits.push(Math.max(0, match.tolerationSeconds) * 1000)
  }
  return Math.min(...limits)
}
