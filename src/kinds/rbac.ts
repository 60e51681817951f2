/** Who may do what: roles and their bindings, in one namespace or in all. */
import { deepEqual } from '../base/equality.ts'
import type { PolicyRule, RoleRef, Subject } from 'kubernetes-types/rbac/v1'
import type { Draft, Kind } from './kind.ts'
import type { ClusterRole, RoleBinding } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, CREATED_AT } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goStrings, goStruct } from './validation/goValue.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { pathFaults, subdomainFaults } from './validation/names.ts'

const GROUP = 'rbac.authorization.k8s.io'

export const role: Kind = {
  ...basics(GROUP, 'Role', 'roles'),
  nameFaults: pathFaults,
  createOnUpdate: true,
  ...CREATED_AT,
  validate: (draft) => problemsOf((problems) => checkRules(draft, true, problems)),
}

export const clusterRole: Kind = {
  ...basics(GROUP, 'ClusterRole', 'clusterroles'),
  namespaced: false,
  nameFaults: pathFaults,
  createOnUpdate: true,
  ...CREATED_AT,
  validate: (draft) =>
    problemsOf((problems) => {
      checkRules(draft, false, problems)
      const { aggregationRule } = draft as unknown as ClusterRole
      if (!aggregationRule) return
      const path = 'aggregationRule.clusterRoleSelectors'
      const selectors = aggregationRule.clusterRoleSelectors ?? []
      if (selectors.length === 0) problems.required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')
      selectors.forEach((selector, index) => checkLabelSelector(selector, `${path}[${index}]`, problems))
    }),
}

function checkRules(draft: Draft, namespaced: boolean, problems: Problems): void {
  ;((draft['rules'] ?? []) as PolicyRule[]).forEach(({ verbs, nonResourceURLs, apiGroups, resources, resourceNames }, index) => {
    const at = `rules[${index}]`
    if (!verbs?.length) problems.required(`${at}.verbs`, 'verbs must contain at least one value')
    if (nonResourceURLs?.length) {
      if (namespaced) problems.invalid(`${at}.nonResourceURLs`, goStrings(nonResourceURLs), 'namespaced rules cannot apply to non-resource URLs')
      if (apiGroups?.length || resources?.length || resourceNames?.length) problems.invalid(`${at}.nonResourceURLs`, goStrings(nonResourceURLs), 'rules cannot apply to both regular resources and non-resource URLs')
      return
    }
    if (!apiGroups?.length) problems.required(`${at}.apiGroups`, 'resource rules must supply at least one api group')
    if (!resources?.length) problems.required(`${at}.resources`, 'resource rules must supply at least one resource')
  })
}

export const roleBinding: Kind = binding('RoleBinding', 'rolebindings', true)
export const clusterRoleBinding: Kind = binding('ClusterRoleBinding', 'clusterrolebindings', false)

function binding(kind: string, plural: string, namespaced: boolean): Kind {
  return {
    ...basics(GROUP, kind, plural),
    namespaced,
    nameFaults: pathFaults,
    createOnUpdate: true,
    defaults(draft) {
      draft.roleRef = { ...draft.roleRef, apiGroup: draft.roleRef?.apiGroup || GROUP }
      for (const subject of draft.subjects ?? []) if (!subject.apiGroup && (subject.kind === 'User' || subject.kind === 'Group')) subject.apiGroup = GROUP
    },
    validate: (draft) =>
      problemsOf((problems) => {
        checkRoleRef(draft['roleRef'], namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'], problems)
        ;((draft['subjects'] ?? []) as Subject[]).forEach((subject, index) => checkSubject(subject, namespaced, `subjects[${index}]`, problems))
      }),
    validateUpdate: (next, old) =>
      problemsOf((problems) => {
        const { apiGroup, kind: roleKind = '', name = '' } = next['roleRef'] as RoleRef
        if (!deepEqual(next['roleRef'], old['roleRef'])) problems.invalid('roleRef', goStruct('rbac.RoleRef', { APIGroup: apiGroup, Kind: roleKind, Name: name }), 'cannot change roleRef')
      }),
    columns: columns(kind, 'Role', 'Age', 'Users', 'Groups', 'ServiceAccounts'),
    cells(object, context) {
      const { roleRef, subjects = [] } = object as unknown as RoleBinding
      const named = (of: string): string => subjects.flatMap((subject) => (subject.kind === of ? [of === 'ServiceAccount' && subject.namespace ? `${subject.namespace}/${subject.name}` : subject.name] : [])).join(', ')
      return [`${roleRef.kind}/${roleRef.name}`, age(object, context), named('User'), named('Group'), named('ServiceAccount')]
    },
  }
}

function checkRoleRef({ apiGroup, kind = '', name = '' }: RoleRef, kinds: readonly string[], problems: Problems): void {
  if (apiGroup !== GROUP) problems.notSupported('roleRef.apiGroup', apiGroup, [GROUP])
  if (!kinds.includes(kind)) problems.notSupported('roleRef.kind', kind, kinds)
  if (name === '') problems.required('roleRef.name')
  else problems.each('roleRef.name', name, pathFaults(name))
}

function checkSubject({ kind = '', apiGroup = '', name = '', namespace = '' }: Subject, namespaced: boolean, path: string, problems: Problems): void {
  if (name === '') problems.required(`${path}.name`)
  if (kind === 'ServiceAccount') {
    if (name !== '') problems.each(`${path}.name`, name, subdomainFaults(name))
    if (apiGroup !== '') problems.notSupported(`${path}.apiGroup`, apiGroup, [''])
    if (!namespaced && namespace === '') problems.required(`${path}.namespace`)
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) problems.notSupported(`${path}.apiGroup`, apiGroup, [GROUP])
  } else problems.notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group'])
}
