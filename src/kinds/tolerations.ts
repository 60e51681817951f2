import type { Taint, Toleration } from 'kubernetes-types/core/v1'

/** Whether a pod's tolerations cover a taint (`component-helpers/scheduling/corev1`). */
export function tolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return (tolerations ?? []).some((toleration) => {
    if (toleration.effect && toleration.effect !== taint.effect) return false
    if (toleration.key && toleration.key !== taint.key) return false
    if (toleration.operator === 'Exists') return true
    return !!toleration.key && (toleration.value ?? '') === (taint.value ?? '')
  })
}
