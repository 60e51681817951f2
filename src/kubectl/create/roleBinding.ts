import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { Flag } from '../flags.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newClusterMetadata, newMetadata, requireName } from './generated.ts'

const GROUP = 'rbac.authorization.k8s.io'

/** Flags that name subjects: of the commands that bind roles, and of `set subject`. */
export const SUBJECT_FLAGS: readonly Flag[] = [
  { name: 'group', kind: 'stringArray', usage: 'Group to bind to the role; may be given several times.' },
  { name: 'serviceaccount', kind: 'stringArray', usage: 'Service account to bind to the role (<namespace>:<name>); may be given several times.' },
  { name: 'user', kind: 'stringArray', usage: 'User to bind to the role; may be given several times.' },
]

const CLUSTER_ROLE_FLAG: Flag = { name: 'clusterrole', kind: 'string', usage: 'The cluster role to bind.' }

/** The subjects that the flags name. */
export function subjectsOf({ flags }: Session): JsonObject[] {
  const named = (kind: string, names: readonly string[]) => names.map((name) => ({ kind, apiGroup: GROUP, name }))
  return [
    ...named('User', flags.list('user')),
    ...named('Group', flags.list('group')),
    ...flags.list('serviceaccount').map((words) => {
      const [namespace, name, ...rest] = words.split(':')
      if (!namespace || !name || rest.length > 0) throw new KubectlError('serviceaccount must be <namespace>:<name>')
      return { kind: 'ServiceAccount', name, namespace }
    }),
  ]
}

function bindingOf(session: Session, kind: string, metadata: JsonObject, roleKind: string, role: string): JsonObject {
  const subjects = subjectsOf(session)
  return { kind, apiVersion: `${GROUP}/v1`, metadata, ...(subjects.length > 0 ? { subjects } : {}), roleRef: { apiGroup: GROUP, kind: roleKind, name: role } }
}

export const createRoleBinding: Command = {
  name: 'rolebinding',
  use: 'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a role binding for a particular role or cluster role',
  long: 'Create a role binding for a particular role or cluster role.',
  examples: [
    { what: 'Give two users the cluster role admin in this namespace', command: 'kubectl create rolebinding admins --clusterrole=admin --user=ann --user=ben' },
    { what: 'Give a service account a role', command: 'kubectl create rolebinding readers --role=pod-reader --serviceaccount=shop:web' },
  ],
  flags: [...GENERATED_FLAGS, CLUSTER_ROLE_FLAG, { name: 'role', kind: 'string', usage: 'The role to bind.' }, ...SUBJECT_FLAGS],
  validate(session) {
    requireName(session)
    if ((session.flags.string('clusterrole') === '') === (session.flags.string('role') === '')) throw new KubectlError('exactly one of clusterrole or role must be specified')
  },
  async run(session) {
    const role = session.flags.string('role')
    const object = bindingOf(session, 'RoleBinding', newMetadata(session, requireName(session)), role === '' ? 'ClusterRole' : 'Role', role || session.flags.string('clusterrole'))
    await create(session, { object, resource: 'rolebindings', namespaced: true, failure: 'failed to create rolebinding: ' })
  },
}

export const createClusterRoleBinding: Command = {
  name: 'clusterrolebinding',
  use: 'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a cluster role binding for a particular cluster role',
  long: 'Create a cluster role binding for a particular cluster role.',
  examples: [{ what: 'Give users and a group the cluster role cluster-admin', command: 'kubectl create clusterrolebinding admins --clusterrole=cluster-admin --user=ann --user=ben --group=operators' }],
  flags: [...GENERATED_FLAGS, { ...CLUSTER_ROLE_FLAG, required: true }, ...SUBJECT_FLAGS],
  validate: (session) => void requireName(session),
  async run(session) {
    const object = bindingOf(session, 'ClusterRoleBinding', newClusterMetadata(requireName(session)), 'ClusterRole', session.flags.string('clusterrole'))
    await create(session, { object, resource: 'clusterrolebindings', namespaced: false, failure: 'failed to create clusterrolebinding: ' })
  },
}
