import type { NamespaceCondition } from 'kubernetes-types/core/v1'
import { formatTime } from '../../base/time.ts'

/** What one round of emptying a namespace has found. */
export interface Findings {
  /** How many objects are left, by `pods.` and `deployments.apps`. */
  readonly remaining: ReadonlyMap<string, number>
  /** How many objects each finalizer holds. */
  readonly finalizers: ReadonlyMap<string, number>
  /** What could not be deleted, and why. */
  readonly errors: readonly string[]
}

type Judgement = readonly [status: 'True' | 'False', reason: string, message: string]

/** The conditions of a namespace that is being deleted; the same array if nothing has changed (`deletion/status_condition_utils.go`). */
export function conditionsAfter(findings: Findings, known: readonly NamespaceCondition[], nowMs: number): readonly NamespaceCondition[] {
  let next = known
  for (const [type, [status, reason, message]] of judgements(findings)) {
    const old = next.find((condition) => condition.type === type)
    if (old?.status === status && old.reason === reason && old.message === message) continue
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(nowMs)
    const condition = { type, status, ...(lastTransitionTime ? { lastTransitionTime } : {}), reason, message }
    next = old ? next.map((candidate) => (candidate === old ? condition : candidate)) : [...next, condition]
  }
  return next
}

function judgements({ remaining, finalizers, errors }: Findings): [string, Judgement][] {
  const resources = [...remaining].map(([resource, count]) => `${resource} has ${count} resource instances`).sort()
  const holders = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).sort()
  return [
    ['NamespaceDeletionDiscoveryFailure', ['False', 'ResourcesDiscovered', 'All resources successfully discovered']],
    ['NamespaceDeletionGroupVersionParsingFailure', ['False', 'ParsedGroupVersions', 'All legacy kube types successfully parsed']],
    [
      'NamespaceDeletionContentFailure',
      errors.length > 0
        ? ['True', 'ContentDeletionFailed', `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`]
        : ['False', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
    ],
    ['NamespaceContentRemaining', resources.length > 0 ? ['True', 'SomeResourcesRemain', `Some resources are remaining: ${resources.join(', ')}`] : ['False', 'ContentRemoved', 'All content successfully removed']],
    [
      'NamespaceFinalizersRemaining',
      holders.length > 0 ? ['True', 'SomeFinalizersRemain', `Some content in the namespace has finalizers remaining: ${holders.join(', ')}`] : ['False', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
    ],
  ]
}
