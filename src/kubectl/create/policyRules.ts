import { NoSuchResource } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import type { Flag } from '../flags.ts'

/** Rules of roles and cluster roles, as their flags describe them. */

export const RULE_FLAGS: readonly Flag[] = [
  { name: 'resource', kind: 'stringSlice', usage: 'Resource that the rule is about (resource.group/subresource).' },
  { name: 'resource-name', kind: 'stringArray', usage: 'Name of an object that the rule is restricted to; may be given several times.' },
  { name: 'verb', kind: 'stringSlice', completes: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'], usage: 'What may be done with the resources.' },
]

const STANDARD_VERBS = ['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate']

/** Verbs that exist for a few resources only. */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  escalate: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
}

export interface RuleResource {
  readonly group: string
  readonly resource: string
  readonly subresource: string
}

const unique = (words: readonly string[]) => [...new Set(words)]

/** The verbs; one `*` stands for all of them. */
export function verbsOf({ flags }: Session): string[] {
  const verbs = flags.list('verb')
  return verbs.includes('*') ? ['*'] : unique(verbs)
}

export function resourceNamesOf({ flags }: Session): string[] {
  return unique(flags.list('resource-name'))
}

/** `pods`, `deployments.apps/scale`; a bare `*` stands for all. */
export function resourcesOf({ flags }: Session): RuleResource[] {
  const resources: RuleResource[] = []
  for (const words of flags.list('resource')) {
    if (words === '*') return [{ group: '', resource: '*', subresource: '' }]
    const slash = words.indexOf('/')
    const type = slash < 0 ? words : words.slice(0, slash)
    const dot = type.indexOf('.')
    resources.push({ group: dot < 0 ? '' : type.slice(dot + 1), resource: dot < 0 ? type : type.slice(0, dot), subresource: slash < 0 ? '' : words.slice(slash + 1) })
  }
  return resources
}

export function warnOfUnusualVerbs(session: Session, verbs: readonly string[]): void {
  for (const verb of verbs) if (!STANDARD_VERBS.includes(verb)) session.warn(`'${verb}' is not a standard resource verb`)
}

const wordsOf = ({ group, resource }: RuleResource) => (group === '' ? resource : `${resource}.${group}`)

async function served(session: Session, resource: RuleResource): Promise<{ group: string; resource: string } | undefined> {
  return session.discovery.find(wordsOf(resource))
}

/** Refuses resources that the server has not, and verbs that do not fit them. */
export async function checkResources(session: Session, resources: readonly RuleResource[], verbs: readonly string[]): Promise<void> {
  for (const each of resources) {
    if (each.resource === '') throw new KubectlError('resource must be specified if apiGroup/subresource specified')
    if (each.resource === '*') return
    const found = await served(session, each)
    const { resource, group } = found ?? each
    const special = verbs.filter((verb) => verb in SPECIAL_VERBS)
    for (const verb of special) if (!SPECIAL_VERBS[verb]?.includes(`${resource}.${group}`)) throw new KubectlError(`can not perform '${verb}' on '${resource}' in group '${group}'`)
    if (!found && special.length === 0) throw new NoSuchResource(wordsOf(each)).plainly()
  }
}

/** One rule for each API group. */
export async function rulesOf(session: Session, resources: readonly RuleResource[], verbs: readonly string[], resourceNames: readonly string[]): Promise<JsonObject[]> {
  const byGroup = new Map<string, string[]>()
  for (const each of resources) {
    const { group, resource } = (await served(session, each)) ?? each
    const full = each.subresource === '' ? resource : `${resource}/${each.subresource}`
    byGroup.set(group, unique([...(byGroup.get(group) ?? []), full]))
  }
  return [...byGroup].sort(([left], [right]) => (left < right ? -1 : 1)).map(([group, members]) => ({ verbs, apiGroups: [group], resources: members, ...(resourceNames.length > 0 ? { resourceNames } : {}) }))
}
