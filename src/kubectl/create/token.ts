import { StatusError } from '../../client/status.ts'
import type { Command } from '../command.ts'
import { namesOfType } from '../completion.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { requireName } from './generated.ts'

const BOUND_KINDS = ['Node', 'Pod', 'Secret']

export const createToken: Command = {
  name: 'token',
  use: 'SERVICE_ACCOUNT_NAME',
  short: 'Request a service account token',
  long: 'Request a service account token.',
  examples: [
    { what: 'Request a token of a service account of this namespace', command: 'kubectl create token web' },
    { what: 'Request a token that lives for ten minutes', command: 'kubectl create token web --duration 10m' },
    { what: 'Request a token for another audience', command: 'kubectl create token web --audience https://example.com' },
    { what: 'Request a token that ends with a secret', command: 'kubectl create token web --bound-object-kind Secret --bound-object-name login' },
  ],
  flags: [
    ...PRINT_FLAGS,
    { name: 'audience', kind: 'stringArray', usage: 'For whom the token is; without it, for the API server. May be given several times.' },
    { name: 'bound-object-kind', kind: 'string', completes: BOUND_KINDS, usage: 'Kind of the object with which the token ends: Pod, Secret or Node.' },
    { name: 'bound-object-name', kind: 'string', usage: 'Name of that object.' },
    { name: 'bound-object-uid', kind: 'string', usage: 'UID of that object.' },
    { name: 'duration', kind: 'duration', usage: 'How long the token lives; 0 leaves it to the server.' },
  ],
  complete: async (session) => (session.args.length > 0 ? [] : namesOfType(session, 'serviceaccounts')),
  validate(session) {
    requireName(session)
    validateDuration(session.flags.durationMs('duration'))
    if (session.flags.list('audience').includes('')) throw new KubectlError('--audience must not be an empty string')
    validateBoundObject(session)
  },
  async run(session) {
    const path = `${collectionPath('v1', 'serviceaccounts', session.namespace)}/${requireName(session)}/token`
    const response = await request(session, path)
    const token = String(response['status']?.token ?? '')
    if (token === '') throw new KubectlError('failed to create token: no token in server response')
    if (session.flags.string('output') === '' && session.flags.string('template') === '') return session.stdout(session.context.io.isTerminal ? `${token}\n` : token)
    session.stdout((await resultPrinter(session, 'created', { keepsOrder: true }))(response))
  },
}

function validateDuration(durationMs: number): void {
  if (durationMs < 0) throw new KubectlError('--duration must be greater than or equal to 0')
  if (durationMs % 1000 !== 0) throw new KubectlError('--duration cannot be expressed in units less than seconds')
}

function validateBoundObject({ flags }: Session): void {
  const [kind, name, uid] = [flags.string('bound-object-kind'), flags.string('bound-object-name'), flags.string('bound-object-uid')]
  if (kind === '') {
    if (name !== '') throw new KubectlError('--bound-object-name can only be set if --bound-object-kind is provided')
    if (uid !== '') throw new KubectlError('--bound-object-uid can only be set if --bound-object-kind is provided')
    return
  }
  if (!BOUND_KINDS.includes(kind)) throw new KubectlError(`supported --bound-object-kind values are ${BOUND_KINDS.join(', ')}`)
  if (name === '') throw new KubectlError('--bound-object-name is required if --bound-object-kind is provided')
}

async function request({ flags, client }: Session, path: string): Promise<JsonObject> {
  const audiences = flags.list('audience')
  const durationMs = flags.durationMs('duration')
  const kind = flags.string('bound-object-kind')
  const uid = flags.string('bound-object-uid')
  const spec = {
    audiences: audiences.length > 0 ? audiences : null,
    expirationSeconds: durationMs > 0 ? durationMs / 1000 : null,
    boundObjectRef: kind === '' ? null : { kind, apiVersion: 'v1', name: flags.string('bound-object-name'), ...(uid === '' ? {} : { uid }) },
  }
  try {
    return await client.request('POST', path, { body: { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: { creationTimestamp: null }, spec, status: { token: '', expirationTimestamp: null } } })
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    throw new KubectlError(`failed to create token: ${error.message}`)
  }
}
