import type { OwnerReference } from 'kubernetes-types/meta/v1'
import type { Api } from '../../client/api.ts'
import { isNotFound } from '../../client/status.ts'
import { resourceOf } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import { kindOfObject } from '../../kinds/registry.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/resources.ts'
import { controllerOf } from '../runtime/ownership.ts'

export interface Expected {
  /** How many pods there should be. */
  readonly count: number
  /** How many of them must be healthy. */
  readonly healthy: number
  /** Pods that nobody scales, which a budget by percentage cannot count. */
  readonly unmanaged: readonly string[]
}

/** What a budget expects of its pods (`getExpectedPodCount`). Throws if it cannot be told what scales them. */
export function expectedPods(api: Api, { spec }: PodDisruptionBudget, pods: readonly Pod[]): Expected {
  const minAvailable = spec.minAvailable as number | string | undefined
  const maxUnavailable = spec.maxUnavailable as number | string | undefined
  if (maxUnavailable === undefined && typeof minAvailable === 'number') return { count: pods.length, healthy: minAvailable, unmanaged: [] }
  if (maxUnavailable === undefined && minAvailable === undefined) return { count: 0, healthy: 0, unmanaged: [] }
  const { count, unmanaged } = scaleOf(api, pods)
  const healthy = maxUnavailable === undefined ? part(minAvailable as string, count) : Math.max(0, count - part(maxUnavailable, count))
  return { count, healthy, unmanaged }
}

/** A number, or a percentage rounded up. */
function part(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100)
}

/** The replicas that the owners of pods want, each owner once. */
function scaleOf(api: Api, pods: readonly Pod[]): { count: number; unmanaged: string[] } {
  const unmanaged: string[] = []
  const seen = new Set<string>()
  const scales = new Map<string, number>()
  for (const pod of pods) {
    const reference = controllerOf(pod)
    if (!reference) unmanaged.push(pod.metadata.name)
    if (!reference || seen.has(reference.uid)) continue
    seen.add(reference.uid)
    const scale = scaleOfOwner(api, reference, pod.metadata.namespace ?? '')
    if (!scale) throw new Error(`found no controllers for pod ${JSON.stringify(pod.metadata.name)}`)
    scales.set(scale.uid, scale.replicas)
  }
  return { count: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged }
}

/** The scale of a pod's owner: for a ReplicaSet of a Deployment that of the Deployment. */
function scaleOfOwner(api: Api, reference: OwnerReference, namespace: string): { uid: string; replicas: number } | undefined {
  const kind = kindOfObject(reference.apiVersion, reference.kind)
  if (!kind) throw new Error(`no matches for kind ${JSON.stringify(reference.kind)} in version ${JSON.stringify(reference.apiVersion)}`)
  if (!kind.scale) throw new Error(`${resourceOf(kind)} does not implement the scale subresource`)
  let owner: AnyStored
  try {
    owner = api.get(resourceOf(kind) as string, namespace, reference.name) as AnyStored
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
  if (owner.metadata.uid !== reference.uid) return undefined
  const above = reference.kind === 'ReplicaSet' ? controllerOf(owner as never) : undefined
  const deployment = above?.kind === 'Deployment' ? scaleOfOwner(api, above, namespace) : undefined
  return deployment ?? { uid: owner.metadata.uid, replicas: kind.scale.specReplicas(owner) }
}
