/** Scenes of recordings of a real cluster, and what a recording cannot tell (dials, requests) added. */
import { applyMergePatch } from '../../src/kinds/patch/index.ts'
import type { AnyStored } from '../../src/kinds/objects.ts'
import { SceneBuilder } from '../../src/scene/builder.ts'
import type { ControlDial, RequestFact, SceneDelta } from '../../src/scene/model.ts'
import { applyDelta, emptyScene, type Scene } from '../../src/scene/state.ts'
import { beganAt, parseWatchLog } from '../../src/testing/compare/watchLog.ts'
import { bootstrapObjects, recording, type Area } from '../../src/testing/recordings.ts'

const groups: Readonly<Record<string, string>> = {
  deployments: 'deployments.apps', replicasets: 'replicasets.apps', statefulsets: 'statefulsets.apps', daemonsets: 'daemonsets.apps',
  controllerrevisions: 'controllerrevisions.apps', jobs: 'jobs.batch', cronjobs: 'cronjobs.batch', endpointslices: 'endpointslices.discovery.k8s.io',
  ingresses: 'ingresses.networking.k8s.io',
}

const drawnResources = new Set(['nodes', 'pods', 'services', 'deployments', 'replicasets', 'daemonsets', 'controllerrevisions', 'endpointslices'])

export const dials: readonly Omit<ControlDial, 'type' | 'key'>[] = [
  { name: 'kube-apiserver', running: true, load: 0.35, reading: 46, unit: 'requests/s' },
  { name: 'etcd', running: true, load: 0.2, reading: 1284, unit: 'revision' },
  { name: 'scheduler', running: true, load: 0.05, reading: 1, unit: 'in queue' },
  { name: 'controllers', running: true, load: 0.18, reading: 9, unit: 'reconciles/s' },
]

/** The deltas of a recording until a moment that `isIt` recognises, after those of the cluster that it ran on. */
export function recordedScene(area: Area, name: string, isIt: (scene: Scene, atMs: number) => boolean): { readonly deltas: SceneDelta[]; readonly rest: SceneDelta[]; readonly scene: Scene } {
  const { watch } = recording(area, name).takes[0]
  const startMs = beganAt(watch) ?? 0
  const builder = new SceneBuilder()
  const scene = emptyScene()
  const known = new Map<string, AnyStored>()
  const deltas: SceneDelta[] = []
  const rest: SceneDelta[] = []
  builder.controlPlane(dials)
  for (const { resource, items } of bootstrapObjects().filter(({ resource }) => drawnResources.has(resource))) {
    for (const { object } of items) {
      const stored = object as AnyStored
      known.set(`${resource}/${stored.metadata.namespace ?? ''}/${stored.metadata.name}`, stored)
      builder.observe(groups[resource] ?? resource, { type: 'ADDED', object: stored })
    }
  }
  let reached = false
  const frame = (atMs: number) => {
    const delta = builder.frame(atMs)
    applyDelta(scene, delta)
    ;(reached ? rest : deltas).push(delta)
  }
  frame(startMs)
  for (const { t, type, resource, namespace = '', name: objectName, object, patch } of parseWatchLog(watch)) {
    const key = `${resource}/${namespace}/${objectName}`
    const before = known.get(key)
    if (!object && !before) continue
    const now = (object ?? applyMergePatch(before, patch ?? {})) as AnyStored
    known.set(key, now)
    builder.observe(groups[resource] ?? resource, { type, object: now })
    frame(startMs + t)
    reached ||= isIt(scene, t)
  }
  return { deltas, rest, scene }
}

/** Five seconds of requests to all Services of a scene that send to somebody, as the delta that follows it. */
export function withRequests(deltas: readonly SceneDelta[], from: readonly { name: string; perSecond: number }[]): SceneDelta {
  const scene = emptyScene()
  for (const delta of deltas) applyDelta(scene, delta)
  const builder = new SceneBuilder()
  let id = 0
  for (const { name, perSecond } of from) {
    for (let index = 0; index < perSecond * 5; index++) {
      for (const service of scene.of.service.values()) {
        const ready = service.endpoints.filter((endpoint) => endpoint.ready)
        const endpoint = ready[(index * 7 + 3) % Math.max(1, ready.length)]
        if (endpoint) builder.request(fact(id++, name, service.key, endpoint.pod, scene.nowMs - index * (1000 / perSecond)))
      }
    }
  }
  return builder.frame(scene.nowMs)
}

function fact(id: number, from: string, service: string, pod: string, endedMs: number): RequestFact {
  return { id, service, pod, startedMs: endedMs - 9 - (id % 9), endedMs, outcome: { kind: 'response', status: id % 97 === 5 ? 503 : 200 }, request: { from: `clients/${from}`, kind: 'traffic' } }
}
