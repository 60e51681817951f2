import { deepEqual } from '../../base/equality.ts'
import type { Target } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { SUBJECT_FLAGS } from '../create/roleBinding.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { changeObjects, objectsOf, refuseLocalOnServer, SET_FLAGS } from './change.ts'

export const setSubject: Command = {
  name: 'subject',
  use: '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  long: 'Update the user, group, or service account in a role binding or cluster role binding.',
  examples: [
    { what: 'Bind a cluster role binding to a service account too', command: 'kubectl set subject clusterrolebinding admins --serviceaccount=shop:web' },
    { what: 'Bind a role binding to two users and a group too', command: 'kubectl set subject rolebinding readers --user=ann --user=ben --group=devs' },
  ],
  flags: [...SET_FLAGS, ...SUBJECT_FLAGS],
  complete: (session, word) => completeResources(session, word, ['clusterrolebinding', 'rolebinding']),
  async run(session) {
    const targets = await objectsOf(session, session.args)
    validate(session, targets)
    const added = subjectsOf(session)
    await changeObjects(session, targets, {
      operation: 'subjects updated',
      failure: 'failed to patch subjects to rolebinding: ',
      apply: (object) => withSubjects(object, added),
    })
  },
}

function validate(session: Session, targets: readonly Target[]): void {
  const { flags } = session
  refuseLocalOnServer(session)
  if (SUBJECT_FLAGS.every(({ name }) => flags.list(name).length === 0)) throw new KubectlError('you must specify at least one value of user, group or serviceaccount')
  for (const words of flags.list('serviceaccount')) {
    const [namespace, name, ...rest] = words.split(':')
    if (!name || rest.length > 0) throw new KubectlError('serviceaccount must be <namespace>:<name>')
    if (namespace === '' && targets.some(({ object }) => object?.['kind'] === 'ClusterRoleBinding')) throw new KubectlError('serviceaccount must be <namespace>:<name>, namespace must be specified')
  }
}

const sortedOnce = (words: readonly string[]) => [...new Set(words)].sort()

function subjectsOf(session: Session): JsonObject[] {
  const { flags } = session
  const named = (kind: string, names: readonly string[]) => sortedOnce(names).map((name) => ({ kind, apiGroup: 'rbac.authorization.k8s.io', name }))
  return [
    ...named('User', flags.list('user')),
    ...named('Group', flags.list('group')),
    ...sortedOnce(flags.list('serviceaccount')).map((words) => {
      const [namespace = '', name = ''] = words.split(':')
      return { kind: 'ServiceAccount', name, namespace: namespace || session.namespace }
    }),
  ]
}

function withSubjects(object: JsonObject, added: readonly JsonObject[]): JsonObject {
  if (object['kind'] !== 'RoleBinding' && object['kind'] !== 'ClusterRoleBinding') throw new KubectlError('setting subjects is only supported for RoleBinding/ClusterRoleBinding')
  const present: JsonObject[] = object['subjects'] ?? []
  const missing = added.filter((subject) => !present.some((each) => deepEqual(each, subject)))
  return missing.length === 0 ? object : { ...object, subjects: [...present, ...missing] }
}
