/** Which requests a rule of RBAC is about (`pkg/apis/rbac/v1/evaluation_helpers.go`). */
import type { PolicyRule } from 'kubernetes-types/rbac/v1'

/** What a request wants to do with a resource. */
export interface ResourceAccess {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
  /** '' for the whole cluster. */
  readonly namespace: string
}

/** What a request wants to do with a path that is no resource: `/version`. */
export interface PathAccess {
  readonly verb: string
  readonly path: string
}

export type Access = ResourceAccess | PathAccess

export function ruleAllows(rule: PolicyRule, access: Access): boolean {
  if (!includes(rule.verbs, access.verb)) return false
  if ('path' in access) return (rule.nonResourceURLs ?? []).some((pattern) => pathMatches(pattern, access.path))
  const { group, resource, subresource, name } = access
  const whole = subresource === '' ? resource : `${resource}/${subresource}`
  const names = rule.resourceNames ?? []
  return (
    includes(rule.apiGroups, group) &&
    (rule.resources ?? []).some((candidate) => candidate === '*' || candidate === whole || (subresource !== '' && candidate === `*/${subresource}`)) &&
    (names.length === 0 || names.includes(name))
  )
}

function includes(list: readonly string[] | undefined, item: string): boolean {
  return list?.some((candidate) => candidate === '*' || candidate === item) ?? false
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)))
}
