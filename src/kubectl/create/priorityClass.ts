import type { Command } from '../command.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newClusterMetadata, requireName } from './generated.ts'

export const createPriorityClass: Command = {
  name: 'priorityclass',
  aliases: ['pc'],
  use: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  short: 'Create a priority class with the specified name',
  long: 'Create a priority class with the specified name, value, globalDefault and description.',
  examples: [
    { what: 'Create a priority class', command: 'kubectl create priorityclass high --value=1000 --description="goes first"' },
    { what: 'Create the one that pods have that name none', command: 'kubectl create priorityclass normal --value=100 --global-default=true' },
    { what: 'Create one that puts no other pods off their nodes', command: 'kubectl create priorityclass patient --value=1000 --preemption-policy="Never"' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'description', kind: 'string', usage: 'When this priority class should be used.' },
    { name: 'global-default', kind: 'bool', usage: 'Whether pods that name no class have this one.' },
    { name: 'preemption-policy', kind: 'string', default: 'PreemptLowerPriority', completes: ['PreemptLowerPriority', 'Never'], usage: 'Whether pods of this class may put others off their nodes.' },
    { name: 'value', kind: 'int', usage: 'The priority; higher goes first.' },
  ],
  validate: (session) => void requireName(session),
  run: (session) => create(session, { object: priorityClassOf(session), resource: 'priorityclasses', namespaced: false, failure: 'failed to create priorityclass: ' }),
}

function priorityClassOf(session: Session): JsonObject {
  const { flags } = session
  return {
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: newClusterMetadata(requireName(session)),
    value: flags.int('value'),
    ...(flags.bool('global-default') ? { globalDefault: true } : {}),
    ...(flags.string('description') === '' ? {} : { description: flags.string('description') }),
    preemptionPolicy: flags.string('preemption-policy'),
  }
}
