import type { LabelSelector } from '../../base/selectors.ts'
import { deepEqual } from '../../base/equality.ts'
import { parseTime } from '../../base/time.ts'
import type { ControllerRevision, DaemonSet, StatefulSet } from '../../kinds/resources.ts'
import { revisionData } from '../../kinds/revisionHash.ts'
import type { ControllerContext } from './controller.ts'
import { claim, controllerOf } from './ownership.ts'

/** Lets `informer.indexed('controller', uid)` find the revisions of a set. */
export function indexRevisions({ informers }: Pick<ControllerContext, 'informers'>): void {
  informers.of('controllerrevisions.apps').addIndex('controller', (revision) => [controllerOf(revision)?.uid ?? `namespace/${revision.metadata.namespace ?? ''}`])
}

/** The revisions of a set, in order; those without an owner that its selector matches are taken in. */
export function revisionsOf({ api, informers }: Pick<ControllerContext, 'api' | 'informers'>, set: DaemonSet | StatefulSet, resource: 'daemonsets.apps' | 'statefulsets.apps', selector: LabelSelector): ControllerRevision[] {
  const revisions = informers.of('controllerrevisions.apps')
  const candidates = [...revisions.indexed('controller', set.metadata.uid), ...revisions.indexed('controller', `namespace/${set.metadata.namespace ?? ''}`)]
  return claim(api, 'controllerrevisions.apps', set, resource, selector, candidates).sort(inOrder)
}

/** By number; of equals the older first, then by name. */
function inOrder(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision
  return parseTime(a.metadata.creationTimestamp) - parseTime(b.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1)
}

/** Whether a revision keeps this template. */
export function keeps({ data }: Pick<ControllerRevision, 'data'>, template: object): boolean {
  return deepEqual(data, revisionData(template))
}
