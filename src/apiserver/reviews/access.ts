import type { NonResourceAttributes, ResourceAttributes } from 'kubernetes-types/authorization/v1'
import type { FieldError } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import { problemsOf } from '../../kinds/validation/errors.ts'
import { goObject } from '../../kinds/validation/goObject.ts'
import { GoText } from '../../kinds/validation/goValue.ts'
import { authorize, rulesFor } from '../authorization/rbac.ts'
import type { Access } from '../authorization/rules.ts'
import { badRequest, invalid } from '../errors.ts'
import type { Review } from './review.ts'

interface Spec {
  readonly resourceAttributes?: ResourceAttributes
  readonly nonResourceAttributes?: NonResourceAttributes
  readonly user?: string
  readonly groups?: readonly string[]
  readonly namespace?: string
}

/** Whether the caller may do something. */
export const selfSubjectAccessReview: Review = (server, _namespace, draft, { caller }) => {
  const spec = (draft['spec'] ?? {}) as Spec
  refuse(attributeProblems(spec))
  return answered(draft, { ...authorize(server, caller, accessOf(spec)) })
}

/** Whether somebody else may. */
export const subjectAccessReview: Review = (server, _namespace, draft) => {
  const spec = (draft['spec'] ?? {}) as Spec
  refuse([...attributeProblems(spec), ...userProblems(spec)])
  return answered(draft, { ...authorize(server, { user: spec.user ?? '', groups: spec.groups ?? [] }, accessOf(spec)) })
}

/** Whether somebody may, within one namespace. */
export const localSubjectAccessReview: Review = (server, namespace, draft) => {
  const spec = (draft['spec'] ?? {}) as Spec
  const own = spec.resourceAttributes?.namespace ?? ''
  const elsewhere = problemsOf((problems) => {
    if (spec.nonResourceAttributes) problems.invalid('spec.nonResourceAttributes', goObject('authorization/v1.NonResourceAttributes', spec.nonResourceAttributes), 'disallowed on this kind of request')
    if (own !== namespace) problems.invalid('spec.resourceAttributes.namespace', own, 'must match metadata.namespace')
  })
  refuse([...attributeProblems(spec), ...userProblems(spec), ...elsewhere])
  return answered(draft, { ...authorize(server, { user: spec.user ?? '', groups: spec.groups ?? [] }, accessOf(spec)) })
}

/** All that the caller may do in a namespace. */
export const selfSubjectRulesReview: Review = (server, _namespace, draft, { caller }) => {
  const namespace = ((draft['spec'] ?? {}) as Spec).namespace ?? ''
  if (namespace === '') throw badRequest('no namespace on request')
  const rules = rulesFor(server, caller, namespace)
  const resourceRules = rules.filter(({ resources }) => resources?.length).map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, ...(resourceNames?.length ? { resourceNames } : {}) }))
  const nonResourceRules = rules.filter(({ nonResourceURLs }) => nonResourceURLs?.length).map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }))
  return { ...answered(draft, { resourceRules, nonResourceRules, incomplete: false }), spec: {} }
}

function answered(draft: object, status: object): AnyStored {
  const { metadata, ...rest } = draft as AnyStored
  return { ...rest, metadata: { ...metadata, creationTimestamp: null as never }, status }
}

function accessOf({ resourceAttributes: resource, nonResourceAttributes: path }: Spec): Access {
  if (path) return { verb: path.verb ?? '', path: path.path ?? '' }
  return { verb: resource?.verb ?? '', group: resource?.group ?? '', resource: resource?.resource ?? '', subresource: resource?.subresource ?? '', name: resource?.name ?? '', namespace: resource?.namespace ?? '' }
}

/** The real server leaves out the kind's name here. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: 'authorization.k8s.io', kind: '' }, '', errors)
}

function attributeProblems({ resourceAttributes, nonResourceAttributes }: Spec): FieldError[] {
  return problemsOf((problems) => {
    if (resourceAttributes && nonResourceAttributes)
      problems.invalid('spec.nonResourceAttributes', goObject('authorization/v1.NonResourceAttributes', nonResourceAttributes), 'cannot be specified in combination with resourceAttributes')
    if (!resourceAttributes && !nonResourceAttributes) problems.invalid('spec.resourceAttributes', new GoText('"null"'), 'exactly one of nonResourceAttributes or resourceAttributes must be specified')
  })
}

function userProblems({ user = '', groups = [] }: Spec): FieldError[] {
  return problemsOf((problems) => {
    if (user === '' && groups.length === 0) problems.invalid('spec.user', user, 'at least one of user or group must be specified')
  })
}
