import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import { isAlreadyExists } from '../../client/status.ts'
import type { ControllerRevision, Pod, StatefulSet } from '../../kinds/resources.ts'
import { revisionData, revisionHash } from '../../kinds/revisionHash.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { controllerReference } from '../runtime/ownership.ts'
import { keeps } from '../runtime/revisions.ts'
import { revisionOf } from './identity.ts'

/** The longest beginning of a revision's name that is the set's. */
const PREFIX_LENGTH = 223

export interface Revisions {
  /** That from which pods below the update are made. */
  readonly current: ControllerRevision
  /** That of the template as it is. */
  readonly update: ControllerRevision
  readonly collisionCount: number
}

/** Finds or makes the revision of the current template; it has the highest number (`getStatefulSetRevisions`). */
export function settleRevisions(context: ControllerContext, set: StatefulSet, known: readonly ControllerRevision[]): Revisions {
  const { api } = context
  const { template } = set.spec
  const next = (known.at(-1)?.revision ?? 0) + 1
  const equal = known.filter((revision) => keeps(revision, template)).at(-1)
  let { collisionCount = 0 } = set.status
  let update: ControllerRevision
  if (equal && equal === known.at(-1)) update = equal
  else if (equal) update = api.update('controllerrevisions.apps', { ...equal, revision: next } as never)
  else {
    const created = create(context, set, next, collisionCount)
    update = created.revision
    collisionCount = created.collisionCount
  }
  const current = known.find(({ metadata }) => metadata.name === set.status.currentRevision)
  return { current: current ?? update, update, collisionCount }
}

/** Makes a revision; if the name is taken by another template, what is hashed gets a higher number at its end. */
function create({ api }: ControllerContext, set: StatefulSet, revision: number, known: number): { revision: ControllerRevision; collisionCount: number } {
  const { template } = set.spec
  const { namespace = '', annotations = {} } = set.metadata
  const labels = { ...template.metadata?.labels, 'controller.kubernetes.io/hash': revisionHash(template, known) }
  for (let collisionCount = known; ; collisionCount++) {
    const name = `${set.metadata.name.slice(0, PREFIX_LENGTH)}-${revisionHash(template, collisionCount)}`
    try {
      const draft = { metadata: { name, namespace, labels, annotations, ownerReferences: [controllerReference(set)] }, data: revisionData(template), revision }
      return { revision: api.create('controllerrevisions.apps', draft as never), collisionCount }
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
      const existing = api.get('controllerrevisions.apps', namespace, name)
      if (keeps(existing, template)) return { revision: existing, collisionCount }
    }
  }
}

/** The template that a revision keeps. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { $patch: _, ...template } = (data as unknown as { spec: { template: Record<string, unknown> } }).spec.template
  return template as unknown as PodTemplateSpec
}

/** Deletes the oldest revisions beyond the limit, but none that is in use. */
export function deleteOldRevisions({ api }: ControllerContext, set: StatefulSet, known: readonly ControllerRevision[], { current, update }: Revisions, pods: readonly Pod[]): void {
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)])
  const old = known.filter(({ metadata }) => !live.has(metadata.name))
  const surplus = old.length - (set.spec.revisionHistoryLimit ?? 10)
  for (const { metadata } of old.slice(0, Math.max(0, surplus))) api.delete('controllerrevisions.apps', metadata.namespace ?? '', metadata.name)
}
