import type { Command } from '../command.ts'
import { create, GENERATED_FLAGS, newClusterMetadata, requireName } from './generated.ts'

export const createNamespace: Command = {
  name: 'namespace',
  aliases: ['ns'],
  use: 'NAME [--dry-run=server|client|none]',
  short: 'Create a namespace with the specified name',
  examples: [{ what: 'Create a namespace', command: 'kubectl create namespace shop' }],
  flags: GENERATED_FLAGS,
  validate: (session) => void requireName(session),
  run: (session) => create(session, { object: { kind: 'Namespace', apiVersion: 'v1', metadata: newClusterMetadata(requireName(session)), spec: {}, status: {} }, resource: 'namespaces', namespaced: false }),
}
