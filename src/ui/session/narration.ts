/** What the stage shows in motion, said in a sentence: for those who hear the page, and for a room that watches. */
import type { PodGlyph, SceneDelta, WorkloadFrame } from '../../scene/model.ts'
import type { Scene } from '../../scene/state.ts'
import { texts } from '../texts.ts'

/** Who makes the pods of a workload. */
const MAKERS: Readonly<Record<WorkloadFrame['kind'], string>> = {
  Deployment: 'ReplicaSet', ReplicaSet: 'ReplicaSet', StatefulSet: 'StatefulSet', DaemonSet: 'DaemonSet', Job: 'Job', CronJob: 'Job', Pod: '',
}

/**
 * The newest thing that a change tells of the workload in focus, or of any if none is; undefined if nothing is worth a word. The scene is as it was before the
 * change.
 */
export function narrate(before: Scene, delta: SceneDelta, focus: string | undefined): string | undefined {
  return told(before, delta, focus) ?? machineTold(before, delta)
}

function told(before: Scene, delta: SceneDelta, focus: string | undefined): string | undefined {
  const inSight = (pod: PodGlyph): boolean => focus === undefined || !focus.startsWith('deployments/') || pod.workload === focus
  const made = delta.added.filter((entity): entity is PodGlyph => entity.type === 'pod' && !entity.leaving && inSight(entity))
  const [first] = made
  if (first) return madeTold(before, delta, first, made.filter(({ workload }) => workload === first.workload))
  for (const entity of delta.changed) {
    if (entity.type !== 'pod' || !inSight(entity)) continue
    const was = before.of.pod.get(entity.key)
    if (was && was.phase !== entity.phase && entity.phase === 'crash' && !entity.leaving) return texts.narration.crashed(entity.shortName, entity.restarts)
    if (was && !was.ready && entity.ready && !entity.leaving) return texts.narration.ready(entity.shortName)
  }
  return undefined
}

function madeTold(before: Scene, delta: SceneDelta, pod: PodGlyph, made: readonly PodGlyph[]): string | undefined {
  const workload = delta.changed.find((entity): entity is WorkloadFrame => entity.type === 'workload' && entity.key === pod.workload) ?? before.of.workload.get(pod.workload)
  if (!workload || MAKERS[workload.kind] === '') return undefined
  const wanted = workload.rulers.find(({ key }) => key === pod.ruler)?.wanted ?? workload.wanted
  const had = [...before.of.pod.values()].filter(({ ruler, leaving }) => ruler === pod.ruler && !leaving).length
  return texts.narration.made(MAKERS[workload.kind], made.length === 1 ? pod.shortName : made.length, wanted, had)
}

function machineTold(before: Scene, delta: SceneDelta): string | undefined {
  for (const entity of delta.changed) {
    if (entity.type !== 'node') continue
    const was = before.of.node.get(entity.key)
    if (was && was.ready !== entity.ready) return texts.narration.machine(entity.name, entity.ready)
  }
  return undefined
}
