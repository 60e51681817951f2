import type { Toleration } from 'kubernetes-types/core/v1'
import type { AdmissionPlugin } from './plugin.ts'

const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/** Pods stay 300 s on a machine that is not ready or cannot be reached, unless they say otherwise (`plugin/pkg/admission/defaulttolerationseconds`). */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  operations: ['create'],
  mutate(attributes) {
    if (attributes.resource !== 'pods' || attributes.subresource !== '') return
    const spec = attributes.object?.['spec']
    if (!spec) return
    const tolerations: Toleration[] = spec.tolerations ?? []
    const tolerates = (key: string): boolean =>
      tolerations.some((toleration) => (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect))
    const missing = KEYS.filter((key) => !tolerates(key))
    if (missing.length > 0) spec.tolerations = [...tolerations, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))]
  },
}
