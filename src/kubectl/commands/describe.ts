import { StatusError } from '../../client/status.ts'
import { fetchTarget, fileTargets, itemsOf, listObjects, selectArguments, type Target, targetOf, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { describeGenerically } from '../describe/generic.ts'
import { DESCRIBERS } from '../describe/registry.ts'
import { DescribeSource } from '../describe/source.ts'
import type { ResourceMapping } from '../discovery.ts'
import { KubectlError, messageOf, throwCollected } from '../errors.ts'
import type { Session } from '../session.ts'
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../sharedFlags.ts'

export const describe: Command = {
  name: 'describe',
  group: 'Troubleshooting and Debugging Commands',
  use: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  short: 'Show details of a specific resource or group of resources',
  long: 'Show details of a specific resource or group of resources, with what belongs to them, such as events.\n\n A name that no object has is taken for a prefix: all objects whose names begin with it are shown.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  examples: [
    { what: 'Describe a node', command: 'kubectl describe nodes worker-1' },
    { what: 'Describe a pod', command: 'kubectl describe pods/web' },
    { what: 'Describe all pods', command: 'kubectl describe pods' },
    { what: 'Describe the pods with a label', command: 'kubectl describe pods -l app=web' },
    { what: 'Describe all pods whose names begin with a word', command: 'kubectl describe pods web' },
  ],
  flags: [ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, ...FILE_FLAGS, SELECTOR_FLAG, { name: 'show-events', kind: 'bool', default: 'true', usage: 'Show the events that are about the object.' }],
  complete: (session, word) => completeResources(session, word),
  async run(session) {
    const { args, flags } = session
    if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '') throw new KubectlError('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.')
    const { targets, failures } = await targetsOf(session)
    const [missing] = failures
    if (args.length === 2 && missing instanceof StatusError && missing.code === 404) return describePrefix(session, missing)
    let shown = 0
    for (const target of targets) {
      try {
        session.stdout(`${shown > 0 ? '\n\n' : ''}${await descriptionOf(session, target)}`)
        shown++
      } catch (error) {
        if (!failures.some((each) => messageOf(each) === messageOf(error))) failures.push(error)
      }
    }
    if (targets.length === 0 && failures.length === 0) session.stderr(flags.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`)
    throwCollected(failures)
  },
}

async function targetsOf(session: Session): Promise<{ targets: Target[]; failures: unknown[] }> {
  const { flags } = session
  const targets: Target[] = []
  const failures: unknown[] = []
  const hasFiles = flags.list('filename').length > 0 || flags.string('kustomize') !== ''
  const selection = hasFiles ? { singles: await fileTargets(session), lists: [] } : await selectArguments(session, session.args, { labelSelector: flags.string('selector'), typeAloneIsAll: true })
  for (const target of selection.singles) {
    try {
      targets.push({ ...target, object: await fetchTarget(session, target) })
    } catch (error) {
      failures.push(error)
    }
  }
  for (const mapping of selection.lists) {
    try {
      targets.push(...(await listed(session, mapping)))
    } catch (error) {
      failures.push(error)
    }
  }
  return { targets, failures }
}

async function listed(session: Session, mapping: ResourceMapping): Promise<Target[]> {
  const { flags } = session
  const query = { labelSelector: flags.string('selector') || undefined, limit: flags.int('chunk-size') || undefined }
  const targets: Target[] = []
  for (let next: string | undefined; ; ) {
    const page = await listObjects(session, mapping, { ...query, continue: next }, flags.bool('all-namespaces') ? undefined : session.namespace)
    targets.push(...itemsOf(page).map((object) => targetOf(mapping, object)))
    next = page['metadata']?.continue || undefined
    if (!next) return targets
  }
}

/** The name was none: describes what begins with it, or says that nothing does. */
async function describePrefix(session: Session, missing: StatusError): Promise<void> {
  const [type = '', prefix = ''] = session.args
  if (type.includes('/')) throw missing
  const targets = await listed(session, await session.discovery.resolve(type))
  const matching = targets.filter(({ name }) => name.startsWith(prefix))
  if (matching.length === 0) throw missing
  for (const target of matching) session.stdout(`${await descriptionOf(session, target)}\n`)
}

async function descriptionOf(session: Session, target: Target): Promise<string> {
  const source = new DescribeSource(session, session.flags.bool('show-events'), session.flags.int('chunk-size'))
  const { group, kind } = target.mapping
  const describer = DESCRIBERS.find((each) => each.kind === kind && groupOf(each.apiVersion) === group)
  const mapping = describer ? { ...target.mapping, version: describer.apiVersion.split('/').at(-1) as string } : target.mapping
  const object = await session.client.get(targetPath({ ...target, mapping }))
  const sheet = describer ? await describer.describe(object, source) : await describeGenerically(object, source)
  return sheet.layOut()
}

const groupOf = (apiVersion: string) => (apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '')
