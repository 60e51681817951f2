/** Admission policies and their bindings. They are stored and checked in form; their expressions are neither compiled nor evaluated, as there is no CEL here. */
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type { Kind } from './kind.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { checkMatchConditions, checkMatchResources, defaultMatch, FAILURE_POLICIES, type MatchCondition, type MatchResources } from './validation/admissionRules.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goList, goSelector } from './validation/goValue.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { cIdentifierFaults, label1035Faults, qualifiedNameFaults, subdomainFaults } from './validation/names.ts'

const GROUP = 'admissionregistration.k8s.io'
const AUDIT_ANNOTATIONS_MOST = 20
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge']
const ACTIONS = ['Audit', 'Deny', 'Warn']

interface PolicySpec {
  readonly failurePolicy?: string
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string }
  readonly matchConstraints?: MatchResources
  readonly matchConditions?: readonly MatchCondition[]
  readonly variables?: readonly { readonly name?: string; readonly expression?: string }[]
  readonly validations?: readonly { readonly expression?: string; readonly message?: string; readonly messageExpression?: string; readonly reason?: string }[]
  readonly auditAnnotations?: readonly { readonly key?: string; readonly valueExpression?: string }[]
}

interface BindingSpec {
  readonly policyName?: string
  readonly paramRef?: { readonly name?: string; readonly namespace?: string; readonly selector?: LabelSelector; readonly parameterNotFoundAction?: string }
  readonly matchResources?: MatchResources
  readonly validationActions?: readonly string[]
}

export const validatingAdmissionPolicy: Kind = {
  ...basics(GROUP, 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies'),
  namespaced: false,
  categories: ['api-extensions'],
  status: true,
  generation: 'spec',
  requiresResourceVersion: true,
  inert: true,
  defaults(draft) {
    const spec = (draft['spec'] ??= {})
    spec.failurePolicy ??= 'Fail'
    if (spec.matchConstraints) defaultMatch(spec.matchConstraints)
  },
  prepareForCreate(draft) {
    draft['status'] = {}
  },
  validate: (draft) => problemsOf((problems) => checkPolicy(draft['spec'], problems)),
  columns: columns('ValidatingAdmissionPolicy', 'Validations', 'ParamKind', 'Age'),
  cells(object, context) {
    const { validations = [], paramKind } = object['spec'] as PolicySpec
    return [validations.length, paramKind ? `${paramKind.apiVersion}/${paramKind.kind}` : '<unset>', age(object, context)]
  },
}

function checkPolicy(spec: PolicySpec, problems: Problems): void {
  problems.choice('spec.failurePolicy', spec.failurePolicy, FAILURE_POLICIES)
  if (spec.paramKind) checkParamKind(spec.paramKind, 'spec.paramKind', problems)
  if (!spec.matchConstraints) problems.required('spec.matchConstraints')
  else {
    checkMatchResources(spec.matchConstraints, 'spec.matchConstraints', problems)
    if (!spec.matchConstraints.resourceRules?.length) problems.required('spec.matchConstraints.resourceRules')
  }
  checkMatchConditions(spec.matchConditions ?? [], 'spec.matchConditions', problems)
  spec.variables?.forEach(({ name = '', expression = '' }, index) => {
    const at = `spec.variables[${index}]`
    if (name.trim() === '') problems.required(`${at}.name`, 'name is not specified')
    else if (cIdentifierFaults(name).length > 0) problems.invalid(`${at}.name`, name, 'name is not a valid CEL identifier')
    if (expression.trim() === '') problems.required(`${at}.expression`, 'expression is not specified')
  })
  checkValidations(spec, problems)
}

function checkParamKind({ apiVersion = '', kind = '' }: NonNullable<PolicySpec['paramKind']>, path: string, problems: Problems): void {
  const parts = apiVersion.split('/')
  const [group, version] = parts.length === 1 ? ['', apiVersion] : [parts[0] as string, parts[1] as string]
  if (apiVersion === '') problems.required(`${path}.apiVersion`)
  else if (parts.length > 2) problems.invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)
  else {
    if (group !== '' && subdomainFaults(group).length > 0) problems.invalid(`${path}.apiVersion`, group, subdomainFaults(group).join(','))
    if (version === '') problems.invalid(`${path}.apiVersion`, apiVersion, 'version must be specified')
    else if (label1035Faults(version).length > 0) problems.invalid(`${path}.apiVersion`, version, label1035Faults(version).join(','))
  }
  const faults = label1035Faults(kind.toLowerCase())
  if (kind === '') problems.required(`${path}.kind`)
  else if (faults.length > 0) problems.invalid(`${path}.kind`, kind, `may have mixed case, but should otherwise match: ${faults.join(',')}`)
}

const NEITHER = 'validations or auditAnnotations must contain at least one item'

function checkValidations({ validations = [], auditAnnotations = [] }: PolicySpec, problems: Problems): void {
  if (validations.length === 0 && auditAnnotations.length === 0) {
    problems.required('spec.validations', NEITHER)
    problems.required('spec.auditAnnotations', NEITHER)
  }
  validations.forEach(({ expression = '', message = '', messageExpression = '', reason }, index) => {
    const at = `spec.validations[${index}]`
    if (expression.trim() === '') problems.required(`${at}.expression`, 'expression is not specified')
    if (messageExpression !== '' && messageExpression.trim() === '') problems.invalid(`${at}.messageExpression`, messageExpression, 'must be non-empty if specified')
    if (message !== '' && message.trim() === '') problems.invalid(`${at}.message`, message, 'message must be non-empty if specified')
    else if (/[\r\n]/.test(message.trim())) problems.invalid(`${at}.message`, message, 'message must not contain line breaks')
    problems.optionalChoice(`${at}.reason`, reason, REASONS)
  })
  if (auditAnnotations.length > AUDIT_ANNOTATIONS_MOST) problems.invalid('spec.auditAnnotations', goList('admissionregistration.AuditAnnotation', []), `must not have more than ${AUDIT_ANNOTATIONS_MOST} auditAnnotations`)
  auditAnnotations.forEach(({ key = '', valueExpression = '' }, index) => {
    const at = `spec.auditAnnotations[${index}]`
    problems.each(`${at}.key`, key, qualifiedNameFaults(key))
    if (valueExpression.trim() === '') problems.required(`${at}.valueExpression`, 'valueExpression is not specified')
    if (auditAnnotations.slice(0, index).some((other) => other.key === key)) problems.duplicate(`${at}.key`, key)
  })
}

export const validatingAdmissionPolicyBinding: Kind = {
  ...basics(GROUP, 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings'),
  namespaced: false,
  categories: ['api-extensions'],
  generation: 'spec',
  requiresResourceVersion: true,
  inert: true,
  defaults(draft) {
    if (draft['spec']?.matchResources) defaultMatch(draft['spec'].matchResources)
  },
  validate: (draft) => problemsOf((problems) => checkBinding(draft['spec'] ?? {}, problems)),
  columns: columns('ValidatingAdmissionPolicyBinding', 'PolicyName', 'ParamRef', 'Age'),
  cells(object, context) {
    const { policyName = '', paramRef } = object['spec'] as BindingSpec
    const shown = paramRef?.name ? `${paramRef.namespace || '*'}/${paramRef.name}` : paramRef?.selector ? goSelector(paramRef.selector).text : '<unset>'
    return [policyName, shown, age(object, context)]
  },
}

function checkBinding({ policyName = '', paramRef, matchResources, validationActions = [] }: BindingSpec, problems: Problems): void {
  if (policyName === '') problems.required('spec.policyName')
  else problems.each('spec.policyName', policyName, subdomainFaults(policyName))
  if (paramRef) checkParamRef(paramRef, 'spec.paramRef', problems)
  if (matchResources) checkMatchResources(matchResources, 'spec.matchResources', problems)
  const path = 'spec.validationActions'
  validationActions.forEach((action, index) => {
    problems.optionalChoice(`${path}[${index}]`, action, ACTIONS)
    if (validationActions.indexOf(action) < index) problems.duplicate(`${path}[${index}]`, action)
  })
  if (validationActions.includes('Deny') && validationActions.includes('Warn'))
    problems.invalid(
      path,
      goList('admissionregistration.ValidationAction', validationActions),
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
    )
  if (validationActions.length === 0) problems.required(path, 'at least one validation action is required')
}

function checkParamRef({ name = '', selector, parameterNotFoundAction }: NonNullable<BindingSpec['paramRef']>, path: string, problems: Problems): void {
  if (name !== '') {
    problems.each(`${path}.name`, name, subdomainFaults(name))
    if (selector) problems.forbidden(`${path}.name`, 'name and selector are mutually exclusive')
  } else if (selector) checkLabelSelector(selector, `${path}.selector`, problems)
  else problems.required(path, 'one of name or selector must be specified')
  problems.choice(`${path}.parameterNotFoundAction`, parameterNotFoundAction, ['Allow', 'Deny'])
}
