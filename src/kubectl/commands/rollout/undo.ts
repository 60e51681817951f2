import { deepEqual } from '../../../base/equality.ts'
import { type Target, targetPath } from '../../builder.ts'
import type { Command } from '../../command.ts'
import { describePodTemplate } from '../../describe/podTemplate.ts'
import { Sheet } from '../../describe/sheet.ts'
import { KubectlError, withPrefix } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../../printers/objectPrinter.ts'
import type { Session } from '../../session.ts'
import { DRY_RUN_FLAG } from '../../sharedFlags.ts'
import { type History, HISTORIES, type Revision, revisionToRestore } from '../../workload/history.ts'
import { comparableTemplate, withoutHashLabel } from '../../workload/replicaSets.ts'
import { REVISION_ANNOTATION } from '../../workload/rolloutStatus.ts'
import { completeWorkloads, requireTarget, TARGET_FLAGS, unsupportedKind, visitWorkloads } from './shared.ts'

/** Annotations that a Deployment keeps when it goes back; the others come from the ReplicaSet. */
const KEPT_ANNOTATIONS = ['kubectl.kubernetes.io/last-applied-configuration', REVISION_ANNOTATION, 'deployment.kubernetes.io/revision-history', 'deployment.kubernetes.io/desired-replicas', 'deployment.kubernetes.io/max-replicas', 'deprecated.deployment.rollback.to']

export const undo: Command = {
  name: 'undo',
  use: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'Undo a previous rollout',
  long: 'Roll back to a previous rollout.',
  examples: [
    { what: 'Roll back to the previous revision', command: 'kubectl rollout undo deployment/web' },
    { what: 'Roll back to a certain revision', command: 'kubectl rollout undo daemonset/agent --to-revision=3' },
    { what: 'Only try it on the server', command: 'kubectl rollout undo --dry-run=server deployment/web' },
  ],
  flags: [DRY_RUN_FLAG, ...TARGET_FLAGS, ...PRINT_FLAGS, { name: 'to-revision', kind: 'int', usage: 'The revision to go back to. 0 means the one before the last.' }],
  complete: completeWorkloads,
  validate: requireTarget,
  async run(session) {
    await visitWorkloads(session, async (target) => {
      const read = HISTORIES[target.mapping.kind]
      if (!read) throw unsupportedKind(target.mapping, 'rollbacker')
      const history = await read(session, target)
      const revision = revisionToRestore(history, session.flags.int('to-revision'))
      const print = await resultPrinter(session, await restore(session, target, history, revision))
      session.stdout(print(target.object ?? {}))
    })
  },
}

/** Resolves to the words for what was done. */
async function restore(session: Session, target: Target, { object }: History, revision: Revision): Promise<string> {
  const isDeployment = target.mapping.kind === 'Deployment'
  if (dryRunOf(session) === 'client') {
    const sheet = new Sheet()
    describePodTemplate(sheet, revision.template)
    return `${isDeployment ? '' : 'will roll back to '}${sheet.text}`
  }
  if (isDeployment && object['spec']?.paused) throw new KubectlError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again")
  const toRevision = session.flags.int('to-revision')
  if (deepEqual(comparableTemplate(revision.template), comparableTemplate(object['spec']?.template))) return `skipped rollback (current template already matches revision ${toRevision})`
  try {
    await session.client.request('PATCH', targetPath(target), { query: dryRunQuery(session), ...(isDeployment ? deploymentPatch(object, revision) : { contentType: 'application/strategic-merge-patch+json', body: revision.keeper['data'] }) })
  } catch (error) {
    throw withPrefix(`failed restoring revision ${toRevision}: `, error)
  }
  return 'rolled back'
}

function deploymentPatch(object: JsonObject, { template, keeper }: Revision): { contentType: string; body: unknown } {
  const kept = Object.entries(object['metadata']?.annotations ?? {}).filter(([key]) => KEPT_ANNOTATIONS.includes(key))
  const restored = Object.entries(keeper['metadata']?.annotations ?? {}).filter(([key]) => !KEPT_ANNOTATIONS.includes(key))
  const body = [
    { op: 'replace', path: '/spec/template', value: withoutHashLabel(template) },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...kept, ...restored]) },
  ]
  return { contentType: 'application/json-patch+json', body }
}
