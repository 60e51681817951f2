import type { StoredMeta } from '../kinds/objects.ts'
import type { Pod } from '../kinds/resources.ts'
import type { WorkloadKind } from './model.ts'
import { slotOf } from './revisions.ts'
import type { PodGlyph } from './model.ts'
import type { SceneResource, World } from './world.ts'

/** The kinds that own pods, and what the watch calls them. */
const ownerResources: Readonly<Record<string, SceneResource>> = {
  ReplicaSet: 'replicasets.apps',
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
  Job: 'jobs.batch',
  CronJob: 'cronjobs.batch',
}

const keyPlurals: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets', Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets', Job: 'jobs', CronJob: 'cronjobs',
}

export interface Belonging extends Pick<PodGlyph, 'workload' | 'ruler' | 'revision' | 'slot' | 'shortName'> {
  readonly kind: WorkloadKind
}

interface OwnerRef {
  readonly kind: string
  readonly name: string
}

function controllerOf(meta: StoredMeta): OwnerRef | undefined {
  return meta.ownerReferences?.find(({ controller }) => controller === true)
}

/** The key of an owner in a namespace; a kind that the scene does not know has one too, by its name. */
function ownerKey(namespace: string, { kind, name }: OwnerRef): string {
  return `${keyPlurals[kind] ?? kind.toLowerCase()}/${namespace}/${name}`
}

/** To whom a pod belongs: along its controllers to the last of them. An owner that is gone still counts by its name; a static pod, owned by its machine, stands alone. */
export function belongingOf(world: World, pod: Pod): Belonging {
  const { namespace = '', name, labels } = pod.metadata
  const own = `bare/${namespace}/${name}`
  const first = controllerOf(pod.metadata)
  if (!first || first.kind === 'Node') return { kind: 'Pod', workload: own, ruler: own, revision: 1, slot: slotOf(labels, 1), shortName: name }
  let last = first
  for (let next: OwnerRef | undefined = first; next; ) {
    last = next
    const resource: SceneResource | undefined = ownerResources[next.kind]
    const object: { metadata: StoredMeta } | undefined = resource && world.get(resource, `${namespace}/${next.name}`)
    next = object && controllerOf(object.metadata)
  }
  const revision = revisionOf(world, namespace, first, labels?.['controller-revision-hash'])
  return {
    kind: (last.kind in keyPlurals ? last.kind : 'Pod') as WorkloadKind,
    workload: ownerKey(namespace, last),
    ruler: first.kind === 'StatefulSet' || first.kind === 'DaemonSet' ? `${ownerKey(namespace, first)}@${revision}` : ownerKey(namespace, first),
    revision,
    slot: slotOf(labels, revision),
    shortName: shortNameOf(name, first),
  }
}

/** A Deployment counts its revisions on its ReplicaSets, the others on ControllerRevisions. */
function revisionOf(world: World, namespace: string, owner: OwnerRef, controllerRevision: string | undefined): number {
  if (owner.kind === 'ReplicaSet') return revisionOfReplicaSet(world.get('replicasets.apps', `${namespace}/${owner.name}`)?.metadata)
  if (controllerRevision === undefined) return 1
  const inFull = world.get('controllerrevisions.apps', `${namespace}/${controllerRevision}`) ?? world.get('controllerrevisions.apps', `${namespace}/${owner.name}-${controllerRevision}`)
  return inFull?.revision ?? 1
}

export function revisionOfReplicaSet(meta: StoredMeta | undefined): number {
  return Number(meta?.annotations?.['deployment.kubernetes.io/revision'] ?? 1)
}

/** `vk4cj` of `web-796cf5c97c-vk4cj`; a StatefulSet's pods keep their set's name, for `db-0` is how people call them. */
function shortNameOf(name: string, owner: OwnerRef): string {
  const prefix = `${owner.name}-`
  return owner.kind !== 'StatefulSet' && name.startsWith(prefix) && name.length > prefix.length ? name.slice(prefix.length) : name
}
