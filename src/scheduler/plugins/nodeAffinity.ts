import type { NodeSelectorRequirement, NodeSelectorTerm } from 'kubernetes-types/core/v1'
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
  const { nodeSelector, affinity } = pod.pod.spec
  for (const [key, value] of Object.entries(nodeSelector ?? {})) if (node.labels[key] !== value) return false
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

function matchesTerm(term: NodeSelectorTerm, node: NodeInfo): boolean {
  const { matchExpressions = [], matchFields = [] } = term
  if (matchExpressions.length === 0 && matchFields.length === 0) return false
  return matchExpressions.every((requirement) => meets(requirement, node.labels[requirement.key])) && matchFields.every((requirement) => meets(requirement, node.name))
}

function meets({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0])
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0])
    default:
      return false
  }
}
