import type { PersistentVolumeClaim as ClaimTemplate, PodSpec, PodTemplateSpec, Volume } from 'kubernetes-types/core/v1'
import type { Pod, StatefulSet } from '../../kinds/resources.ts'
import { isReady } from '../runtime/pods.ts'
import { controllerReference } from '../runtime/ownership.ts'

/** The whole name of the revision that a pod is made from. */
export const REVISION = 'controller-revision-hash'
const POD_NAME = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX = 'apps.kubernetes.io/pod-index'

/** A pod that is there, or the one that would be made: then it has no uid and no phase. */
export type Replica = Pod

/** The number at the end of a pod's name, if the name is one of this set's; -1 otherwise. */
export function ordinalOf({ metadata: { name } }: Pod, set: StatefulSet): number {
  const match = /^(.*)-(\d+)$/.exec(name)
  const ordinal = Number(match?.[2] ?? -1)
  return match?.[1] === set.metadata.name && ordinal < 2 ** 31 ? ordinal : -1
}

export function startOf({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0
}

export function isInRange(ordinal: number, set: StatefulSet): boolean {
  return ordinal >= startOf(set) && ordinal < startOf(set) + (set.spec.replicas ?? 0)
}

/** The pod with this number, made from a template of the set: name, hostname, labels and claims are its own for good. */
export function podWith(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): Replica {
  const { metadata = {}, spec } = template
  const name = `${set.metadata.name}-${ordinal}`
  const draft = {
    metadata: {
      generateName: `${set.metadata.name}-`,
      name,
      namespace: set.metadata.namespace,
      labels: { ...metadata.labels, ...identityLabels(name, ordinal), [REVISION]: revision },
      annotations: metadata.annotations,
      finalizers: metadata.finalizers,
      ownerReferences: [controllerReference(set)],
    },
    spec: { ...spec, hostname: name, subdomain: set.spec.serviceName, volumes: withClaims(set, spec?.volumes ?? [], ordinal) },
    status: {},
  }
  return draft as unknown as Replica
}

function identityLabels(name: string, ordinal: number): Record<string, string> {
  return { [POD_NAME]: name, [POD_INDEX]: `${ordinal}` }
}

/** The volumes with those of the claim templates, which come first. */
function withClaims(set: StatefulSet, volumes: readonly Volume[], ordinal: number): Volume[] {
  const templates = set.spec.volumeClaimTemplates ?? []
  const own = templates.map((template) => ({ name: template.metadata?.name ?? '', persistentVolumeClaim: { claimName: claimName(set, template, ordinal) } }))
  const names = new Set(own.map(({ name }) => name))
  return [...own, ...volumes.filter(({ name }) => !names.has(name))]
}

export function claimName({ metadata }: StatefulSet, template: ClaimTemplate, ordinal: number): string {
  return `${template.metadata?.name ?? ''}-${metadata.name}-${ordinal}`
}

/** Whether a pod has the label of its name and the volumes of its claims. */
export function hasIdentity(set: StatefulSet, { metadata, spec }: Pod, ordinal: number): boolean {
  const mounted = (template: ClaimTemplate): boolean => spec.volumes?.some(({ name, persistentVolumeClaim }) => name === template.metadata?.name && persistentVolumeClaim?.claimName === claimName(set, template, ordinal)) ?? false
  return metadata.labels?.[POD_NAME] === metadata.name && (set.spec.volumeClaimTemplates ?? []).every(mounted)
}

/** The pod with the label of its name and the volumes of its claims. */
export function withIdentity(set: StatefulSet, pod: Pod, ordinal: number): Pod {
  const spec: PodSpec = { ...pod.spec, volumes: withClaims(set, pod.spec.volumes ?? [], ordinal) }
  return { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...identityLabels(pod.metadata.name, ordinal) } }, spec }
}

export function revisionOf({ metadata }: Pod): string {
  return metadata.labels?.[REVISION] ?? ''
}

/** Whether the pod is there at all. */
export function isCreated({ status }: Replica): boolean {
  return !!status.phase
}

export function isTerminating({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isReady(pod)
}

export function isHealthy(pod: Pod): boolean {
  return isRunningAndReady(pod) && !isTerminating(pod)
}
