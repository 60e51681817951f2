import { textToBase64 } from '../../base/base64.ts'
import { utf8Encode } from '../bytes.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import { compactJson, type JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'
import { base64Values, contentHash, gatherData, type KeyedData, type KeyRules, sourceFlags } from './keyedData.ts'

const DOCKER_KEY = '.dockerconfigjson'

const RULES: KeyRules = {
  noun: 'secret',
  invalid: (key, faults) => `${JSON.stringify(key)} is not valid key name for a Secret ${faults.join(';')}`,
  taken: (key) => `cannot add key ${key}, another key by that name already exists`,
  literalsFirst: true,
}

export function secretHash(name: string, type: string, data: Readonly<Record<string, string>>): string {
  return contentHash({ kind: 'Secret', type, name, data })
}

function secretOf(session: Session, type: string, gathered: KeyedData): JsonObject {
  const name = requireName(session)
  const data = base64Values(gathered)
  const fullName = session.flags.bool('append-hash') ? `${name}-${secretHash(name, type, data)}` : name
  return { kind: 'Secret', apiVersion: 'v1', metadata: newMetadata(session, fullName), ...(gathered.size > 0 ? { data } : {}), ...(type === '' ? {} : { type }) }
}

async function createSecretObject(session: Session, type: string, data: KeyedData): Promise<void> {
  await create(session, { object: secretOf(session, type, data), resource: 'secrets', namespaced: true, failure: 'failed to create secret ' })
}

const generic: Command = {
  name: 'generic',
  use: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a secret from a local file, directory, or literal value',
  long: 'Create a secret based on a file, directory, or specified literal value.\n\n A file becomes a value under its own name, or under the key given before it. Of a directory, each file directly in it becomes a value.',
  examples: [
    { what: 'Create a secret from a literal value', command: 'kubectl create secret generic login --from-literal=password=opensesame' },
    { what: 'Create a secret from files, each under a key of its own', command: 'kubectl create secret generic keys --from-file=private=./id --from-file=public=./id.pub' },
    { what: 'Create a secret from the lines of an environment file', command: 'kubectl create secret generic login --from-env-file=./login.env' },
  ],
  flags: [...GENERATED_FLAGS, ...sourceFlags('secret'), { name: 'type', kind: 'string', usage: 'The type of the secret.' }],
  validate(session) {
    requireName(session)
    const { flags } = session
    if (flags.list('from-env-file').length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) throw new KubectlError('from-env-file cannot be combined with from-file or from-literal')
  },
  async run(session) {
    await createSecretObject(session, session.flags.string('type'), await gatherData(session, RULES))
  },
}

const tls: Command = {
  name: 'tls',
  use: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  short: 'Create a TLS secret',
  long: 'Create a TLS secret from a pair of public and private key.\n\n Both must exist already: the certificate in PEM form, and the key that belongs to it.',
  examples: [{ what: 'Create a TLS secret from a certificate and its key', command: 'kubectl create secret tls site --cert=./site.crt --key=./site.key' }],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'append-hash', kind: 'bool', usage: 'Append a hash of the secret to its name.' },
    { name: 'cert', kind: 'string', completes: 'file', usage: 'Path of the certificate in PEM form.' },
    { name: 'key', kind: 'string', completes: 'file', usage: 'Path of the private key that belongs to it.' },
  ],
  validate(session) {
    requireName(session)
    if (session.flags.string('cert') === '' || session.flags.string('key') === '') throw new KubectlError('key and cert must be specified')
  },
  async run(session) {
    const data: KeyedData = new Map([
      ['tls.crt', await readKeyFile(session, session.flags.string('cert'))],
      ['tls.key', await readKeyFile(session, session.flags.string('key'))],
    ])
    requireKeyPair(data)
    await createSecretObject(session, 'kubernetes.io/tls', data)
  },
}

async function readKeyFile(session: Session, path: string): Promise<Uint8Array> {
  const bytes = await session.context.files.read(path)
  if (!bytes) throw new KubectlError(`Cannot read file ${path}, open ${path}: no such file or directory`)
  return bytes
}

/** What can be told of a pair without reading its numbers: that each file holds a PEM block of its kind. */
function requireKeyPair(data: KeyedData): void {
  const blocks = (key: string) => [...String.fromCharCode(...(data.get(key) ?? [])).matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map((match) => match[1] as string)
  const certificates = blocks('tls.crt')
  if (certificates.length === 0) throw new KubectlError('tls: failed to find any PEM data in certificate input')
  if (!certificates.includes('CERTIFICATE')) {
    throw new KubectlError(certificates.some((type) => type.includes('PRIVATE KEY')) ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched' : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certificates.join(' ')}]`)
  }
  const keys = blocks('tls.key')
  if (keys.length === 0) throw new KubectlError('tls: failed to find any PEM data in key input')
  if (keys.some((type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'))) return
  throw new KubectlError(keys.length === 1 && keys[0] === 'CERTIFICATE' ? 'tls: found a certificate rather than a key in the PEM for the private key' : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(' ')}]`)
}

const dockerRegistry: Command = {
  name: 'docker-registry',
  use: 'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  short: 'Create a secret for use with a Docker registry',
  long: 'Create a new secret for use with Docker registries.\n\n Pods that name it under imagePullSecrets get their images with what it holds.',
  examples: [
    { what: 'Create a secret for a registry', command: 'kubectl create secret docker-registry registry --docker-server=registry.example --docker-username=me --docker-password=secret' },
    { what: 'Create it from a configuration that docker wrote', command: 'kubectl create secret docker-registry registry --from-file=./config.json' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'append-hash', kind: 'bool', usage: 'Append a hash of the secret to its name.' },
    { name: 'docker-email', kind: 'string', usage: 'Email for the registry.' },
    { name: 'docker-password', kind: 'string', usage: 'Password for the registry.' },
    { name: 'docker-server', kind: 'string', default: 'https://index.docker.io/v1/', usage: 'Where the registry is.' },
    { name: 'docker-username', kind: 'string', usage: 'User name for the registry.' },
    { name: 'from-file', kind: 'stringSlice', completes: 'file', usage: 'File that becomes the configuration, under the key .dockerconfigjson unless another is given.' },
  ],
  validate(session) {
    requireName(session)
    const { flags } = session
    if (flags.list('from-file').length > 0 || ['docker-username', 'docker-password', 'docker-server'].every((name) => flags.string(name) !== '')) return
    throw new KubectlError('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required')
  },
  async run(session) {
    const sources = session.flags.list('from-file').map((source) => (source.includes('=') ? source : `${DOCKER_KEY}=${source}`))
    const data: KeyedData = sources.length > 0 ? await gatherData(session, RULES, sources) : new Map([[DOCKER_KEY, utf8Encode(dockerConfig(session))]])
    await createSecretObject(session, 'kubernetes.io/dockerconfigjson', data)
  },
}

function dockerConfig({ flags }: Session): string {
  const [username, password, email] = [flags.string('docker-username'), flags.string('docker-password'), flags.string('docker-email')]
  const entry = { ...(username ? { username } : {}), ...(password ? { password } : {}), ...(email ? { email } : {}), auth: textToBase64(`${username}:${password}`) }
  return compactJson({ auths: { [flags.string('docker-server')]: entry } })
}

export const createSecret: Command = {
  name: 'secret',
  use: '(docker-registry | generic | tls)',
  short: 'Create a secret using a specified subcommand',
  long: 'Create a secret with specified type.\n\n A docker-registry type secret is for accessing a container registry, a generic type secret indicates an Opaque secret, a tls type secret holds a TLS certificate and its associated key.',
  commands: [dockerRegistry, generic, tls],
}
