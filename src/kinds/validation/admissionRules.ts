/** Which requests an admission webhook or policy is about (`pkg/apis/admissionregistration/validation`). */
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type { Problems } from './errors.ts'
import { goList, goStrings } from './goValue.ts'
import { checkLabelSelector } from './labelSelector.ts'
import { pathFaults, qualifiedNameFaults } from './names.ts'

export const FAILURE_POLICIES = ['Fail', 'Ignore']
export const MATCH_POLICIES = ['Equivalent', 'Exact']
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const SCOPES = ['*', 'Cluster', 'Namespaced']
const CONDITIONS_MOST = 64

interface RuleWithOperations {
  readonly operations?: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly apiVersions?: readonly string[]
  readonly resources?: readonly string[]
  readonly scope?: string
}

export interface MatchCondition {
  readonly name?: string
  readonly expression?: string
}

/** What a policy is about; a webhook has the same parts, spread out. */
export interface MatchResources {
  readonly matchPolicy?: string
  readonly namespaceSelector?: LabelSelector
  readonly objectSelector?: LabelSelector
  readonly resourceRules?: readonly (RuleWithOperations & { readonly resourceNames?: readonly string[] })[]
  readonly excludeResourceRules?: MatchResources['resourceRules']
}

/** Fills in the selectors and policy of a match, and the scope of its rules. */
export function defaultMatch(match: Record<string, any>): void {
  match['matchPolicy'] ??= 'Equivalent'
  match['namespaceSelector'] ??= {}
  match['objectSelector'] ??= {}
  for (const rule of [...(match['rules'] ?? []), ...(match['resourceRules'] ?? []), ...(match['excludeResourceRules'] ?? [])]) rule.scope ??= '*'
}

export function checkMatchResources(match: MatchResources, path: string, problems: Problems): void {
  problems.choice(`${path}.matchPolicy`, match.matchPolicy, MATCH_POLICIES)
  checkLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`, problems)
  checkLabelSelector(match.objectSelector, `${path}.objectSelector`, problems)
  for (const list of ['resourceRules', 'excludeResourceRules'] as const)
    match[list]?.forEach((rule, index) => {
      const at = `${path}.${list}[${index}]`
      rule.resourceNames?.forEach((name, place) => {
        problems.each(`${at}.resourceNames[${place}]`, name, pathFaults(name))
        if (rule.resourceNames?.indexOf(name) !== place) problems.duplicate(`${at}.resourceNames[${place}]`, name)
      })
      checkRule(rule, at, problems)
    })
}

export function checkRule({ operations = [], apiGroups = [], apiVersions = [], resources = [], scope }: RuleWithOperations, path: string, problems: Problems): void {
  if (operations.length === 0) problems.required(`${path}.operations`)
  if (operations.length > 1 && operations.includes('*')) problems.invalid(`${path}.operations`, goList('admissionregistration.OperationType', operations), "if '*' is present, must not specify other operations")
  operations.forEach((operation, index) => problems.optionalChoice(`${path}.operations[${index}]`, operation, OPERATIONS))
  if (apiGroups.length === 0) problems.required(`${path}.apiGroups`)
  if (apiGroups.length > 1 && apiGroups.includes('*')) problems.invalid(`${path}.apiGroups`, goStrings(apiGroups), "if '*' is present, must not specify other API groups")
  if (apiVersions.length === 0) problems.required(`${path}.apiVersions`)
  if (apiVersions.length > 1 && apiVersions.includes('*')) problems.invalid(`${path}.apiVersions`, goStrings(apiVersions), "if '*' is present, must not specify other API versions")
  apiVersions.forEach((version, index) => {
    if (version === '') problems.required(`${path}.apiVersions[${index}]`)
  })
  checkResources(resources, `${path}.resources`, problems)
  problems.optionalChoice(`${path}.scope`, scope, SCOPES)
}

/** Resources by `name`, `name/subresource` or with stars; none may be named twice over. */
function checkResources(resources: readonly string[], path: string, problems: Problems): void {
  if (resources.length === 0) problems.required(path)
  const starred = new Set<string>()
  resources.forEach((resource, index) => {
    const at = `${path}[${index}]`
    if (resource === '') return problems.required(at)
    const slash = resource.indexOf('/')
    if (slash < 0) return
    const [name, sub] = [resource.slice(0, slash), resource.slice(slash + 1)]
    for (const pattern of [`${name}/*`, `*/${sub}`]) if (starred.has(pattern)) problems.invalid(at, resource, `if '${pattern}' is present, must not specify ${resource}`)
    if (sub === '*' || name === '*') starred.add(resource)
  })
  if (resources.length > 1 && resources.includes('*/*')) problems.invalid(path, goStrings(resources), "if '*/*' is present, must not specify other resources")
  const plain = resources.filter((resource) => resource !== '' && !resource.includes('/'))
  if (plain.includes('*') && plain.at(-1) !== '*') problems.invalid(path, goStrings(resources), "if '*' is present, must not specify other resources without subresources")
}

/** The form of conditions; their expressions are not compiled: there is no CEL here. */
export function checkMatchConditions(conditions: readonly MatchCondition[], path: string, problems: Problems): void {
  if (conditions.length > CONDITIONS_MOST) problems.tooMany(path, conditions.length, CONDITIONS_MOST)
  conditions.forEach(({ name = '', expression = '' }, index) => {
    const at = `${path}[${index}]`
    if (expression.trim() === '') problems.required(`${at}.expression`)
    if (name === '') return problems.required(`${at}.name`)
    problems.each(`${at}.name`, name, qualifiedNameFaults(name))
    if (conditions.slice(0, index).some((other) => other.name === name)) problems.duplicate(`${at}.name`, name)
  })
}
