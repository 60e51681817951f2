/** Who may do what, by the roles and bindings that are stored (`plugin/pkg/auth/authorizer/rbac`). */
import type { PolicyRule, RoleRef, Subject } from 'kubernetes-types/rbac/v1'
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../../kinds/resources.ts'
import type { ApiServer } from '../server.ts'
import { keyOf } from '../store.ts'
import { ruleAllows, type Access } from './rules.ts'

/** Who asks. */
export interface User {
  readonly user: string
  readonly groups: readonly string[]
}

export interface Decision {
  readonly allowed: boolean
  /** Which binding allows it. */
  readonly reason?: string
}

const RBAC = 'rbac.authorization.k8s.io'
/** Members may do everything, whatever the roles say. */
export const ALL_POWERFUL = 'system:masters'

/** Whether somebody may do something. */
export function authorize(server: ApiServer, user: User, access: Access): Decision {
  if (user.groups.includes(ALL_POWERFUL)) return { allowed: true }
  const namespace = 'path' in access ? '' : access.namespace
  for (const { rules, source } of grantsOf(server, user, namespace)) if (rules.some((rule) => ruleAllows(rule, access))) return { allowed: true, reason: `RBAC: allowed by ${source}` }
  return { allowed: false }
}

/** The rules that hold for somebody in a namespace; a rule that is granted twice stands twice. */
export function rulesFor(server: ApiServer, user: User, namespace: string): PolicyRule[] {
  const granted = grantsOf(server, user, namespace).flatMap(({ rules }) => rules)
  if (!user.groups.includes(ALL_POWERFUL)) return granted
  return [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] }, ...granted]
}

interface Grant {
  readonly rules: readonly PolicyRule[]
  readonly source: string
}

function grantsOf(server: ApiServer, user: User, namespace: string): Grant[] {
  const ofCluster = (server.all(`clusterrolebindings.${RBAC}`, '') as unknown as ClusterRoleBinding[]).flatMap((binding) => grant(server, binding, user, ''))
  if (namespace === '') return ofCluster
  return [...ofCluster, ...(server.all(`rolebindings.${RBAC}`, namespace) as unknown as RoleBinding[]).flatMap((binding) => grant(server, binding, user, namespace))]
}

function grant(server: ApiServer, { kind, metadata, roleRef, subjects = [] }: ClusterRoleBinding | RoleBinding, user: User, namespace: string): Grant[] {
  const subject = subjects.find((candidate) => isMeant(candidate, user, namespace))
  if (!subject) return []
  const name = namespace === '' ? metadata.name : `${metadata.name}/${namespace}`
  return [{ rules: rulesOf(server, roleRef, namespace), source: `${kind} ${JSON.stringify(name)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subjectText(subject)}` }]
}

function isMeant({ kind, name, namespace }: Subject, { user, groups }: User, bindingNamespace: string): boolean {
  if (kind === 'User') return name === user
  if (kind === 'Group') return groups.includes(name)
  return kind === 'ServiceAccount' && user === `system:serviceaccount:${namespace || bindingNamespace}:${name}`
}

function subjectText({ kind, name, namespace }: Subject): string {
  return `${kind} ${JSON.stringify(kind === 'ServiceAccount' ? `${name}/${namespace ?? ''}` : name)}`
}

function rulesOf(server: ApiServer, { kind, name }: RoleRef, namespace: string): readonly PolicyRule[] {
  const role = kind === 'ClusterRole' ? server.store.get(`clusterroles.${RBAC}`, keyOf('', name)) : server.store.get(`roles.${RBAC}`, keyOf(namespace, name))
  return (role as unknown as ClusterRole | Role | undefined)?.rules ?? []
}
