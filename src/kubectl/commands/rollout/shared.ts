import { type Target, visitTargets } from '../../builder.ts'
import { completeResources } from '../../completion.ts'
import { groupResource, type ResourceMapping } from '../../discovery.ts'
import { KubectlError } from '../../errors.ts'
import type { Flag } from '../../flags.ts'
import type { Session } from '../../session.ts'
import { FILE_FLAGS, SELECTOR_FLAG } from '../../sharedFlags.ts'

/** Flags that say which workloads a rollout command is about. */
export const TARGET_FLAGS: readonly Flag[] = [...FILE_FLAGS, SELECTOR_FLAG]

export function requireTarget({ args, flags }: Session): void {
  if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '') throw new KubectlError('required resource not specified')
}

export const completeWorkloads = (session: Session, word: string) => completeResources(session, word, ['daemonset', 'deployment', 'statefulset'])

/** Acts on each workload that the call names. Resolves to their number. */
export async function visitWorkloads(session: Session, visit: (target: Target) => Promise<void>): Promise<number> {
  let count = 0
  await visitTargets(session, session.args, { labelSelector: session.flags.string('selector'), typeAloneIsAll: true }, async (target) => {
    count++
    await visit(target)
  })
  return count
}

export function sayNoneFound(session: Session, count: number): void {
  if (count === 0) session.stderr(`No resources found in ${session.namespace} namespace.\n`)
}

/** `Deployment.apps`, `Pod`: how Go prints a group and kind. */
export const groupKindText = ({ group, kind }: ResourceMapping) => (group === '' ? kind : `${kind}.${group}`)

/** Kinds that kubectl knows as workloads but that keep no history. */
const OTHER_WORKLOADS = ['ReplicaSet', 'Pod', 'ReplicationController', 'Job', 'CronJob']

/** Why a kind has no history or cannot be rolled back. */
export function unsupportedKind(mapping: ResourceMapping, noun: 'history' | 'rollbacker'): KubectlError {
  const kind = JSON.stringify(groupKindText(mapping))
  if (!OTHER_WORKLOADS.includes(mapping.kind)) return new KubectlError(`error retrieving ${noun} for ${kind}, no visitor method exists for {${mapping.group} ${mapping.kind}}`)
  return new KubectlError(`no ${noun === 'history' ? 'history viewer' : 'rollbacker'} has been implemented for ${kind}`)
}

/** `error: deployments.apps "web" is already paused`. */
export function refused({ mapping, name }: Target, reason: string): KubectlError {
  return new KubectlError(`${groupResource(mapping)} ${JSON.stringify(name)} ${reason}`)
}
