import type { ContainerStatus, PodStatus } from 'kubernetes-types/core/v1'
import type { PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule, SuccessPolicy } from 'kubernetes-types/batch/v1'
import type { Pod } from '../../kinds/resources.ts'
import { IndexSet } from './indexes.ts'

/** What the rules of a Job say about a failed pod. */
export interface FailureVerdict {
  readonly action: 'Ignore' | 'FailIndex' | 'Count' | 'FailJob' | undefined
  /** Why the whole Job fails; only for FailJob. */
  readonly message?: string
}

/** The first rule that a failed pod matches decides; without any it counts (`pod_failure_policy.go`). */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const match = matchOf(rule, pod)
    if (match === undefined) continue
    const action = rule.action as FailureVerdict['action']
    return action === 'FailJob' ? { action, message: `${match} matching FailJob rule at index ${index}` } : { action }
  }
  return { action: undefined }
}

/** What of the pod matches, in words. */
function matchOf({ onExitCodes, onPodConditions }: PodFailurePolicyRule, { metadata, status }: Pod): string | undefined {
  const name = `${metadata.namespace}/${metadata.name}`
  if (onExitCodes) {
    const container = containerWith(onExitCodes, status)
    return container && `Container ${container.name} for pod ${name} failed with exit code ${container.state?.terminated?.exitCode}`
  }
  const condition = status.conditions?.find(({ type, status: value }) => onPodConditions?.some((pattern) => pattern.type === type && pattern.status === value))
  return condition && `Pod ${name} has condition ${condition.type}`
}

function containerWith({ containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement, { containerStatuses = [], initContainerStatuses = [] }: PodStatus): ContainerStatus | undefined {
  return [...containerStatuses, ...initContainerStatuses].find(({ name, state }) => {
    const code = state?.terminated?.exitCode
    if (code === undefined || code === 0) return false
    if (containerName !== undefined && containerName !== name) return false
    return values.includes(code) === (operator === 'In')
  })
}

/** What to say if the indexes that succeeded are enough (`success_policy.go`). */
export function matchSuccess(policy: SuccessPolicy | undefined, completions: number, succeeded: IndexSet): string | undefined {
  if (succeeded.size === 0) return undefined
  const met = (policy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount
    const required = IndexSet.parse(succeededIndexes, completions)
    const reached = required.overlap(succeeded)
    return required.size > 0 && (reached === required.size || (succeededCount !== undefined && reached >= succeededCount))
  })
  return met < 0 ? undefined : `Matched rules at index ${met}`
}
