import type { Container, Pod } from 'kubernetes-types/core/v1'
import { asText, utf8Encode } from '../bytes.ts'
import { itemsOf } from '../builder.ts'
import type { Command } from '../command.ts'
import { messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { OUTPUT_FLAG, PRINT_FLAGS, printerFor } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_NAMESPACES_FLAG } from '../sharedFlags.ts'

/** What a dump holds of each namespace, in order: its name there, and where it is. */
const DUMPED = [
  ['events', 'v1', 'events'],
  ['replication-controllers', 'v1', 'replicationcontrollers'],
  ['services', 'v1', 'services'],
  ['daemonsets', 'apps/v1', 'daemonsets'],
  ['deployments', 'apps/v1', 'deployments'],
  ['replicasets', 'apps/v1', 'replicasets'],
  ['pods', 'v1', 'pods'],
] as const

export const clusterInfoDump: Command = {
  name: 'dump',
  use: '[flags]',
  short: 'Dump relevant information for debugging and diagnosis',
  long: 'Dump cluster information out suitable for debugging and diagnosing cluster problems. By default, dumps everything to stdout. You can optionally specify a directory with --output-directory: a set of files is made in it. By default, only dumps things in the current namespace and \'kube-system\' namespace, but you can switch to a different namespace with the --namespaces flag, or specify --all-namespaces to dump all namespaces.\n\n The command also dumps the logs of all of the pods in the cluster; these logs are dumped into different directories based on namespace and pod name.',
  examples: [
    { what: 'Print the state of the cluster', command: 'kubectl cluster-info dump' },
    { what: 'Write the state of all namespaces into a directory', command: 'kubectl cluster-info dump --all-namespaces --output-directory=./state' },
  ],
  flags: [
    { ...ALL_NAMESPACES_FLAG, usage: 'Dump all namespaces.' },
    { name: 'namespaces', kind: 'stringSlice', usage: 'The namespaces to dump, separated by commas.' },
    { name: 'output-directory', kind: 'string', completes: 'file', usage: "Directory to write files into; empty or '-' prints all." },
    { name: 'pod-running-timeout', kind: 'duration', default: '20s', usage: 'How long to wait until a pod is there (5s, 2m, 3h).' },
    ...PRINT_FLAGS.map((flag) => (flag === OUTPUT_FLAG ? { ...flag, default: 'json' } : flag)),
  ],
  async run(session) {
    const dump = new Dump(session)
    await dump.list('nodes', '/api/v1/nodes')
    for (const namespace of await namespacesOf(session)) await dumpNamespace(session, dump, namespace)
    if (dump.directory !== '') session.stdout(`Cluster info dumped to ${dump.directory}\n`)
  },
}

async function namespacesOf(session: Session): Promise<string[]> {
  if (session.flags.bool('all-namespaces')) return itemsOf(await session.client.get('/api/v1/namespaces')).map(({ metadata }) => String(metadata?.name))
  const named = session.flags.list('namespaces')
  return named.length > 0 ? named : ['kube-system', session.namespace]
}

/** Where the pieces go: to stdout, or each into a file of its own. */
class Dump {
  readonly directory: string
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
    const directory = session.flags.string('output-directory')
    this.directory = directory === '-' ? '' : directory
  }

  async write(name: string, text: string): Promise<void> {
    if (this.directory === '') return this.#session.stdout(text)
    await this.#session.context.files.write(`${this.directory}/${name}`, utf8Encode(text))
  }

  async list(name: string, path: string): Promise<JsonObject> {
    const format = this.#session.flags.string('output')
    const list = await this.#session.client.get(path)
    const print = await printerFor(this.#session, format, { keepsOrder: true })
    await this.write(`${name}.${format === 'json' || format === 'yaml' ? format : 'txt'}`, print({ ...list, items: itemsOf(list).map(({ apiVersion: _apiVersion, kind: _kind, ...item }) => item) }))
    return list
  }
}

async function dumpNamespace(session: Session, dump: Dump, namespace: string): Promise<void> {
  let pods: JsonObject = {}
  for (const [name, apiVersion, resource] of DUMPED) pods = await dump.list(`${namespace}/${name}`, collectionPath(apiVersion, resource, namespace))
  for (const pod of itemsOf(pods) as Pod[]) {
    const texts: string[] = []
    for (const container of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) texts.push(await logsOf(session, pod, container))
    await dump.write(`${namespace}/${pod.metadata?.name}/logs.txt`, texts.join(''))
  }
}

async function logsOf(session: Session, { metadata }: Pod, { name }: Container): Promise<string> {
  const frame = (edge: string) => `==== ${edge} logs for container ${name} of pod ${metadata?.namespace}/${metadata?.name} ====\n`
  try {
    const response = await session.client.send('GET', `${collectionPath('v1', 'pods', metadata?.namespace)}/${metadata?.name}/log`, { query: { container: name } })
    return frame('START') + asText(response.body) + frame('END')
  } catch (error) {
    return `${frame('START')}Request log error: ${messageOf(error)}\n${frame('END')}`
  }
}
