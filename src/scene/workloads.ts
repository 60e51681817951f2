import { parseTime } from '../base/time.ts'
import type { Deployment, ReplicaSet } from '../kinds/resources.ts'
import { groupBy } from './groupBy.ts'
import type { Bounds, PodGlyph, Ruler, WorkloadFrame, WorkloadKind } from './model.ts'
import { revisionOfReplicaSet } from './relate.ts'
import { slotOf } from './revisions.ts'
import type { World } from './world.ts'

/** A workload as a frame: from its own object where there is one, from its pods where there is none. */
export function workloadFrame(world: World, key: string, kind: WorkloadKind, pods: readonly PodGlyph[]): WorkloadFrame {
  const [, ...path] = key.split('/')
  const namespace = path.length > 1 ? (path[0] as string) : ''
  const deployment = kind === 'Deployment' ? world.get('deployments.apps', path.join('/')) : undefined
  const rulers = deployment ? replicaSetRulers(world, deployment, pods) : looseRulers(world, kind, path.join('/'), pods)
  const counted = pods.filter(({ leaving }) => !leaving)
  const wanted = deployment?.spec.replicas ?? rulers.reduce((sum, ruler) => sum + ruler.wanted, 0)
  const frame = {
    type: 'workload', key, kind, namespace,
    name: path.at(-1) as string,
    wanted,
    exist: counted.length,
    available: deployment ? (deployment.status.availableReplicas ?? 0) : counted.filter(({ ready }) => ready).length,
    rulers,
  } as const
  return deployment ? { ...frame, ...rolloutOf(deployment, frame) } : { ...frame, rolling: false, held: 'no', paused: false, deadlineExceeded: false }
}

function countsOf(pods: readonly PodGlyph[]) {
  const counted = pods.filter(({ leaving }) => !leaving)
  return { exist: counted.length, ready: counted.filter(({ ready }) => ready).length }
}

function replicaSetRulers(world: World, { metadata }: Deployment, pods: readonly PodGlyph[]): Ruler[] {
  const rulers: Ruler[] = []
  for (const set of world.tables['replicasets.apps'].values()) {
    if (set.metadata.namespace !== metadata.namespace || !set.metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === metadata.uid)) continue
    const ruler = replicaSetRuler(set, pods)
    if (ruler.wanted > 0 || pods.some((pod) => pod.ruler === ruler.key)) rulers.push(ruler)
  }
  return rulers.sort((a, b) => b.revision - a.revision || (a.key < b.key ? -1 : 1))
}

function replicaSetRuler(set: ReplicaSet, pods: readonly PodGlyph[]): Ruler {
  const key = `replicasets/${set.metadata.namespace}/${set.metadata.name}`
  const revision = revisionOfReplicaSet(set.metadata)
  const template = set.spec.template
  return {
    key, revision,
    slot: slotOf(template?.metadata?.labels, revision),
    hash: set.metadata.labels?.['pod-template-hash'] ?? '',
    image: template?.spec?.containers[0]?.image ?? '',
    wanted: set.spec.replicas ?? 1,
    ...countsOf(pods.filter((pod) => pod.ruler === key)),
    available: set.status.availableReplicas ?? 0,
    createdMs: parseTime(set.metadata.creationTimestamp),
  }
}

/** Rulers of what is no Deployment: one for each revision that has pods. */
function looseRulers(world: World, kind: WorkloadKind, path: string, pods: readonly PodGlyph[]): Ruler[] {
  const byKey = groupBy(pods, ({ ruler }) => ruler)
  const wanted = wantedOf(world, kind, path)
  const rulers = [...byKey].map(([key, members]): Ruler => {
    const { revision, slot } = members[0] as PodGlyph
    const counts = countsOf(members)
    return { key, revision, slot, hash: '', image: '', wanted: counts.exist, ...counts, available: counts.ready, createdMs: Math.min(...members.map(({ createdMs }) => createdMs)) }
  })
  rulers.sort((a, b) => b.revision - a.revision || (a.key < b.key ? -1 : 1))
  if (wanted === undefined || rulers.length === 0) return rulers
  const older = rulers.slice(1).reduce((sum, { exist }) => sum + exist, 0)
  return rulers.map((ruler, index) => (index === 0 ? { ...ruler, wanted: Math.max(0, wanted - older) } : ruler))
}

function wantedOf(world: World, kind: WorkloadKind, path: string): number | undefined {
  switch (kind) {
    case 'ReplicaSet':
      return world.get('replicasets.apps', path)?.spec.replicas
    case 'StatefulSet':
      return world.get('statefulsets.apps', path)?.spec.replicas
    case 'DaemonSet':
      return world.get('daemonsets.apps', path)?.status.desiredNumberScheduled
    case 'Job':
      return world.get('jobs.batch', path)?.spec.parallelism
    default:
      return undefined
  }
}

type Rollout = Pick<WorkloadFrame, 'bounds' | 'rolling' | 'held' | 'paused' | 'deadlineMs' | 'deadlineExceeded'>

function rolloutOf({ metadata, spec, status }: Deployment, frame: Pick<WorkloadFrame, 'wanted' | 'exist' | 'available' | 'rulers'>): Rollout {
  const { wanted, exist, available } = frame
  const updated = status.updatedReplicas ?? 0
  const observed = (status.observedGeneration ?? 0) >= (metadata.generation ?? 1)
  const rolling = !observed || updated < wanted || (status.replicas ?? 0) > updated || available < wanted
  const bounds = spec.strategy?.type === 'Recreate' ? undefined : boundsOf(spec.strategy?.rollingUpdate, wanted)
  const changing = rolling && frame.rulers.length > 1
  const above = changing && bounds !== undefined && exist >= bounds.atMost
  const below = changing && bounds !== undefined && available <= bounds.atLeast
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing')
  const since = parseTime(progressing?.lastUpdateTime ?? '')
  const counts = rolling && !Number.isNaN(since) && spec.progressDeadlineSeconds !== undefined
  return {
    ...(bounds ? { bounds } : {}),
    rolling,
    held: above && below ? 'both' : above ? 'above' : below ? 'below' : 'no',
    paused: spec.paused === true,
    ...(counts ? { deadlineMs: since + (spec.progressDeadlineSeconds ?? 0) * 1000 } : {}),
    deadlineExceeded: progressing?.reason === 'ProgressDeadlineExceeded',
  }
}

/** How many pods there may and must be: surge rounds up, unavailable down, and not both may come to nothing (`deploymentutil.ResolveFenceposts`). */
export function boundsOf(rollingUpdate: { maxSurge?: number | string; maxUnavailable?: number | string } | undefined, wanted: number): Bounds {
  const { maxSurge = '25%', maxUnavailable = '25%' } = rollingUpdate ?? {}
  const surge = resolve(maxSurge, wanted, Math.ceil)
  const allowed = resolve(maxUnavailable, wanted, Math.floor)
  const unavailable = Math.min(wanted, surge === 0 && allowed === 0 ? 1 : allowed)
  return { atLeast: wanted - unavailable, atMost: wanted + surge, maxSurge: String(maxSurge), maxUnavailable: String(maxUnavailable), surge, unavailable }
}

function resolve(value: number | string, of: number, round: (value: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value))
  return percent ? round((Number(percent[1]) * of) / 100) : Number(value)
}
