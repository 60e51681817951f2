/** When a job has failed or succeeded before all of its pods have (`validatePodFailurePolicy`, `validateSuccessPolicy`). */
import type { Problems } from './errors.ts'
import { goList } from './goValue.ts'
import { qualifiedNameFaults } from './names.ts'

export interface FailurePolicyRule {
  readonly action?: string
  readonly onExitCodes?: { readonly containerName?: string; readonly operator?: string; readonly values?: readonly number[] }
  readonly onPodConditions?: readonly { readonly type?: string; readonly status?: string }[]
}

export interface SuccessPolicyRule {
  readonly succeededCount?: number
  readonly succeededIndexes?: string
}

const RULES_MOST = 20
const PATTERNS_MOST = 20
const EXIT_CODES_MOST = 255
const INDEXES_LONGEST = 64 * 1024
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const OPERATORS = ['In', 'NotIn']
const STATUSES = ['False', 'True', 'Unknown']

/** @param hasLimitPerIndex whether failures are counted for each index. */
export function checkFailurePolicy(rules: readonly FailurePolicyRule[], containers: readonly string[], hasLimitPerIndex: boolean, path: string, problems: Problems): void {
  if (rules.length > RULES_MOST) problems.tooMany(path, rules.length, RULES_MOST)
  rules.forEach(({ action = '', onExitCodes, onPodConditions = [] }, index) => {
    const at = `${path}[${index}]`
    if (action === 'FailIndex') {
      if (!hasLimitPerIndex) problems.invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set')
    } else checkChoice(action, ACTIONS, `${at}.action`, problems)
    if (onExitCodes) checkExitCodes(onExitCodes, containers, `${at}.onExitCodes`, problems)
    if (onPodConditions.length > PATTERNS_MOST) problems.tooMany(`${at}.onPodConditions`, onPodConditions.length, PATTERNS_MOST)
    onPodConditions.forEach(({ type = '', status = '' }, place) => {
      problems.each(`${at}.onPodConditions[${place}].type`, type, qualifiedNameFaults(type))
      checkChoice(status, STATUSES, `${at}.onPodConditions[${place}].status`, problems)
    })
    if (onExitCodes && onPodConditions.length > 0) problems.invalidWhole(at, 'specifying both OnExitCodes and OnPodConditions is not supported')
    if (!onExitCodes && onPodConditions.length === 0) problems.invalidWhole(at, 'specifying one of OnExitCodes and OnPodConditions is required')
  })
}

function checkChoice(value: string, supported: readonly string[], path: string, problems: Problems): void {
  if (value === '') problems.required(path, `valid values: [${supported.map((text) => JSON.stringify(text)).join(' ')}]`)
  else if (!supported.includes(value)) problems.notSupported(path, value, supported)
}

function checkExitCodes({ containerName, operator = '', values = [] }: NonNullable<FailurePolicyRule['onExitCodes']>, containers: readonly string[], path: string, problems: Problems): void {
  checkChoice(operator, OPERATORS, `${path}.operator`, problems)
  if (containerName !== undefined && !containers.includes(containerName)) problems.invalid(`${path}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template')
  const shown = goList('int32', values)
  if (values.length === 0) problems.invalid(`${path}.values`, shown, 'at least one value is required')
  else if (values.length > EXIT_CODES_MOST) problems.tooMany(`${path}.values`, values.length, EXIT_CODES_MOST)
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0) problems.invalid(`${path}.values[${index}]`, value, 'must not be 0 for the In operator')
    if (values.indexOf(value) < index) problems.duplicate(`${path}.values[${index}]`, value)
  })
  if (values.some((value, index) => index > 0 && (values[index - 1] as number) > value)) problems.invalid(`${path}.values`, shown, 'must be ordered')
}

export function checkSuccessPolicy(rules: readonly SuccessPolicyRule[], completions: number, path: string, problems: Problems): void {
  if (rules.length === 0) problems.required(path, 'at least one rules must be specified when the successPolicy is specified')
  if (rules.length > RULES_MOST) problems.tooMany(path, rules.length, RULES_MOST)
  rules.forEach(({ succeededCount: count, succeededIndexes: indexes }, index) => {
    const at = `${path}[${index}]`
    if (count === undefined && indexes === undefined) problems.required(at, 'at least one of succeededCount or succeededIndexes must be specified')
    let named = 0
    if (indexes !== undefined) {
      if (indexes.length > INDEXES_LONGEST) problems.tooLong(`${at}.succeededIndexes`, INDEXES_LONGEST)
      const read = readIndexes(indexes, completions)
      if ('fault' in read) problems.invalid(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${read.fault}`)
      else named = read.count
    }
    if (count === undefined) return
    problems.nonNegative(`${at}.succeededCount`, count)
    if (count > completions) problems.invalid(`${at}.succeededCount`, count, `must be less than or equal to ${completions} (the number of specified completions)`)
    if (indexes !== undefined && count > named) problems.invalid(`${at}.succeededCount`, count, `must be less than or equal to ${named} (the number of indexes in the specified succeededIndexes field)`)
  })
}

/** How many indexes a text such as `1,3-5` names; they stand in order and are below the number of completions. */
export function readIndexes(text: string, completions: number): { readonly count: number } | { readonly fault: string } {
  let count = 0
  let last: number | undefined
  for (const interval of text === '' ? [] : text.split(',')) {
    const limits = interval.split('-')
    if (limits.length > 2) return { fault: `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'` }
    for (const limit of limits) {
      if (!/^[-+]?\d+$/.test(limit)) return { fault: `cannot convert string to integer for index: ${JSON.stringify(limit)}` }
      if (Number(limit) >= completions) return { fault: `too large index: ${JSON.stringify(limit)}` }
    }
    const [low = 0, high = low] = limits.map(Number)
    if (last !== undefined && last >= low) return { fault: `non-increasing order, previous: ${last}, current: ${low}` }
    if (limits.length === 2 && low >= high) return { fault: `non-increasing order, previous: ${low}, current: ${high}` }
    count += high - low + 1
    last = high
  }
  return { count }
}
