import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from 'kubernetes-types/core/v1'

/** What node selectors look at in a machine. */
export interface SelectableNode {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Whether a machine fits one of the terms (`component-helpers/scheduling/corev1/nodeaffinity`). */
export function selectsNode({ nodeSelectorTerms }: NodeSelector, node: SelectableNode): boolean {
  return nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

/** Whether a pod's nodeSelector and required node affinity allow a machine. */
export function mayRunOn({ nodeSelector, affinity }: PodSpec, node: SelectableNode): boolean {
  for (const [key, value] of Object.entries(nodeSelector ?? {})) if (node.labels[key] !== value) return false
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return !required || selectsNode(required, node)
}

/** Whether a machine fits all of a term; a term that asks nothing fits none. */
export function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: SelectableNode): boolean {
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
