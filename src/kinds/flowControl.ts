/** Which requests wait for which. The settings are stored and checked; all requests are answered at once. */
import type { Kind } from './kind.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goStrings, goStruct } from './validation/goValue.ts'
import { labelFaults, subdomainFaults } from './validation/names.ts'

const GROUP = 'flowcontrol.apiserver.k8s.io'
const PRECEDENCE_MOST = 10_000
const QUEUES_MOST = 10_000_000
const HASH_BITS_MOST = 60
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch']

type Fields = Record<string, any>

export const flowSchema: Kind = {
  ...basics(GROUP, 'FlowSchema', 'flowschemas'),
  namespaced: false,
  status: true,
  generation: 'spec',
  requiresResourceVersion: true,
  inert: true,
  defaults(draft) {
    draft['spec'] ??= {}
    draft['spec'].matchingPrecedence ||= 1000
  },
  prepareForCreate(draft) {
    draft['status'] = {}
  },
  validate: (draft) => problemsOf((problems) => checkSchema(draft['spec'], draft.metadata['name'] ?? '', problems)),
  validateStatusUpdate: (next) => problemsOf((problems) => checkConditionTypes(next['status']?.conditions ?? [], problems)),
  columns: columns('FlowSchema', 'PriorityLevel', 'MatchingPrecedence', 'DistinguisherMethod', 'Age', 'MissingPL'),
  cells(object, context) {
    const { priorityLevelConfiguration, matchingPrecedence, distinguisherMethod } = object['spec'] as Fields
    const dangling = ((object['status'] as Fields)['conditions'] ?? []).find(({ type }: Fields) => type === 'Dangling')
    return [priorityLevelConfiguration?.name ?? '', matchingPrecedence, distinguisherMethod?.type ?? '<none>', age(object, context), dangling?.status ?? '?']
  },
}

function checkSchema({ matchingPrecedence: precedence, distinguisherMethod, priorityLevelConfiguration, rules = [] }: Fields, name: string, problems: Problems): void {
  const path = 'spec.matchingPrecedence'
  if (precedence <= 0) problems.invalid(path, precedence, 'must be a positive value')
  if (precedence > PRECEDENCE_MOST) problems.invalid(path, precedence, `must not be greater than ${PRECEDENCE_MOST}`)
  if (precedence === 1 && name !== 'exempt') problems.invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")
  const method: string | undefined = distinguisherMethod?.type
  if (distinguisherMethod && method !== 'ByUser' && method !== 'ByNamespace') problems.notSupported('spec.distinguisherMethod.type', goStruct('flowcontrol.FlowDistinguisherMethod', { Type: method ?? '' }), ['ByNamespace', 'ByUser'])
  const level: string = priorityLevelConfiguration?.name ?? ''
  if (level === '') problems.required('spec.priorityLevelConfiguration.name', 'must reference a priority level')
  else problems.each('spec.priorityLevelConfiguration.name', level, subdomainFaults(level))
  rules.forEach(({ subjects = [], resourceRules = [], nonResourceRules = [] }: Fields, index: number) => {
    const at = `spec.rules[${index}]`
    if (subjects.length === 0) problems.required(`${at}.subjects`, 'subjects must contain at least one value')
    subjects.forEach((subject: Fields, place: number) => checkSubject(subject, `${at}.subjects[${place}]`, problems))
    if (resourceRules.length + nonResourceRules.length === 0) problems.required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty')
    resourceRules.forEach((rule: Fields, place: number) => checkResourceRule(rule, `${at}.resourceRules[${place}]`, problems))
    nonResourceRules.forEach((rule: Fields, place: number) => checkNonResourceRule(rule, `${at}.nonResourceRules[${place}]`, problems))
  })
}

const SUBJECT_FIELDS = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const

function checkSubject(subject: Fields, path: string, problems: Problems): void {
  const kind: string = subject['kind'] ?? ''
  const own = (SUBJECT_FIELDS as Readonly<Record<string, string>>)[kind]
  if (!own) return problems.notSupported(`${path}.kind`, kind, ['Group', 'ServiceAccount', 'User'])
  const named = subject[own] as Fields | undefined
  if (!named) problems.required(`${path}.${own}`, `${own} is required when subject kind is '${kind}'`)
  else {
    if (!named['name']) problems.required(`${path}.${own}.name`)
    else if (kind === 'ServiceAccount' && named['name'] !== '*') problems.each(`${path}.${own}.name`, named['name'], subdomainFaults(named['name']))
    if (kind === 'ServiceAccount') {
      if (!named['namespace']) problems.required(`${path}.${own}.namespace`, 'must specify namespace for service account')
      else problems.each(`${path}.${own}.namespace`, named['namespace'], labelFaults(named['namespace']))
    }
  }
  for (const [other, field] of Object.entries(SUBJECT_FIELDS)) if (other !== kind && subject[field]) problems.forbidden(`${path}.${field}`, `${field} is forbidden when subject kind is not '${other}'`)
}

/** A list that must be there, in which a star stands alone. */
function checkList(items: readonly string[], path: string, missing: string, others: string, problems: Problems): void {
  if (items.length === 0) problems.required(path, missing)
  else if (items.length > 1 && items.includes('*')) problems.invalid(path, goStrings(items), `if '*' is present, must not specify other ${others}`)
}

function checkVerbs(verbs: readonly string[], path: string, problems: Problems): void {
  checkList(verbs, path, 'verbs must contain at least one value', 'verbs', problems)
  if (!verbs.includes('*') && verbs.some((verb) => !VERBS.includes(verb))) problems.notSupported(path, goStrings(verbs), VERBS)
}

function checkResourceRule({ verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope }: Fields, path: string, problems: Problems): void {
  checkVerbs(verbs, `${path}.verbs`, problems)
  checkList(apiGroups, `${path}.apiGroups`, 'resource rules must supply at least one api group', 'api groups', problems)
  checkList(resources, `${path}.resources`, 'resource rules must supply at least one resource', 'resources', problems)
  if (namespaces.length === 0 && clusterScope) return
  checkList(namespaces, `${path}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace', 'namespaces', problems)
  if (!namespaces.includes('*'))
    namespaces.forEach((name: string, index: number) => problems.each(`${path}.namespaces[${index}]`, name, labelFaults(name).map((fault) => `each member of this list must be '*' or a DNS-1123 label; ${fault}`)))
}

function checkNonResourceRule({ verbs = [], nonResourceURLs: urls = [] }: Fields, path: string, problems: Problems): void {
  checkVerbs(verbs, `${path}.verbs`, problems)
  checkList(urls, `${path}.nonResourceURLs`, 'nonResourceURLs must contain at least one value', 'non-resource URLs', problems)
  if (urls.includes('*')) return
  urls.forEach((url: string, index: number) => {
    const at = `${path}.nonResourceURLs[${index}]`
    const refuse = (fault: string): void => problems.invalid(at, url, fault)
    if (url === '') refuse('must not be empty')
    else if (url === '/') return
    else if (!url.startsWith('/')) refuse("must start with slash")
    else if (url.includes(' ')) refuse('must not contain white-space')
    else if (url.includes('//')) refuse('must not contain double slash')
    else if (url.slice(0, -1).includes('*') || (url.endsWith('*') && !url.endsWith('/*'))) refuse('wildcard can only do suffix matching')
  })
}

function checkConditionTypes(conditions: readonly Fields[], problems: Problems): void {
  conditions.forEach(({ type = '' }, index) => {
    const at = `status.conditions[${index}].type`
    if (conditions.slice(0, index).some((other) => other['type'] === type)) problems.duplicate(at, type)
    if (type === '') problems.required(at, 'must not be empty')
  })
}

export const priorityLevelConfiguration: Kind = {
  ...basics(GROUP, 'PriorityLevelConfiguration', 'prioritylevelconfigurations'),
  namespaced: false,
  status: true,
  generation: 'spec',
  requiresResourceVersion: true,
  inert: true,
  defaults(draft) {
    const { limited, exempt } = (draft['spec'] ??= {})
    for (const part of [limited, exempt]) {
      if (!part) continue
      part.nominalConcurrencyShares ??= part === limited ? 30 : 0
      part.lendablePercent ??= 0
    }
    const queuing = limited?.limitResponse?.queuing
    if (!queuing) return
    queuing.queues ||= 64
    queuing.handSize ||= 8
    queuing.queueLengthLimit ||= 50
  },
  prepareForCreate(draft) {
    draft['status'] = {}
  },
  validate: (draft) => problemsOf((problems) => checkLevel(draft['spec'], draft.metadata['name'] ?? '', problems)),
  validateStatusUpdate: (next) => problemsOf((problems) => checkConditionTypes(next['status']?.conditions ?? [], problems)),
  columns: columns('PriorityLevelConfiguration', 'Type', 'NominalConcurrencyShares', 'Queues', 'HandSize', 'QueueLengthLimit', 'Age'),
  cells(object, context) {
    const { type, limited } = object['spec'] as Fields
    const queuing = limited?.limitResponse?.queuing
    return [type, limited?.nominalConcurrencyShares ?? '<none>', queuing?.queues ?? '<none>', queuing?.handSize ?? '<none>', queuing?.queueLengthLimit ?? '<none>', age(object, context)]
  },
}

function checkLevel({ type = '', limited, exempt }: Fields, name: string, problems: Problems): void {
  if ((name === 'exempt') !== (type === 'Exempt')) problems.invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'")
  if (type === 'Exempt') {
    if (limited) problems.forbidden('spec.limited', 'must be nil if the type is not Limited')
    if (exempt) checkShares(exempt, 'spec.exempt', problems)
  } else if (type === 'Limited') {
    if (exempt) problems.forbidden('spec.exempt', 'must be nil if the type is Limited')
    if (!limited) return problems.required('spec.limited', 'must not be empty when type is Limited')
    checkShares(limited, 'spec.limited', problems)
    if ((limited.borrowingLimitPercent ?? 0) < 0) problems.invalid('spec.limited.borrowingLimitPercent', limited.borrowingLimitPercent, 'if specified, must be a non-negative integer')
    checkResponse(limited.limitResponse ?? {}, 'spec.limited.limitResponse', problems)
  } else problems.notSupported('spec.type', type, ['Exempt', 'Limited'])
}

function checkShares({ nominalConcurrencyShares: shares, lendablePercent: percent }: Fields, path: string, problems: Problems): void {
  if (shares < 0) problems.invalid(`${path}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')
  if (percent < 0 || percent > 100) problems.invalid(`${path}.lendablePercent`, percent, 'must be between 0 and 100, inclusive')
}

function checkResponse({ type = '', queuing }: Fields, path: string, problems: Problems): void {
  if (type === 'Reject') {
    if (queuing) problems.forbidden(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')
  } else if (type === 'Queue') {
    if (queuing) checkQueuing(queuing, `${path}.queuing`, problems)
    else problems.required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')
  } else problems.notSupported(`${path}.type`, type, ['Queue', 'Reject'])
}

function checkQueuing({ queues, handSize, queueLengthLimit }: Fields, path: string, problems: Problems): void {
  if (queueLengthLimit <= 0) problems.invalid(`${path}.queueLengthLimit`, queueLengthLimit, 'must be positive')
  if (queues <= 0) problems.invalid(`${path}.queues`, queues, 'must be positive')
  else if (queues > QUEUES_MOST) problems.invalid(`${path}.queues`, queues, `must not be greater than ${QUEUES_MOST}`)
  if (handSize <= 0) problems.invalid(`${path}.handSize`, handSize, 'must be positive')
  else if (handSize > queues) problems.invalid(`${path}.handSize`, handSize, `should not be greater than queues (${queues})`)
  else if (Math.ceil(Math.log2(queues)) * handSize > HASH_BITS_MOST) problems.invalid(`${path}.handSize`, handSize, `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${HASH_BITS_MOST}`)
}
