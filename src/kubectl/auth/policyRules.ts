/** Rules of roles as sets of single permissions (`k8s.io/component-helpers/auth/rbac/validation`). */

export interface PolicyRule {
  readonly verbs?: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** The rule as one for each permission: a verb on a resource of a group, or of one object, or on a path. */
export function breakDown({ verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): PolicyRule[] {
  const single: PolicyRule[] = []
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs) {
        const rule = { verbs: [verb], apiGroups: [group], resources: [resource] }
        if (resourceNames.length === 0) single.push(rule)
        for (const name of resourceNames) single.push({ ...rule, resourceNames: [name] })
      }
  for (const url of nonResourceURLs) for (const verb of verbs) single.push({ verbs: [verb], nonResourceURLs: [url] })
  return single
}

const list = (words: readonly string[] = []) => `[${words.join(' ')}]`

/** As Go's String writes it; rules are sorted by this. */
const sortText = (rule: PolicyRule) => `&PolicyRule{Verbs:${list(rule.verbs)},APIGroups:${list(rule.apiGroups)},Resources:${list(rule.resources)},ResourceNames:${list(rule.resourceNames)},NonResourceURLs:${list(rule.nonResourceURLs)},}`

/** One rule for each resource and object with all its verbs; paths stay apart. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const compact: PolicyRule[] = []
  const byResource = new Map<string, PolicyRule>()
  for (const rule of rules.flatMap(breakDown)) {
    if (rule.nonResourceURLs) {
      compact.push(rule)
      continue
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames])
    const known = byResource.get(key)
    byResource.set(key, known ? { ...known, verbs: [...(known.verbs ?? []), ...(rule.verbs ?? [])] } : rule)
  }
  const sorted = [...compact, ...byResource.values()].map((rule) => ({ rule, text: sortText(rule) }))
  return sorted.sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : 0)).map(({ rule }) => rule)
}

function coversResource(owned: readonly string[], wanted: string): boolean {
  const slash = wanted.indexOf('/')
  return owned.some((each) => each === '*' || each === wanted || (slash >= 0 && each === `*${wanted.slice(slash)}`))
}

function coversPath(owned: readonly string[], wanted: string): boolean {
  return owned.some((each) => each === wanted || (each.endsWith('*') && wanted.startsWith(each.replace(/\*+$/, ''))))
}

/** Whether a rule allows a single permission. */
function covers(owner: PolicyRule, single: PolicyRule): boolean {
  const has = (owned: readonly string[] = [], [wanted = '']: readonly string[] = []) => owned.includes('*') || owned.includes(wanted)
  if (!has(owner.verbs, single.verbs)) return false
  if (single.nonResourceURLs) return coversPath(owner.nonResourceURLs ?? [], single.nonResourceURLs[0] as string)
  const names = owner.resourceNames ?? []
  const hasName = names.length === 0 || (single.resourceNames !== undefined && names.includes(single.resourceNames[0] as string))
  return has(owner.apiGroups, single.apiGroups) && coversResource(owner.resources ?? [], single.resources?.[0] ?? '') && hasName
}

/** The permissions of `wanted` that `owned` does not give. */
export function uncovered(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((single) => !owned.some((owner) => covers(owner, single)))
}

/** As Go prints the struct. */
export function ruleText(rule: PolicyRule): string {
  return `{Verbs:${list(rule.verbs)} APIGroups:${list(rule.apiGroups)} Resources:${list(rule.resources)} ResourceNames:${list(rule.resourceNames)} NonResourceURLs:${list(rule.nonResourceURLs)}}`
}
