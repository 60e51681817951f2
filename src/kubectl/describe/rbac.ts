import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from 'kubernetes-types/rbac/v1'
import { describerOf } from './describer.ts'
import { goList, Sheet } from './sheet.ts'

/** What may be done to one thing: a resource (with at most one name) or a path. */
interface SimpleRule {
  readonly resource: string
  readonly group: string | undefined
  readonly resourceNames: readonly string[]
  readonly paths: readonly string[]
  readonly verbs: string[]
}

/** Takes rules apart into one for each resource and name, with all verbs allowed for it; rules of paths are taken apart further, into one for each verb. */
export function simpleRules(rules: readonly PolicyRule[]): SimpleRule[] {
  const byThing = new Map<string, SimpleRule>()
  const ofPaths: SimpleRule[] = []
  for (const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } of rules) {
    const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]]
    for (const group of apiGroups) for (const resource of resources) for (const verb of verbs) for (const name of names) addVerb(byThing, { resource, group, resourceNames: name, paths: [], verbs: [] }, verb)
    for (const path of nonResourceURLs) for (const verb of verbs) ofPaths.push({ resource: '', group: undefined, resourceNames: [], paths: [path], verbs: [verb] })
  }
  const order = (rule: SimpleRule) => goText(rule)
  return [...ofPaths, ...byThing.values()].sort((left, right) => (order(left) < order(right) ? -1 : order(left) > order(right) ? 1 : 0))
}

function addVerb(byThing: Map<string, SimpleRule>, empty: SimpleRule, verb: string): void {
  const key = JSON.stringify([empty.group, empty.resource, empty.resourceNames])
  const rule = byThing.get(key) ?? empty
  byThing.set(key, rule)
  if (!rule.verbs.includes(verb)) rule.verbs.push(verb)
}

/** The text by which kubectl orders rules: the one that Go makes of the message. */
function goText({ resource, group, resourceNames, paths, verbs }: SimpleRule): string {
  return `&PolicyRule{Verbs:${goList(verbs)},APIGroups:${goList(group === undefined ? [] : [group])},Resources:${goList(resource === '' ? [] : [resource])},ResourceNames:${goList(resourceNames)},NonResourceURLs:${goList(paths)},}`
}

/** `deployments.apps/scale`. */
function resourceText({ resource, group }: SimpleRule): string {
  const slash = resource.indexOf('/')
  const [name, subresource] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)]
  return `${name}${group ? `.${group}` : ''}${subresource}`
}

async function describeRole({ metadata = {}, rules }: Role | ClusterRole): Promise<Sheet> {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, 'PolicyRule:')
  const rows = simpleRules(rules ?? []).map((rule) => [resourceText(rule), goList(rule.paths), goList(rule.resourceNames), goList(rule.verbs)])
  sheet.table(1, ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'], rows)
  return sheet
}

async function describeBinding({ metadata = {}, roleRef, subjects = [] }: RoleBinding | ClusterRoleBinding): Promise<Sheet> {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, 'Role:')
  sheet.line(1, `Kind:\t${roleRef.kind}`)
  sheet.line(1, `Name:\t${roleRef.name}`)
  sheet.line(0, 'Subjects:')
  sheet.table(1, ['Kind', 'Name', 'Namespace'], subjects.map(({ kind, name, namespace = '' }) => [kind, name, namespace]))
  return sheet
}

export const role = describerOf<Role>('rbac.authorization.k8s.io/v1', 'Role', describeRole)
export const clusterRole = describerOf<ClusterRole>('rbac.authorization.k8s.io/v1', 'ClusterRole', describeRole)
export const roleBinding = describerOf<RoleBinding>('rbac.authorization.k8s.io/v1', 'RoleBinding', describeBinding)
export const clusterRoleBinding = describerOf<ClusterRoleBinding>('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', describeBinding)
