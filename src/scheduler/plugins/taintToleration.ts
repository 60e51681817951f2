import type { Taint } from 'kubernetes-types/core/v1'
import { normalizeByMaximum, type Plugin } from '../framework.ts'
import { tolerates } from '../../kinds/tolerations.ts'

/** Taints keep pods away, or count against a machine (`plugins/tainttoleration`). */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  filter(pod, { node }) {
    const taint = node.spec.taints?.find(({ effect, ...rest }) => (effect === 'NoSchedule' || effect === 'NoExecute') && !tolerates(pod.pod.spec.tolerations, { effect, ...rest }))
    if (!taint) return undefined
    return { plugin: 'TaintToleration', reasons: [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`], resolvable: false }
  },
  score: (pod, { node }) => (node.spec.taints ?? []).filter((taint: Taint) => taint.effect === 'PreferNoSchedule' && !tolerates(pod.pod.spec.tolerations, taint)).length,
  normalize: (scores) => normalizeByMaximum(scores, true),
  retryOn(event, pod) {
    if (event.kind !== 'node added' && !(event.kind === 'node changed' && event.what.includes('taints'))) return false
    return (event.node.node.spec.taints ?? []).every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(pod.pod.spec.tolerations, taint))
  },
}
