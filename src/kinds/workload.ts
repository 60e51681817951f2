/** What the kinds that make pods from a template have in common. */
import { selectorOfObject } from '../base/selectors.ts'
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type { Draft, ScaleDescription } from './kind.ts'
import type { AnyStored } from './objects.ts'
import { defaultPodSpec } from './podSpec/defaults.ts'

interface Replicated {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector }
  readonly status?: { readonly replicas?: number }
}

/** The `/scale` of a kind with `spec.replicas`, `status.replicas` and `spec.selector`. */
export const replicaScale: ScaleDescription = {
  specReplicas: (object) => (object as unknown as Replicated).spec.replicas ?? 0,
  statusReplicas: (object) => (object as unknown as Replicated).status?.replicas ?? 0,
  selector: (object) => selectorOfObject((object as unknown as Replicated).spec.selector as never).toString(),
  withReplicas: (object, replicas) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }),
}

/** Fills in a template: its metadata is there, and its pods' spec is complete. */
export function defaultTemplate(spec: Record<string, any>): void {
  const template = (spec['template'] ??= {})
  template.metadata = { creationTimestamp: null, ...template.metadata }
  template.spec ??= {}
  defaultPodSpec(template.spec)
}

/** A new object's status is its controller's to write. */
export function emptyStatus(draft: Draft): void {
  draft['status'] = {}
}

/** The selector cell of a workload. */
export function selectorCell(selector: LabelSelector | undefined): string {
  return selector ? selectorOfObject(selector as never).toString() : ''
}

export type WithTemplate = AnyStored & { readonly spec: { readonly template: PodTemplateSpec } }
