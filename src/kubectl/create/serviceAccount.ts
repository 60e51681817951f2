import type { Command } from '../command.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'

export const createServiceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'NAME [--dry-run=server|client|none]',
  short: 'Create a service account with the specified name',
  examples: [{ what: 'Create a service account', command: 'kubectl create serviceaccount deployer' }],
  flags: GENERATED_FLAGS,
  validate: (session) => void requireName(session),
  run: (session) =>
    create(session, { object: { kind: 'ServiceAccount', apiVersion: 'v1', metadata: newMetadata(session, requireName(session)) }, resource: 'serviceaccounts', namespaced: true, failure: 'failed to create serviceaccount: ' }),
}
