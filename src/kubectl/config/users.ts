import { base64Encode } from '../bytes.ts'
import type { Command } from '../command.ts'
import { HelpError, KubectlError, UsageError } from '../errors.ts'
import type { Session } from '../session.ts'
import { TOKEN_FLAG } from '../sharedFlags.ts'
import { completeFirst, fileName, find, namesOf, withEntry, withoutEntry } from './entries.ts'

const completeUsers = completeFirst(({ kubeconfig }) => kubeconfig.users)

export const getUsers: Command = {
  name: 'get-users',
  use: '[flags]',
  short: 'Display users defined in the kubeconfig',
  long: 'Display users defined in the kubeconfig.',
  examples: [{ what: 'List the users that kubectl knows', command: 'kubectl config get-users' }],
  run: async (session) => session.stdout(`NAME\n${namesOf(session.kubeconfig.users).map((name) => `${name}\n`).join('')}`),
}

export const deleteUser: Command = {
  name: 'delete-user',
  use: 'NAME',
  short: 'Delete the specified user from the kubeconfig',
  examples: [{ what: "Delete the user 'ann'", command: 'kubectl config delete-user ann' }],
  complete: completeUsers,
  async run(session) {
    const { args, kubeconfig } = session
    if (args.length !== 1) throw new UsageError('user to delete is required')
    const [name = ''] = args
    if (!find(kubeconfig.users, name)) throw new KubectlError(`cannot delete user ${name}, not in ${fileName(session)}`)
    await session.writeKubeconfig({ ...kubeconfig, users: withoutEntry(kubeconfig.users, name) })
    session.stdout(`deleted user ${name} from ${fileName(session)}\n`)
  },
}

export const setCredentials: Command = {
  name: 'set-credentials',
  use: 'NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]',
  short: 'Set a user entry in kubeconfig',
  long: 'Set a user entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values.\n\n  Client-certificate flags:\n  --client-certificate=certfile --client-key=keyfile\n\n  Bearer token flags:\n  --token=bearer_token\n\n  Basic auth flags:\n  --username=basic_user --password=basic_password\n\n Bearer token and basic auth are mutually exclusive.',
  examples: [
    { what: "Let the user 'ann' be known by a token", command: 'kubectl config set-credentials ann --token=abc123' },
    { what: 'Let her be known by a certificate', command: 'kubectl config set-credentials ann --client-certificate=./ann.crt --client-key=./ann.key --embed-certs=true' },
  ],
  flags: [
    { name: 'client-certificate', kind: 'string', completes: 'file', usage: 'Path of the client certificate of the user.' },
    { name: 'client-key', kind: 'string', completes: 'file', usage: 'Path of the client key of the user.' },
    { name: 'embed-certs', kind: 'bool', usage: 'Put certificate and key themselves into the kubeconfig.' },
    { name: 'password', kind: 'string', usage: 'Password of the user.' },
    { ...TOKEN_FLAG, usage: 'Bearer token of the user.' },
    { name: 'username', kind: 'string', usage: 'Name of the user.' },
  ],
  complete: completeUsers,
  async run(session) {
    const { args, kubeconfig } = session
    if (args.length !== 1) throw new HelpError(`unexpected args: [${args.join(' ')}]`)
    const [name = ''] = args
    validate(session, name)
    const present = find(kubeconfig.users, name)
    await session.writeKubeconfig({ ...kubeconfig, users: withEntry(kubeconfig.users, { name, user: await changed(session, present?.user ?? {}) }) })
    session.stdout(`User ${JSON.stringify(name)} set.\n`)
  },
}

function validate({ flags }: Session, name: string): void {
  if (name === '') throw new KubectlError('you must specify a non-empty user name')
  const methods = [...(flags.string('token') === '' ? [] : ['--token']), ...(flags.string('username') === '' && flags.string('password') === '' ? [] : ['--username/--password'])]
  if (methods.length > 1) throw new KubectlError(`you cannot specify more than one authentication method at the same time: ${methods.join(', ')}`)
  if (flags.bool('embed-certs') && flags.string('client-certificate') === '' && flags.string('client-key') === '') throw new KubectlError('you must specify a --client-certificate or --client-key to embed')
}

async function changed(session: Session, user: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { flags } = session
  const next: Record<string, unknown> = { ...user }
  for (const field of ['client-certificate', 'client-key']) if (flags.changed(field)) Object.assign(next, await fileFields(session, field))
  if (flags.changed('token')) {
    next['token'] = flags.string('token')
    if (flags.string('token') !== '') for (const field of ['username', 'password']) delete next[field]
  }
  for (const field of ['username', 'password']) if (flags.changed(field)) next[field] = flags.string(field)
  if (flags.string('username') !== '' || flags.string('password') !== '') delete next['token']
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ''))
}

async function fileFields(session: Session, field: string): Promise<Record<string, unknown>> {
  const path = session.flags.string(field)
  if (!session.flags.bool('embed-certs')) return { [field]: path, [`${field}-data`]: undefined }
  const bytes = await session.context.files.read(path)
  if (!bytes) throw new KubectlError(`could not stat ${field} file ${path}: stat ${path}: no such file or directory`)
  return { [field]: undefined, [`${field}-data`]: base64Encode(bytes) }
}
