import { base64Encode } from '../bytes.ts'
import type { Command } from '../command.ts'
import { KubectlError, UsageError } from '../errors.ts'
import { type Kubeconfig, normalized } from '../kubeconfig.ts'
import { OUTPUT_FLAG, PRINT_FLAGS, printerFor } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { CONTEXT_FLAG } from '../sharedFlags.ts'
import { find, inOrder } from './entries.ts'

export const view: Command = {
  name: 'view',
  use: '[flags]',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  long: 'Display merged kubeconfig settings or a specified kubeconfig file.\n\n You can use --output jsonpath={...} to extract specific values using a jsonpath expression.',
  examples: [
    { what: 'Show the settings, without secrets', command: 'kubectl config view' },
    { what: 'Show them with certificates and secrets', command: 'kubectl config view --raw' },
    { what: 'Show the namespace of the current context', command: "kubectl config view --minify -o jsonpath='{..namespace}'" },
  ],
  flags: [
    { name: 'flatten', kind: 'bool', usage: 'Put the content of the files that the kubeconfig names into it.' },
    { name: 'merge', kind: 'bool', default: 'true', bare: 'true', usage: 'Merge all kubeconfig files that there are.' },
    { name: 'minify', kind: 'bool', usage: 'Leave out what the current context does not use.' },
    ...PRINT_FLAGS.map((flag) => (flag === OUTPUT_FLAG ? { ...flag, default: 'yaml' } : flag)),
    { name: 'raw', kind: 'bool', usage: 'Show raw certificate data and secrets.' },
  ],
  validate({ args, flags, kubeconfigPath }) {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`)
    if (!flags.bool('merge') && kubeconfigPath === undefined) throw new KubectlError('if merge==false a precise file must be specified')
  },
  async run(session) {
    const { flags } = session
    let config = session.kubeconfig
    if (flags.bool('minify')) config = minified(session, config)
    if (flags.bool('flatten')) config = await flattened(session, config)
    else if (!flags.bool('raw')) config = redacted(config)
    const { apiVersion, kind, preferences, clusters, users, contexts, 'current-context': current } = normalized(config)
    const print = await printerFor(session, flags.string('output'), { keepsOrder: true })
    const ordered = {
      clusters: clusters?.map(({ name, cluster }) => ({ name, cluster: inOrder('clusters', cluster) })) ?? null,
      users: users?.map(({ name, user }) => ({ name, user: inOrder('users', user) })) ?? null,
      contexts: contexts?.map(({ name, context }) => ({ name, context: inOrder('contexts', { ...context }) })) ?? null,
    }
    session.stdout(print({ kind, apiVersion, preferences, ...ordered, 'current-context': current }))
  },
}

/** What the current context uses alone. */
function minified({ flags }: Session, config: Kubeconfig): Kubeconfig {
  const name = flags.stringOf(CONTEXT_FLAG) || config['current-context'] || ''
  if (name === '') throw new KubectlError('current-context must exist in order to minify')
  const context = find(config.contexts, name)
  if (!context) throw new KubectlError(`cannot locate context ${name}`)
  const cluster = find(config.clusters, context.context.cluster ?? '')
  const user = find(config.users, context.context.user ?? '')
  if (context.context.cluster && !cluster) throw new KubectlError(`cannot locate cluster ${context.context.cluster}`)
  if (context.context.user && !user) throw new KubectlError(`cannot locate user ${context.context.user}`)
  return { ...config, contexts: [context], clusters: cluster ? [cluster] : [], users: user ? [user] : [], 'current-context': name }
}

const OMITTED = ['certificate-authority-data', 'client-certificate-data', 'client-key-data']
const REDACTED = ['password', 'token']

function withoutSecrets<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, OMITTED.includes(key) ? 'DATA+OMITTED' : REDACTED.includes(key) ? 'REDACTED' : value])) as T
}

function redacted(config: Kubeconfig): Kubeconfig {
  return {
    ...config,
    clusters: config.clusters?.map((each) => ({ ...each, cluster: withoutSecrets(each.cluster) })),
    users: config.users?.map((each) => ({ ...each, user: withoutSecrets(each.user) })),
  } as Kubeconfig
}

async function withFiles<T extends Readonly<Record<string, unknown>>>(session: Session, fields: T, names: readonly string[]): Promise<T> {
  const next: Record<string, unknown> = { ...fields }
  for (const name of names) {
    const path = next[name]
    if (typeof path !== 'string') continue
    const bytes = await session.context.files.read(path)
    if (!bytes) throw new KubectlError(`open ${path}: no such file or directory`)
    delete next[name]
    next[`${name}-data`] = base64Encode(bytes)
  }
  return next as T
}

async function flattened(session: Session, config: Kubeconfig): Promise<Kubeconfig> {
  const clusters = await Promise.all((config.clusters ?? []).map(async (each) => ({ ...each, cluster: await withFiles(session, each.cluster, ['certificate-authority']) })))
  const users = await Promise.all((config.users ?? []).map(async (each) => ({ ...each, user: await withFiles(session, each.user, ['client-certificate', 'client-key']) })))
  return { ...config, clusters, users }
}
