import { matchesTerm, mayRunOn } from '../../kinds/nodeSelector.ts'
import { normalizeByMaximum, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../nodeInfo.ts'
import type { PodInfo } from '../podInfo.ts'

/** nodeSelector and node affinity, required and preferred (`plugins/nodeaffinity`). */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  filter(pod, node) {
    if (matchesNode(pod, node)) return undefined
    return { plugin: 'NodeAffinity', reasons: ["node(s) didn't match Pod's node affinity/selector"], resolvable: false }
  },
  preScore: (pod) => (pod.pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0,
  score(pod, node) {
    const preferred = pod.pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    return preferred.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0)
  },
  normalize: (scores) => normalizeByMaximum(scores, false),
  retryOn: (event, pod) => (event.kind === 'node added' || (event.kind === 'node changed' && event.what.includes('labels'))) && matchesNode(pod, event.node),
}

/** Whether a pod's nodeSelector and required node affinity allow a machine. */
export function matchesNode(pod: PodInfo, node: NodeInfo): boolean {
  return mayRunOn(pod.pod.spec, node)
}
