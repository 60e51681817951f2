import { base64Encode, isUtf8, utf8Decode } from '../bytes.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'
import { contentHash, gatherData, type KeyedData, sourceFlags } from './keyedData.ts'

export const createConfigMap: Command = {
  name: 'configmap',
  aliases: ['cm'],
  use: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a config map from a local file, directory or literal value',
  long: 'Create a config map based on a file, directory, or specified literal value.\n\n A file becomes a value under its own name, or under the key given before it. Of a directory, each file directly in it becomes a value.',
  examples: [
    { what: 'Create a config map from literal values', command: 'kubectl create configmap settings --from-literal=mode=dark --from-literal=level=3' },
    { what: 'Create a config map from the files of a directory', command: 'kubectl create configmap settings --from-file=./config' },
    { what: 'Create a config map from a file, under a key of its own', command: 'kubectl create configmap settings --from-file=main=./settings.ini' },
    { what: 'Create a config map from the lines of an environment file', command: 'kubectl create configmap settings --from-env-file=./app.env' },
  ],
  flags: [...GENERATED_FLAGS, ...sourceFlags('configmap')],
  validate(session) {
    requireName(session)
    const { flags } = session
    if (flags.list('from-env-file').length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) throw new KubectlError('from-env-file cannot be combined with from-file or from-literal')
  },
  async run(session) {
    await create(session, { object: await configMapOf(session), resource: 'configmaps', namespaced: true, failure: 'failed to create configmap: ' })
  },
}

/** Values that are no text are kept apart. */
export function splitBinary(data: KeyedData): { data?: Record<string, string>; binaryData?: Record<string, string> } {
  const texts = [...data].filter(([, bytes]) => isUtf8(bytes)).map(([key, bytes]) => [key, utf8Decode(bytes)])
  const binaries = [...data].filter(([, bytes]) => !isUtf8(bytes)).map(([key, bytes]) => [key, base64Encode(bytes)])
  return { ...(texts.length > 0 ? { data: Object.fromEntries(texts) } : {}), ...(binaries.length > 0 ? { binaryData: Object.fromEntries(binaries) } : {}) }
}

export function configMapHash(name: string, content: ReturnType<typeof splitBinary>): string {
  return contentHash({ kind: 'ConfigMap', name, data: content.data ?? {}, ...(content.binaryData ? { binaryData: content.binaryData } : {}) })
}

async function configMapOf(session: Session): Promise<JsonObject> {
  const name = requireName(session)
  const content = splitBinary(
    await gatherData(session, {
      noun: 'configmap',
      invalid: (key, faults) => `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${faults.join(',')}`,
      taken: (key) => `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`,
      literalsFirst: false,
    }),
  )
  const fullName = session.flags.bool('append-hash') ? `${name}-${configMapHash(name, content)}` : name
  return { kind: 'ConfigMap', apiVersion: 'v1', metadata: newMetadata(session, fullName), ...content }
}
