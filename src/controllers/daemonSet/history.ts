import type { LabelSelector } from '../../base/selectors.ts'
import { isAlreadyExists } from '../../client/status.ts'
import { podTemplateHash } from '../../kinds/podTemplateHash.ts'
import { revisionData } from '../../kinds/revisionHash.ts'
import type { ControllerRevision, DaemonSet, Pod } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { controllerReference } from '../runtime/ownership.ts'
import { keeps, revisionsOf } from '../runtime/revisions.ts'
import { REVISION_HASH } from './placement.ts'

/** The revisions of a set: that of its template as it is, and the others by number. */
export interface History {
  readonly current: ControllerRevision
  readonly old: readonly ControllerRevision[]
}

/** Finds the revision of the current template, or makes it, and gives it the highest number (`constructHistory`). */
export function historyOf(context: ControllerContext, set: DaemonSet, selector: LabelSelector, pods: readonly Pod[]): History {
  const { api } = context
  const { template } = set.spec
  const all = revisionsOf(context, set, 'daemonsets.apps', selector).map((revision) => labelled(context, revision))
  const old = all.filter((revision) => !keeps(revision, template))
  const matching = all.filter((revision) => keeps(revision, template))
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1
  const current = matching.at(-1)
  if (!current) return { current: snapshot(context, set, number), old }
  mergeInto(context, current, matching.slice(0, -1), pods)
  if (current.revision < number) api.update('controllerrevisions.apps', { ...current, revision: number } as never)
  return { current, old }
}

function labelled({ api }: ControllerContext, revision: ControllerRevision): ControllerRevision {
  const { metadata } = revision
  if (metadata.labels?.[REVISION_HASH] !== undefined) return revision
  return api.update('controllerrevisions.apps', { ...revision, metadata: { ...metadata, labels: { ...metadata.labels, [REVISION_HASH]: metadata.name } } } as never)
}

/** Several revisions of one template become one. */
function mergeInto({ api }: ControllerContext, kept: ControllerRevision, duplicates: readonly ControllerRevision[], pods: readonly Pod[]): void {
  if (duplicates.length === 0) return
  const hash = kept.metadata.labels?.[REVISION_HASH]
  for (const { metadata } of pods) {
    if (metadata.labels?.[REVISION_HASH] !== hash) api.patch('pods', metadata.namespace ?? '', metadata.name, 'merge', { metadata: { labels: { [REVISION_HASH]: hash } } })
  }
  for (const { metadata } of duplicates) api.delete('controllerrevisions.apps', metadata.namespace ?? '', metadata.name)
}

function snapshot({ api }: ControllerContext, set: DaemonSet, revision: number): ControllerRevision {
  const { template } = set.spec
  const { namespace = '', annotations } = set.metadata
  const hash = podTemplateHash(template, set.status.collisionCount)
  const name = `${set.metadata.name}-${hash}`
  const labels = { ...template.metadata?.labels, [REVISION_HASH]: hash }
  try {
    return api.create('controllerrevisions.apps', { metadata: { name, namespace, labels, annotations, ownerReferences: [controllerReference(set)] }, data: revisionData(template), revision } as never)
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
    const existing = api.get('controllerrevisions.apps', namespace, name)
    if (keeps(existing, template)) return existing
    // Another template has the same hash: the next try adds a number to what is hashed.
    const fresh = api.get('daemonsets.apps', namespace, set.metadata.name)
    if (fresh.status.collisionCount === set.status.collisionCount) api.update('daemonsets.apps', { ...fresh, status: { ...fresh.status, collisionCount: (fresh.status.collisionCount ?? 0) + 1 } } as never, { subresource: 'status' })
    throw error
  }
}

/** Deletes the oldest revisions beyond the limit, but none that a pod is made from. */
export function deleteOldRevisions({ api }: ControllerContext, set: DaemonSet, old: readonly ControllerRevision[], pods: readonly Pod[]): void {
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_HASH]))
  const surplus = old.length - (set.spec.revisionHistoryLimit ?? 10)
  const dead = old.filter(({ metadata }) => !live.has(metadata.labels?.[REVISION_HASH] ?? ''))
  for (const { metadata } of dead.slice(0, Math.max(0, surplus))) api.delete('controllerrevisions.apps', metadata.namespace ?? '', metadata.name)
}
