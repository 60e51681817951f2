/** Pod templates, and workloads that make pods from them. */
import { selectorOfObject } from '../../base/selectors.ts'
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type { Draft } from '../kind.ts'
import type { AnyStored } from '../objects.ts'
import { Problems } from './errors.ts'
import { goLabels, goSelector } from './goValue.ts'
import { checkLabelSelector } from './labelSelector.ts'
import { checkAnnotations, checkLabels } from './metadata.ts'
import { labelFaults } from './names.ts'
import { checkPodSpec } from './podSpec.ts'

export function checkTemplate(template: PodTemplateSpec | undefined, path: string, problems: Problems): void {
  checkLabels(template?.metadata?.labels, `${path}.labels`, problems)
  checkAnnotations(template?.metadata?.annotations, `${path}.annotations`, problems)
  checkPodSpec(template?.spec ?? {}, `${path}.spec`, problems)
  if (template?.spec?.ephemeralContainers?.length) problems.forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')
}

/** Checks a selector that must be there, say something and be sound; false if it cannot be used. */
export function checkSelector(selector: LabelSelector | undefined, workload: string, path: string, problems: Problems): boolean {
  if (!selector) {
    problems.required(path)
    return true
  }
  const own = new Problems()
  checkLabelSelector(selector, path, own)
  problems.found.push(...own.found)
  if (isEmptySelector(selector)) problems.invalid(path, goSelector(selector), `empty selector is invalid for ${workload}`)
  return own.found.length === 0
}

/** Checks that the pods of a template are the selector's own; a missing selector selects none, an empty one is not asked. */
export function checkSelected(selector: LabelSelector | undefined, template: PodTemplateSpec | undefined, path: string, problems: Problems): void {
  const labels = template?.metadata?.labels
  const rules = selectorOfObject(selector as never)
  if ((!selector || !rules.empty) && !rules.matches(labels)) problems.invalid(`${path}.metadata.labels`, goLabels(labels), '`selector` does not match template `labels`')
}

/** Checks that the pods of a template run for ever. */
export function checkRunsForEver(template: PodTemplateSpec | undefined, workload: string, path: string, problems: Problems): void {
  const { restartPolicy = '', activeDeadlineSeconds } = template?.spec ?? {}
  if (restartPolicy !== 'Always') problems.notSupported(`${path}.spec.restartPolicy`, restartPolicy, ['Always'])
  if (activeDeadlineSeconds !== undefined) problems.forbidden(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${workload} is not Supported`)
}

/** Selector and template as Deployments and ReplicaSets have them. */
export function checkReplicas(spec: { selector?: LabelSelector; template?: PodTemplateSpec }, problems: Problems): void {
  const { selector, template } = spec
  if (!checkSelector(selector, 'deployment', 'spec.selector', problems)) return problems.invalid('spec.selector', goSelector(selector as LabelSelector), 'invalid label selector')
  checkSelected(selector, template, 'spec.template', problems)
  checkTemplate(template, 'spec.template', problems)
  checkRunsForEver(template, 'ReplicaSet', 'spec.template', problems)
}

/** Whether a selector is there but says nothing. */
export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return selector !== undefined && Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0
}

/** Names that become part of pods' names had better be labels. */
export function labelNameWarning(name: string): string[] {
  const faults = labelFaults(name)
  return faults.length > 0 ? [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${faults.join(' ')}]`] : []
}

/** Checks counts in a status: none is negative, and none of these is above the first; `aboveReady` is said of more available than ready replicas. */
export function checkCounts(status: Readonly<Record<string, unknown>> | undefined, names: readonly string[], limited: readonly string[], problems: Problems, aboveReady = 'cannot be greater than readyReplicas'): void {
  const count = (name: string): number => (status?.[name] as number | undefined) ?? 0
  for (const name of names) problems.nonNegative(`status.${name}`, count(name))
  for (const name of limited) if (count(name) > count('replicas')) problems.invalid(`status.${name}`, count(name), 'cannot be greater than status.replicas')
  if (limited.includes('availableReplicas') && count('availableReplicas') > count('readyReplicas')) problems.invalid('status.availableReplicas', count('availableReplicas'), aboveReady)
}

/** Checks that the count of collisions of hashes, which makes names differ, does not go back. */
export function checkCollisionCount(next: Draft, old: AnyStored, problems: Problems): void {
  const before = (old['status'] as { collisionCount?: number } | undefined)?.collisionCount
  const after: number = next['status']?.collisionCount ?? 0
  if (before !== undefined && after < before) problems.invalid('status.collisionCount', after, 'cannot be decremented')
}
