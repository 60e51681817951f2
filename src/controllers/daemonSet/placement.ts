import type { Affinity, PodSpec, Toleration } from 'kubernetes-types/core/v1'
import { deepEqual } from '../../base/equality.ts'
import { mayRunOn } from '../../kinds/nodeSelector.ts'
import type { DaemonSet, Node, Pod } from '../../kinds/resources.ts'
import { tolerates } from '../../kinds/tolerations.ts'
import type { PodDraft } from '../runtime/podControl.ts'

export const REVISION_HASH = 'controller-revision-hash'
const TEMPLATE_GENERATION = 'pod-template-generation'
const TEMPLATE_GENERATION_OF_SET = 'deprecated.daemonset.template.generation'

/** Whether a machine should have a pod of a set, and whether one that is there may stay. */
export interface Placement {
  readonly wanted: boolean
  readonly mayStay: boolean
}

/** By the machine's name, its labels and its taints; a taint that only forbids scheduling lets a running pod be (`NodeShouldRunDaemonPod`). */
export function placementOn(node: Node, { spec: { template } }: DaemonSet): Placement {
  const spec = template.spec as PodSpec
  const { name, labels = {} } = node.metadata
  if ((spec.nodeName && spec.nodeName !== name) || !mayRunOn(spec, { name, labels })) return { wanted: false, mayStay: false }
  const tolerations = withDaemonTolerations(spec)
  const untolerated = (node.spec.taints ?? []).filter((taint) => !tolerates(tolerations, taint))
  const repels = (effect: string): boolean => untolerated.some((taint) => taint.effect === effect)
  return { wanted: !repels('NoExecute') && !repels('NoSchedule'), mayStay: !repels('NoExecute') }
}

/** The pod that a set has on a machine: it goes through the scheduler, which has no choice. */
export function podFor(set: DaemonSet, node: string, hash: string): PodDraft {
  const { metadata, spec } = set.spec.template
  const generation = templateGeneration(set)
  return {
    metadata: { ...metadata, labels: { ...metadata?.labels, ...(generation === undefined ? {} : { [TEMPLATE_GENERATION]: generation }), [REVISION_HASH]: hash } },
    spec: { ...(spec as PodSpec), tolerations: withDaemonTolerations(spec as PodSpec), affinity: onlyOn(node, spec?.affinity) },
  }
}

/** How often the template was changed, as the set's annotation counts it. */
function templateGeneration({ metadata }: DaemonSet): string | undefined {
  const text = metadata.annotations?.[TEMPLATE_GENERATION_OF_SET]
  return text !== undefined && /^[-+]?\d+$/.test(text) ? String(Number(text)) : undefined
}

/** Whether a pod is made from the current template. */
export function isUpdated({ metadata }: Pod, set: DaemonSet, hash: string): boolean {
  const generation = templateGeneration(set)
  return metadata.labels?.[REVISION_HASH] === hash || (generation !== undefined && metadata.labels?.[TEMPLATE_GENERATION] === generation)
}

/** The tolerations of a daemon: what drives other pods away does not drive it away. */
function withDaemonTolerations({ tolerations = [], hostNetwork }: PodSpec): Toleration[] {
  const exists = (what: string, effect: string): Toleration => ({ key: `node.kubernetes.io/${what}`, operator: 'Exists', effect })
  const own = [
    exists('not-ready', 'NoExecute'),
    exists('unreachable', 'NoExecute'),
    exists('disk-pressure', 'NoSchedule'),
    exists('memory-pressure', 'NoSchedule'),
    exists('pid-pressure', 'NoSchedule'),
    exists('unschedulable', 'NoSchedule'),
    ...(hostNetwork ? [exists('network-unavailable', 'NoSchedule')] : []),
  ]
  const out = [...tolerations]
  for (const toleration of own) {
    const at = out.findIndex((known) => known.key === toleration.key && known.effect === toleration.effect && known.operator === toleration.operator && !known.value)
    if (at < 0) out.push(toleration)
    else if (!deepEqual(out[at], toleration)) out[at] = toleration
  }
  return out
}

/** The affinity with its required terms replaced by one: the machine's name. */
function onlyOn(node: string, affinity: Affinity | undefined): Affinity {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }]
  return { ...affinity, nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { ...required, nodeSelectorTerms } } }
}

/** The machine that a pod runs on or is meant for. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const field = terms.flatMap(({ matchFields = [] }) => matchFields).find(({ key, operator }) => key === 'metadata.name' && operator === 'In')
  return field?.values?.length === 1 ? field.values[0] : undefined
}
