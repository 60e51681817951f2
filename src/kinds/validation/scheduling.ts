/** Where a pod may run: tolerations, affinity, spreading, node selectors. */
import type { Affinity, NodeSelector, NodeSelectorTerm, PodAffinityTerm, Toleration, TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import type { Problems } from './errors.ts'
import { checkExpression, checkLabelSelector } from './labelSelector.ts'
import { labelFaults, labelValueFaults, qualifiedNameFaults, subdomainFaults } from './names.ts'

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function checkTolerations(tolerations: readonly Toleration[] | undefined, path: string, problems: Problems): void {
  tolerations?.forEach(({ key = '', operator = '', value = '', effect = '', tolerationSeconds }, index) => {
    const at = `${path}[${index}]`
    if (key !== '') problems.each(`${at}.key`, key, qualifiedNameFaults(key))
    if (key === '' && operator !== 'Exists') problems.invalid(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"')
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') problems.invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
    if (operator === 'Equal' || operator === '') {
      const faults = labelValueFaults(value)
      if (faults.length > 0) problems.invalid(`${at}.operator`, value, faults.join(';'))
    } else if (operator !== 'Exists') problems.notSupported(`${at}.operator`, operator, ['Equal', 'Exists'])
    else if (value !== '') problems.invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'")
    if (effect !== '' && !TAINT_EFFECTS.includes(effect)) problems.notSupported(`${at}.effect`, effect, TAINT_EFFECTS)
  })
}

const WEIGHT_FAULT = 'must be in the range 1-100'
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

export function checkAffinity(affinity: Affinity | undefined, path: string, problems: Problems): void {
  const node = affinity?.nodeAffinity
  if (node?.[REQUIRED]) checkNodeSelector(node[REQUIRED], `${path}.nodeAffinity.${REQUIRED}`, problems)
  node?.[PREFERRED]?.forEach(({ weight, preference }, index) => {
    const at = `${path}.nodeAffinity.${PREFERRED}[${index}]`
    if (weight <= 0 || weight > 100) problems.invalid(`${at}.weight`, weight, WEIGHT_FAULT)
    checkNodeSelectorTerm(preference, `${at}.preference`, problems)
  })
  for (const side of ['podAffinity', 'podAntiAffinity'] as const) {
    affinity?.[side]?.[REQUIRED]?.forEach((term, index) => checkPodAffinityTerm(term, `${path}.${side}.${REQUIRED}[${index}]`, problems))
    affinity?.[side]?.[PREFERRED]?.forEach(({ weight, podAffinityTerm }, index) => {
      const at = `${path}.${side}.${PREFERRED}[${index}]`
      if (weight <= 0 || weight > 100) problems.invalid(`${at}.weight`, weight, WEIGHT_FAULT)
      checkPodAffinityTerm(podAffinityTerm, `${at}.podAffinityTerm`, problems)
    })
  }
}

export function checkNodeSelector(selector: NodeSelector, path: string, problems: Problems): void {
  if (!selector.nodeSelectorTerms?.length) problems.required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')
  selector.nodeSelectorTerms?.forEach((term, index) => checkNodeSelectorTerm(term, `${path}.nodeSelectorTerms[${index}]`, problems))
}

function checkNodeSelectorTerm(term: NodeSelectorTerm, path: string, problems: Problems): void {
  term.matchExpressions?.forEach((expression, index) => checkExpression(expression, `${path}.matchExpressions[${index}]`, problems, true))
  term.matchFields?.forEach(({ key = '', operator, values = [] }, index) => {
    const at = `${path}.matchFields[${index}]`
    if (operator !== 'In' && operator !== 'NotIn') problems.invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator')
    else if (values.length !== 1) problems.required(`${at}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
    if (key !== 'metadata.name') problems.invalid(`${at}.key`, key, 'not a valid field selector key')
    else values.forEach((value, valueIndex) => problems.each(`${at}.values[${valueIndex}]`, value, subdomainFaults(value)))
  })
}

function checkPodAffinityTerm(term: PodAffinityTerm & { matchLabelKeys?: string[]; mismatchLabelKeys?: string[] }, path: string, problems: Problems): void {
  checkLabelSelector(term.labelSelector, `${path}.labelSelector`, problems)
  checkLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`, problems)
  for (const namespace of term.namespaces ?? []) problems.each(`${path}.namespace`, namespace, labelFaults(namespace))
  for (const list of ['matchLabelKeys', 'mismatchLabelKeys'] as const) {
    if (!term[list]?.length) continue
    if (!term.labelSelector) problems.forbidden(`${path}.${list}`, 'must not be specified when labelSelector is not set')
    else term[list].forEach((key, index) => problems.each(`${path}.${list}[${index}]`, key, qualifiedNameFaults(key)))
  }
  term.matchLabelKeys?.forEach((key, index) => {
    if (term.mismatchLabelKeys?.includes(key)) problems.invalid(`${path}.matchLabelKeys[${index}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys')
  })
  const { topologyKey = '' } = term
  if (topologyKey === '') problems.required(`${path}.topologyKey`, 'can not be empty')
  problems.each(`${path}.topologyKey`, topologyKey, qualifiedNameFaults(topologyKey))
}

const POSITIVE = 'must be greater than zero'
const SCHEDULE_ACTIONS = ['DoNotSchedule', 'ScheduleAnyway']

export function checkSpread(constraints: readonly TopologySpreadConstraint[] | undefined, path: string, problems: Problems): void {
  constraints?.forEach((constraint, index) => {
    const at = `${path}[${index}]`
    const { maxSkew = 0, minDomains, topologyKey = '', whenUnsatisfiable = '', labelSelector, matchLabelKeys } = constraint
    if (maxSkew <= 0) problems.invalid(`${at}.maxSkew`, maxSkew, POSITIVE)
    if (topologyKey === '') problems.required(`${at}.topologyKey`, 'can not be empty')
    if (!SCHEDULE_ACTIONS.includes(whenUnsatisfiable)) problems.notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, SCHEDULE_ACTIONS)
    if (constraints.slice(index + 1).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)) problems.duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`)
    if (minDomains !== undefined && minDomains <= 0) problems.invalid(`${at}.minDomains`, minDomains, POSITIVE)
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule') problems.invalid(`${at}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`)
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) problems.optionalChoice(`${at}.${policy}`, constraint[policy], ['Honor', 'Ignore'])
    if (matchLabelKeys?.length && !labelSelector) problems.forbidden(`${at}.matchLabelKeys`, 'must not be specified when labelSelector is not set')
    const selected = [...Object.keys(labelSelector?.matchLabels ?? {}), ...(labelSelector?.matchExpressions ?? []).map(({ key }) => key)]
    matchLabelKeys?.forEach((key, keyIndex) => {
      problems.each(`${at}.matchLabelKeys[${keyIndex}]`, key, qualifiedNameFaults(key))
      if (selected.includes(key)) problems.invalid(`${at}.matchLabelKeys[${keyIndex}]`, key, 'exists in both matchLabelKeys and labelSelector')
    })
    checkLabelSelector(labelSelector, `${at}.labelSelector`, problems)
  })
}
