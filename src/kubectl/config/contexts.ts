import type { Command } from '../command.ts'
import { AggregateFailure, KubectlError, throwCollected } from '../errors.ts'
import { HelpRequested } from '../flags.ts'
import type { KubeconfigContext } from '../kubeconfig.ts'
import { table } from '../layout.ts'
import type { Session } from '../session.ts'
import { CLUSTER_FLAG, NAMESPACE_FLAG, NO_HEADERS_FLAG, USER_FLAG } from '../sharedFlags.ts'
import { completeFirst, fileName, find, namesOf, unexpectedArguments, withEntry, withoutEntry } from './entries.ts'

const completeContexts = completeFirst(({ kubeconfig }) => kubeconfig.contexts)

export const currentContext: Command = {
  name: 'current-context',
  use: '[flags]',
  short: 'Display the current-context',
  examples: [{ what: 'Print the context that commands use', command: 'kubectl config current-context' }],
  async run(session) {
    const name = session.kubeconfig['current-context']
    if (!name) throw new KubectlError('current-context is not set')
    session.stdout(`${name}\n`)
  },
}

export const useContext: Command = {
  name: 'use-context',
  aliases: ['use'],
  use: 'CONTEXT_NAME',
  short: 'Set the current-context in a kubeconfig file',
  examples: [{ what: "Let commands use the context 'staging'", command: 'kubectl config use-context staging' }],
  complete: completeContexts,
  async run(session) {
    const name = oneName(session)
    if (name === '') throw new KubectlError('empty context names are not allowed')
    if (!find(session.kubeconfig.contexts, name)) throw new KubectlError(`no context exists with the name: ${JSON.stringify(name)}`)
    await session.writeKubeconfig({ ...session.kubeconfig, 'current-context': name })
    session.stdout(`Switched to context ${JSON.stringify(name)}.\n`)
  },
}

function oneName({ args }: Session): string {
  if (args.length !== 1) throw unexpectedArguments(args)
  return args[0] as string
}

export const getContexts: Command = {
  name: 'get-contexts',
  use: '[(-o|--output=)name)]',
  short: 'Describe one or many contexts',
  long: 'Display one or many contexts from the kubeconfig file.',
  examples: [
    { what: 'List all contexts', command: 'kubectl config get-contexts' },
    { what: 'Describe one of them', command: 'kubectl config get-contexts staging' },
  ],
  flags: [NO_HEADERS_FLAG, { name: 'output', short: 'o', kind: 'string', completes: ['name'], usage: 'Output format. One of: (name).' }],
  complete: async (session) => namesOf(session.kubeconfig.contexts),
  validate({ flags }) {
    const output = flags.string('output')
    if (output !== '' && output !== 'name') throw new KubectlError(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`)
  },
  async run(session) {
    const { args, flags, kubeconfig } = session
    const known = namesOf(kubeconfig.contexts)
    const failures = args.filter((name) => !known.includes(name)).map((name) => new KubectlError(`context ${name} not found`))
    const names = args.length === 0 ? known : args.filter((name) => known.includes(name)).sort()
    session.stdout(flags.string('output') === 'name' ? names.map((name) => `${name}\n`).join('') : contextTable(session, names))
    if (failures.length > 1) throw new AggregateFailure(failures)
    throwCollected(failures)
  },
}

function contextTable({ flags, kubeconfig }: Session, names: readonly string[]): string {
  const rows = names.map((name) => {
    const { cluster = '', user = '', namespace = '' } = find(kubeconfig.contexts, name)?.context ?? {}
    return [name === kubeconfig['current-context'] ? '*' : ' ', name, cluster, user, namespace]
  })
  return table([...(flags.bool('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']]), ...rows])
}

export const setContext: Command = {
  name: 'set-context',
  use: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  short: 'Set a context entry in kubeconfig',
  long: 'Set a context entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values for those fields.',
  examples: [
    { what: "Let the context 'staging' act as another user", command: 'kubectl config set-context staging --user=admin' },
    { what: 'Let commands act in another namespace', command: 'kubectl config set-context --current --namespace=shop' },
  ],
  flags: [{ ...CLUSTER_FLAG, usage: 'The cluster of the context.' }, { name: 'current', kind: 'bool', usage: 'Modify the current context.' }, { ...NAMESPACE_FLAG, usage: 'The namespace of the context.', short: 'n' }, { ...USER_FLAG, usage: 'The user of the context.' }],
  complete: completeContexts,
  async run(session) {
    const { flags, kubeconfig } = session
    const name = contextToSet(session)
    const present = find(kubeconfig.contexts, name)
    const given = (['cluster', 'namespace', 'user'] as const).filter((field) => flags.changed(field))
    const changes = Object.fromEntries(given.map((field) => [field, flags.string(field)])) as KubeconfigContext
    await session.writeKubeconfig({ ...kubeconfig, contexts: withEntry(kubeconfig.contexts, { name, context: { ...present?.context, ...changes } }) })
    session.stdout(`Context ${JSON.stringify(name)} ${present ? 'modified' : 'created'}.\n`)
  },
}

function contextToSet({ args, flags, kubeconfig }: Session): string {
  if (args.length > 1) throw unexpectedArguments(args)
  const [name = ''] = args
  const isCurrent = flags.bool('current')
  if (name === '' && !isCurrent) throw new KubectlError('you must specify a non-empty context name or --current')
  if (name !== '' && isCurrent) throw new KubectlError('you cannot specify both a context name and --current')
  if (!isCurrent) return name
  if (!kubeconfig['current-context']) throw new KubectlError('no current context is set')
  return kubeconfig['current-context']
}

export const deleteContext: Command = {
  name: 'delete-context',
  use: 'NAME',
  short: 'Delete the specified context from the kubeconfig',
  examples: [{ what: "Delete the context 'staging'", command: 'kubectl config delete-context staging' }],
  complete: completeContexts,
  async run(session) {
    const { args, kubeconfig } = session
    if (args.length !== 1) throw new HelpRequested()
    const [name = ''] = args
    if (!find(kubeconfig.contexts, name)) throw new KubectlError(`cannot delete context ${name}, not in ${fileName(session)}`)
    if (kubeconfig['current-context'] === name) session.stderr('warning: this removed your active context, use "kubectl config use-context" to select a different one\n')
    await session.writeKubeconfig({ ...kubeconfig, contexts: withoutEntry(kubeconfig.contexts, name) })
    session.stdout(`deleted context ${name} from ${fileName(session)}\n`)
  },
}

export const renameContext: Command = {
  name: 'rename-context',
  use: 'CONTEXT_NAME NEW_NAME',
  short: 'Rename a context from the kubeconfig file',
  long: 'Renames a context from the kubeconfig file.\n\n CONTEXT_NAME is the context name that you want to change.\n\n NEW_NAME is the new name you want to set.\n\n Note: If the context being renamed is the \'current-context\', this field will also be updated.',
  examples: [{ what: "Rename the context 'staging' to 'test'", command: 'kubectl config rename-context staging test' }],
  complete: completeContexts,
  async run(session) {
    const { args, kubeconfig } = session
    if (args.length !== 2) throw unexpectedArguments(args)
    const [oldName = '', newName = ''] = args
    if (newName === '') throw new KubectlError('You must specify a new non-empty context name')
    const entry = find(kubeconfig.contexts, oldName)
    if (!entry) throw new KubectlError(`cannot rename the context ${JSON.stringify(oldName)}, it's not in ${fileName(session)}`)
    if (find(kubeconfig.contexts, newName)) throw new KubectlError(`cannot rename the context ${JSON.stringify(oldName)}, the context ${JSON.stringify(newName)} already exists in ${fileName(session)}`)
    const current = kubeconfig['current-context'] === oldName ? newName : kubeconfig['current-context']
    await session.writeKubeconfig({ ...kubeconfig, contexts: withEntry(withoutEntry(kubeconfig.contexts, oldName), { ...entry, name: newName }), 'current-context': current })
    session.stdout(`Context ${JSON.stringify(oldName)} renamed to ${JSON.stringify(newName)}.\n`)
  },
}
