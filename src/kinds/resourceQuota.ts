import { deepEqual } from '../base/equality.ts'
import type { ResourceQuotaSpec, ScopedResourceSelectorRequirement } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import type { ResourceQuota } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goObject } from './validation/goObject.ts'
import { goList, goStrings } from './validation/goValue.ts'
import { checkAmount, checkQuotaResourceName, isStandardQuotaName } from './validation/resources.ts'

const SCOPES = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity']
const COMPUTE_OF_PODS = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory']
const EXCLUSIVE = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']] as const

export const resourceQuota: Kind = {
  ...basics('', 'ResourceQuota', 'resourcequotas'),
  shortNames: ['quota'],
  status: true,
  generation: 'none',
  defaults(draft) {
    draft.spec ??= {}
    draft.status ??= {}
  },
  prepareForCreate(draft) {
    draft.status = {}
  },
  validate: (draft) => problemsOf((problems) => checkSpec(draft.spec, problems)),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      const scopes = (spec: ResourceQuotaSpec): string[] => [...new Set(spec.scopes ?? [])].sort()
      if (!deepEqual(scopes(next.spec), scopes((old as unknown as ResourceQuota).spec))) problems.immutable('spec.scopes', shownScopes(next.spec.scopes ?? []))
    }),
  validateStatusUpdate: (next) =>
    problemsOf((problems) => {
      for (const list of ['hard', 'used'] as const) checkAmounts(next.status[list] ?? {}, `status.${list}`, problems)
    }),
  columns: columns('ResourceQuota', 'Age', 'Request', 'Limit'),
  cells(object, context) {
    const { status } = object as unknown as ResourceQuota
    const hard = (status.hard ?? {}) as Readonly<Record<string, string>>
    const used = (status.used ?? {}) as Readonly<Record<string, string>>
    const texts = (limits: boolean): string =>
      Object.keys(hard)
        .sort()
        .filter((name) => name.startsWith('limits.') === limits)
        .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
        .join(', ')
    return [age(object, context), texts(false), texts(true)]
  },
}

function shownScopes(scopes: readonly string[]) {
  return goList('core.ResourceQuotaScope', scopes)
}

function checkAmounts(amounts: Readonly<Record<string, string>>, path: string, problems: Problems): void {
  for (const [name, amount] of Object.entries(amounts)) {
    checkQuotaResourceName(name, `${path}[${name}]`, problems)
    checkAmount(name, amount, `${path}[${name}]`, problems)
  }
}

function checkSpec(spec: ResourceQuotaSpec, problems: Problems): void {
  checkAmounts((spec.hard ?? {}) as Record<string, string>, 'spec.hard', problems)
  const names = Object.keys(spec.hard ?? {}).sort()
  const scopes = spec.scopes ?? []
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) problems.invalid('spec.scopes', shownScopes(scopes), 'unsupported scope')
    for (const name of names) if (!mayLimit(scope, name)) problems.invalid('spec.scopes', shownScopes(scopes), 'unsupported scope applied to resource')
  }
  checkConflicts(scopes, 'spec.scopes', spec, problems)
  if (spec.scopeSelector) checkSelector(spec, spec.scopeSelector.matchExpressions ?? [], names, problems)
}

/** Whether a scope makes sense for a resource. */
function mayLimit(scope: string, name: string): boolean {
  if (!isStandardQuotaName(name) || name === 'pods') return true
  return SCOPES.includes(scope) && scope !== 'BestEffort' && COMPUTE_OF_PODS.includes(name)
}

function checkConflicts(scopes: readonly string[], path: string, spec: ResourceQuotaSpec, problems: Problems): void {
  for (const pair of EXCLUSIVE) if (pair.every((scope) => scopes.includes(scope))) problems.invalid(path, shownScopes(spec.scopes ?? []), 'conflicting scopes')
}

function checkSelector(spec: ResourceQuotaSpec, expressions: readonly ScopedResourceSelectorRequirement[], names: readonly string[], problems: Problems): void {
  const path = 'spec.scopeSelector.matchExpressions'
  for (const { scopeName = '', operator = '', values = [] } of expressions) {
    if (!SCOPES.includes(scopeName)) problems.invalid(`${path}.scopeName`, scopeName, 'unsupported scope')
    for (const name of names) if (!mayLimit(scopeName, name)) problems.invalid(path, goObject('core/v1.ScopeSelector', spec.scopeSelector), 'unsupported scope applied to resource')
    if (SCOPES.includes(scopeName) && scopeName !== 'PriorityClass' && operator !== 'Exists')
      problems.invalid(
        `${path}.operator`,
        operator,
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      )
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) problems.required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) problems.invalid(`${path}.values`, goStrings(values), "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
    } else problems.invalid(`${path}.operator`, operator, 'not a valid selector operator')
  }
  checkConflicts(expressions.map(({ scopeName }) => scopeName), path, spec, problems)
}
