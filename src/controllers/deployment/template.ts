/** Which ReplicaSet is the Deployment's newest, and how it is made (`deployment_util.go FindNewReplicaSet, EqualIgnoreHash`, `sync.go getNewReplicaSet`). */
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import { deepEqual } from '../../base/equality.ts'
import { dumpOfTemplate, podTemplateHash } from '../../kinds/podTemplateHash.ts'
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { controllerReference } from '../runtime/ownership.ts'
import { newestAnnotations, scaleAnnotations } from './revision.ts'
import { olderFirst } from './replicaSets.ts'

/** The label by which the pods of one template are told from those of another. */
export const HASH_LABEL = 'pod-template-hash'

/** Whether pods of the two templates are the same but for the label with the hash. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  // What is written differently may mean the same, such as a list that is empty and one that is absent: the dump tells.
  return a === b || deepEqual(withoutHash(a), withoutHash(b)) || dumpOf(a) === dumpOf(b)
}

/** Dumps are long to make and templates never change, but every sync compares all of them. */
const dumps = new WeakMap<PodTemplateSpec, string>()

function dumpOf(template: PodTemplateSpec = {}): string {
  const known = dumps.get(template)
  if (known !== undefined) return known
  const dump = dumpOfTemplate(withoutHash(template))
  dumps.set(template, dump)
  return dump
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [HASH_LABEL]: _, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels } }
}

export interface Split {
  /** The ReplicaSet of the present template, the oldest if there are several. */
  readonly newest: ReplicaSet | undefined
  /** All others, the oldest first. */
  readonly old: readonly ReplicaSet[]
}

/** Tells the ReplicaSet of the Deployment's present template from those of earlier ones. */
export function split(deployment: Deployment, sets: readonly ReplicaSet[]): Split {
  const sorted = [...sets].sort(olderFirst)
  const newest = sorted.find((set) => sameTemplate(set.spec.template, deployment.spec.template))
  return { newest, old: sorted.filter((set) => set !== newest) }
}

/** The ReplicaSet for the Deployment's present template, to be created. */
export function draftReplicaSet(deployment: Deployment, revision: number, size: number): { metadata: { name: string } & Record<string, unknown>; spec: Record<string, unknown> } {
  const { metadata, spec, status } = deployment
  const hash = podTemplateHash(spec.template, status.collisionCount)
  const labels = { ...spec.template.metadata?.labels, [HASH_LABEL]: hash }
  return {
    metadata: {
      name: `${metadata.name}-${hash}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels,
      annotations: { ...newestAnnotations(deployment, {}, revision), ...scaleAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: size,
      ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  }
}
