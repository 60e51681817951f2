/** What a job may ask for, in a Job or in the template of one (`pkg/apis/batch/validation`). */
import type { JobSpec } from 'kubernetes-types/batch/v1'
import type { Problems } from './errors.ts'
import { goObject } from './goObject.ts'
import { checkFailurePolicy, checkSuccessPolicy, type FailurePolicyRule, type SuccessPolicyRule } from './jobPolicies.ts'
import { domainPathFaults } from './names.ts'
import { checkTemplate } from './template.ts'

/** A job's spec with the fields that are younger than the types. */
export type JobFields = JobSpec & {
  readonly backoffLimitPerIndex?: number
  readonly maxFailedIndexes?: number
  readonly managedBy?: string
  readonly podFailurePolicy?: { readonly rules?: readonly FailurePolicyRule[] }
  readonly successPolicy?: { readonly rules?: readonly SuccessPolicyRule[] }
  readonly podReplacementPolicy?: string
}

const PARALLELISM_MOST = 100_000
const FAILED_INDEXES_MOST = 100_000
/** Beyond this many completions, failures by index are counted for fewer pods. */
const MANY_COMPLETIONS = 100_000
const AT_MANY_MOST = 10_000
const MANAGED_BY_LONGEST = 63

export function checkJobSpec(spec: JobFields, path: string, problems: Problems): void {
  for (const field of ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'] as const) problems.nonNegative(`${path}.${field}`, spec[field])
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) problems.required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')
  if (spec.managedBy !== undefined) {
    problems.each(`${path}.managedBy`, spec.managedBy, domainPathFaults(spec.managedBy))
    if (spec.managedBy.length > MANAGED_BY_LONGEST) problems.tooLong(`${path}.managedBy`, MANAGED_BY_LONGEST)
  }
  const { completionMode = 'NonIndexed', podFailurePolicy, successPolicy } = spec
  problems.optionalChoice(`${path}.completionMode`, completionMode, ['NonIndexed', 'Indexed'])
  if (completionMode === 'Indexed') checkIndexed(spec, path, problems)
  if (completionMode === 'NonIndexed') for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) if (spec[field] !== undefined) problems.invalid(`${path}.${field}`, spec[field], 'requires indexed completion mode')
  const pod = spec.template?.spec
  if (podFailurePolicy) {
    const names = [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].map(({ name }) => name)
    checkFailurePolicy(podFailurePolicy.rules ?? [], names, spec.backoffLimitPerIndex !== undefined, `${path}.podFailurePolicy.rules`, problems)
  }
  if (successPolicy && completionMode !== 'Indexed') problems.invalid(`${path}.successPolicy`, goObject('batch/v1.SuccessPolicy', successPolicy), 'requires indexed completion mode')
  else if (successPolicy) checkSuccessPolicy(successPolicy.rules ?? [], spec.completions ?? 0, `${path}.successPolicy.rules`, problems)
  problems.optionalChoice(`${path}.podReplacementPolicy`, spec.podReplacementPolicy, podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'])
  checkTemplate(spec.template, `${path}.template`, problems)
  checkRestarts(pod?.restartPolicy ?? '', podFailurePolicy !== undefined, `${path}.template.spec.restartPolicy`, problems)
}

function checkIndexed({ completions, parallelism, maxFailedIndexes, backoffLimitPerIndex }: JobFields, path: string, problems: Problems): void {
  if (completions === undefined) problems.required(`${path}.completions`, 'when completion mode is Indexed')
  if (parallelism !== undefined && parallelism > PARALLELISM_MOST) problems.invalid(`${path}.parallelism`, parallelism, `must be less than or equal to ${PARALLELISM_MOST} when completion mode is Indexed`)
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions) problems.invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions')
  if (maxFailedIndexes !== undefined && maxFailedIndexes > FAILED_INDEXES_MOST) problems.invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, `must be less than or equal to ${FAILED_INDEXES_MOST}`)
  if ((completions ?? 0) <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return
  const limited = `must be less than or equal to ${AT_MANY_MOST} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`
  if (maxFailedIndexes === undefined) problems.required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${MANY_COMPLETIONS}`)
  if (parallelism !== undefined && parallelism > AT_MANY_MOST) problems.invalid(`${path}.parallelism`, parallelism, limited)
  if (maxFailedIndexes !== undefined && maxFailedIndexes > AT_MANY_MOST) problems.invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, limited)
}

/** A job's pods end; whoever wants them started again says how. */
function checkRestarts(policy: string, failuresDecide: boolean, path: string, problems: Problems): void {
  if (policy === 'Always' || policy === '') problems.required(path, 'valid values: "OnFailure", "Never"')
  else if (policy !== 'OnFailure' && policy !== 'Never') problems.notSupported(path, policy, ['OnFailure', 'Never'])
  else if (failuresDecide && policy !== 'Never') problems.invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')
}
