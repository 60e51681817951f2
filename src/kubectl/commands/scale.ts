import { StatusError } from '../../client/status.ts'
import { fileTargets, itemsOf, listObjects, selectArguments, type Target, targetOf, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_FLAG, DRY_RUN_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../sharedFlags.ts'

export const scale: Command = {
  name: 'scale',
  group: 'Deploy Commands',
  use: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  long: 'Set a new size for a deployment, replica set, replication controller, or stateful set.\n\n With --current-replicas or --resource-version, only if that is what the object has now.',
  examples: [
    { what: 'Run three replicas of a deployment', command: 'kubectl scale --replicas=3 deployment/web' },
    { what: 'Go from two replicas to three, if there are two', command: 'kubectl scale --current-replicas=2 --replicas=3 deployment/web' },
  ],
  flags: [
    ALL_FLAG,
    { name: 'current-replicas', kind: 'int', default: '-1', usage: 'Only scale if this is the current size; -1 for any.' },
    DRY_RUN_FLAG,
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    { name: 'replicas', kind: 'int', required: true, usage: 'The number of replicas to have. Required.' },
    { name: 'resource-version', kind: 'string', usage: 'Only scale if this is the current resource version.' },
    SELECTOR_FLAG,
    { name: 'timeout', kind: 'duration', usage: 'How long to wait for the new size to be reached, zero means not to wait.' },
  ],
  complete: (session, word) => completeResources(session, word, ['deployment', 'replicaset', 'replicationcontroller', 'statefulset']),
  validate({ flags }) {
    if (flags.int('replicas') < 0) throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
  },
  async run(session) {
    const { targets, failures } = await targetsOf(session)
    if (targets.length === 0) throw new KubectlError(`no objects passed to scale ${failures.map((error) => (error as Error).message).join(', ')}`)
    for (const target of targets) {
      try {
        await scaleTarget(session, target)
      } catch (error) {
        failures.push(error)
      }
    }
    throwCollected(failures)
  },
}

async function targetsOf(session: Session): Promise<{ targets: Target[]; failures: unknown[] }> {
  const { flags } = session
  const targets: Target[] = []
  const failures: unknown[] = []
  const selection = flags.list('filename').length > 0 ? { singles: await fileTargets(session), lists: [] } : await selectArguments(session, session.args, { labelSelector: flags.string('selector'), selectsAll: flags.bool('all') })
  for (const target of selection.singles) {
    try {
      targets.push({ ...target, object: await session.client.get(targetPath(target)) })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      failures.push(error)
    }
  }
  for (const mapping of selection.lists) targets.push(...itemsOf(await listObjects(session, mapping, { labelSelector: flags.string('selector') || undefined }, session.namespace)).map((object) => targetOf(mapping, object)))
  return { targets, failures }
}

async function scaleTarget(session: Session, target: Target): Promise<void> {
  const { flags } = session
  const replicas = flags.int('replicas')
  const dryRun = dryRunOf(session)
  const path = targetPath(target, 'scale')
  if (flags.int('current-replicas') >= 0 || flags.string('resource-version') !== '') await checkPreconditions(session, path)
  if (dryRun !== 'client') await session.client.request('PATCH', path, { query: dryRunQuery(session), contentType: 'application/merge-patch+json', body: { spec: { replicas } } })
  const deadlineMs = flags.durationMs('timeout')
  if (deadlineMs > 0 && dryRun === 'none') await waitForReplicas(session, path, replicas, deadlineMs)
  const print = await resultPrinter(session, 'scaled')
  session.stdout(print(target.object ?? {}))
}

async function checkPreconditions(session: Session, path: string): Promise<void> {
  const { flags } = session
  const current = await session.client.get(path)
  const [expected, version] = [flags.int('current-replicas'), flags.string('resource-version')]
  if (expected >= 0 && current['spec']?.replicas !== expected) throw new KubectlError(`Expected replicas to be ${expected}, was ${current['spec']?.replicas}`)
  if (version !== '' && current['metadata']?.resourceVersion !== version) throw new KubectlError(`Expected resource version to be ${version}, was ${current['metadata']?.resourceVersion}`)
}

const POLL_MS = 1000

async function waitForReplicas(session: Session, path: string, replicas: number, timeoutMs: number): Promise<void> {
  const endMs = session.nowMs + timeoutMs
  for (;;) {
    const current = await session.client.get(path)
    if (current['spec']?.replicas === replicas && (current['status']?.replicas ?? 0) === replicas) return
    if (session.nowMs >= endMs || session.context.signal.aborted) throw new KubectlError('timed out waiting for the condition')
    await session.context.clock.sleep(POLL_MS, session.context.signal)
  }
}
