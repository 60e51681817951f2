import { base64Encode } from '../bytes.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import { HelpRequested } from '../flags.ts'
import type { Session } from '../session.ts'
import { SERVER_FLAG } from '../sharedFlags.ts'
import { completeFirst, fileName, find, namesOf, unexpectedArguments, withEntry, withoutEntry } from './entries.ts'

const completeClusters = completeFirst(({ kubeconfig }) => kubeconfig.clusters)

export const getClusters: Command = {
  name: 'get-clusters',
  use: '[flags]',
  short: 'Display clusters defined in the kubeconfig',
  long: 'Display clusters defined in the kubeconfig.',
  examples: [{ what: 'List the clusters that kubectl knows', command: 'kubectl config get-clusters' }],
  run: async (session) => session.stdout(`NAME\n${namesOf(session.kubeconfig.clusters).map((name) => `${name}\n`).join('')}`),
}

export const deleteCluster: Command = {
  name: 'delete-cluster',
  use: 'NAME',
  short: 'Delete the specified cluster from the kubeconfig',
  examples: [{ what: "Delete the cluster 'staging'", command: 'kubectl config delete-cluster staging' }],
  complete: completeClusters,
  async run(session) {
    const { args, kubeconfig } = session
    if (args.length !== 1) throw new HelpRequested()
    const [name = ''] = args
    if (!find(kubeconfig.clusters, name)) throw new KubectlError(`cannot delete cluster ${name}, not in ${fileName(session)}`)
    await session.writeKubeconfig({ ...kubeconfig, clusters: withoutEntry(kubeconfig.clusters, name) })
    session.stdout(`deleted cluster ${name} from ${fileName(session)}\n`)
  },
}

export const setCluster: Command = {
  name: 'set-cluster',
  use: 'NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  short: 'Set a cluster entry in kubeconfig',
  long: 'Set a cluster entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values for those fields.',
  examples: [
    { what: "Say where the cluster 'staging' is", command: 'kubectl config set-cluster staging --server=https://10.1.2.3:6443' },
    { what: 'Do not check its certificate', command: 'kubectl config set-cluster staging --insecure-skip-tls-verify=true' },
  ],
  flags: [
    { name: 'certificate-authority', kind: 'string', completes: 'file', usage: 'Path of the certificate authority of the cluster.' },
    { name: 'embed-certs', kind: 'bool', usage: 'Put the certificate itself into the kubeconfig.' },
    { name: 'insecure-skip-tls-verify', kind: 'bool', usage: 'Do not check the certificate of the cluster.' },
    { name: 'proxy-url', kind: 'string', usage: 'The proxy through which the cluster is reached.' },
    { ...SERVER_FLAG, usage: 'Address of the cluster.', short: 's' },
    { name: 'tls-server-name', kind: 'string', usage: 'The name that the certificate of the cluster must have.' },
  ],
  complete: completeClusters,
  async run(session) {
    const { args, kubeconfig } = session
    if (args.length !== 1) throw unexpectedArguments(args)
    const [name = ''] = args
    validate(session, name)
    const present = find(kubeconfig.clusters, name)
    await session.writeKubeconfig({ ...kubeconfig, clusters: withEntry(kubeconfig.clusters, { name, cluster: await changed(session, present?.cluster ?? {}) }) })
    session.stdout(`Cluster ${JSON.stringify(name)} set.\n`)
  },
}

function validate({ flags }: Session, name: string): void {
  const authority = flags.string('certificate-authority')
  if (name === '') throw new KubectlError('you must specify a non-empty cluster name')
  if (flags.bool('insecure-skip-tls-verify') && authority !== '') throw new KubectlError('you cannot specify a certificate authority and insecure mode at the same time')
  if (flags.bool('embed-certs') && authority === '') throw new KubectlError('you must specify a --certificate-authority to embed')
}

async function changed(session: Session, cluster: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { flags } = session
  const next: Record<string, unknown> = { ...cluster }
  for (const field of ['server', 'tls-server-name', 'proxy-url']) if (flags.changed(field)) next[field] = flags.string(field)
  if (flags.changed('insecure-skip-tls-verify')) {
    next['insecure-skip-tls-verify'] = flags.bool('insecure-skip-tls-verify')
    if (flags.bool('insecure-skip-tls-verify')) for (const field of ['certificate-authority', 'certificate-authority-data']) delete next[field]
  }
  if (flags.changed('certificate-authority')) Object.assign(next, await authorityFields(session, flags.string('certificate-authority')))
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== '' && value !== false))
}

async function authorityFields(session: Session, path: string): Promise<Record<string, unknown>> {
  if (!session.flags.bool('embed-certs')) return { 'certificate-authority': path, 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': undefined }
  const bytes = await session.context.files.read(path)
  if (!bytes) throw new KubectlError(`could not stat certificate-authority file ${path}: stat ${path}: no such file or directory`)
  return { 'certificate-authority': undefined, 'certificate-authority-data': base64Encode(bytes), 'insecure-skip-tls-verify': undefined }
}
