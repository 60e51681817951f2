import type { ControllerRevision, Deployment, ReplicaSet } from 'kubernetes-types/apps/v1'
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import { type Target, targetPath } from '../builder.ts'
import { KubectlError, withPrefix } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import type { Session } from '../session.ts'
import { replicaSetsOf } from './replicaSets.ts'
import { REVISION_ANNOTATION } from './rolloutStatus.ts'
import { selectorText } from './selectorText.ts'

const CHANGE_CAUSE = 'kubernetes.io/change-cause'

/** One state that a workload has had. */
export interface Revision {
  readonly number: number
  /** '' when it was not recorded. */
  readonly changeCause: string
  readonly template: PodTemplateSpec
  /** What keeps it: a ReplicaSet or a ControllerRevision. */
  readonly keeper: JsonObject
  /** The object as it was, for `-o`. */
  readonly object: JsonObject
}

export interface History {
  /** The workload as it is. */
  readonly object: JsonObject
  /** By number. */
  readonly revisions: readonly Revision[]
}

/** The kinds that keep a history, and where each finds it. */
export const HISTORIES: Readonly<Record<string, (session: Session, target: Target) => Promise<History>>> = {
  Deployment: deploymentHistory,
  DaemonSet: controllerHistory,
  StatefulSet: controllerHistory,
}

const byNumber = (revisions: readonly Revision[]) => {
  const last = new Map(revisions.map((revision) => [revision.number, revision]))
  return [...last.values()].sort((left, right) => left.number - right.number)
}

async function workload(session: Session, target: Target, kind: string): Promise<JsonObject> {
  try {
    return await session.client.get(targetPath(target))
  } catch (error) {
    throw withPrefix(`failed to retrieve ${kind} ${target.name}: `, error)
  }
}

async function listed(session: Session, resource: string, object: JsonObject): Promise<JsonObject[]> {
  const labelSelector = selectorText(object['spec']?.selector)
  const list = await session.client.get(collectionPath('apps/v1', resource, object['metadata'].namespace), { labelSelector })
  return (list['items'] ?? []).map((item: JsonObject) => ({ ...item, apiVersion: 'apps/v1', kind: String(list['kind']).replace(/List$/, '') }))
}

async function deploymentHistory(session: Session, target: Target): Promise<History> {
  const object = await workload(session, target, 'deployment')
  const { current, old } = replicaSetsOf(object as Deployment, (await listed(session, 'replicasets', object)) as ReplicaSet[])
  const revisions = [...old, ...(current ? [current] : [])].flatMap((replicaSet): Revision[] => {
    const number = Number(replicaSet.metadata?.annotations?.[REVISION_ANNOTATION] ?? 0)
    const changeCause = replicaSet.metadata?.annotations?.[CHANGE_CAUSE] ?? ''
    const template = replicaSet.spec?.template ?? {}
    return Number.isInteger(number) ? [{ number, changeCause, template, keeper: replicaSet as JsonObject, object: replicaSet as JsonObject }] : []
  })
  return { object, revisions: byNumber(revisions) }
}

async function controllerHistory(session: Session, target: Target): Promise<History> {
  const object = await workload(session, target, target.mapping.kind === 'StatefulSet' ? 'Statefulset' : target.mapping.kind)
  const owned = (await listed(session, 'controllerrevisions', object)).filter(({ metadata }) => metadata?.ownerReferences?.some((owner: JsonObject) => owner['controller'] && owner['uid'] === object['metadata'].uid))
  const revisions = owned.map((keeper): Revision => {
    const { data, revision, metadata } = keeper as ControllerRevision
    const { $patch: _, ...template } = ((data as JsonObject | undefined)?.['spec']?.template ?? {}) as JsonObject
    return { number: revision, changeCause: metadata?.annotations?.[CHANGE_CAUSE] ?? '', template, keeper, object: { ...object, spec: { ...object['spec'], template } } }
  })
  return { object, revisions: byNumber(revisions) }
}

/** The revision that undoing goes back to: the one named, or for 0 the one before the last. */
export function revisionToRestore({ object, revisions }: History, toRevision: number): Revision {
  const found = toRevision === 0 ? revisions.at(-2) : revisions.find(({ number }) => number === toRevision)
  if (found) return found
  if (toRevision !== 0) throw new KubectlError(`unable to find specified revision ${toRevision} in history`)
  throw new KubectlError(object['kind'] === 'Deployment' ? `no rollout history found for deployment ${JSON.stringify(object['metadata'].name)}` : 'no last revision to roll back to')
}

/** With its change cause among the template's annotations, as kubectl shows a Deployment's revision. */
export function templateWithCause({ template, changeCause, keeper }: Revision): PodTemplateSpec {
  if (changeCause === '' || keeper['kind'] === 'ControllerRevision') return template
  return { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, [CHANGE_CAUSE]: changeCause } } }
}
