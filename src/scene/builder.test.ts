import { describe, expect, it } from 'vitest'
import type { WatchEvent } from '../client/api.ts'
import { applyMergePatch } from '../kinds/patch/index.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { beganAt, parseWatchLog } from '../testing/compare/watchLog.ts'
import { bootstrapObjects, names, recording } from '../testing/recordings.ts'
import { SceneBuilder } from './builder.ts'
import { focusOn, inkOf } from './focus.ts'
import { layOutMachines } from './layout/machines.ts'
import type { StageLayout } from './layout/model.ts'
import { layOutTraffic } from './layout/traffic.ts'
import { layOutWorkloads } from './layout/workloads.ts'
import type { PodGlyph, RequestFact } from './model.ts'
import { applyDelta, emptyScene, type Scene } from './state.ts'

interface Step {
  readonly atMs: number
  readonly resource: string
  readonly event: WatchEvent<AnyStored>
}

const groups: Readonly<Record<string, string>> = {
  deployments: 'deployments.apps', replicasets: 'replicasets.apps', statefulsets: 'statefulsets.apps', daemonsets: 'daemonsets.apps',
  controllerrevisions: 'controllerrevisions.apps', jobs: 'jobs.batch', cronjobs: 'cronjobs.batch', endpointslices: 'endpointslices.discovery.k8s.io',
}

/** The watch events of a recording, after those of the four machines that it ran on. */
function stepsOf(area: 'deployments' | 'pods' | 'workloads', name: string): Step[] {
  const { watch } = recording(area, name).takes[0]
  const startMs = beganAt(watch) ?? 0
  const known = new Map<string, AnyStored>()
  const nodes = bootstrapObjects().filter(({ resource }) => resource === 'nodes').flatMap(({ items }) => items.map(({ object }) => object as AnyStored))
  const steps: Step[] = nodes.map((object) => ({ atMs: startMs, resource: 'nodes', event: { type: 'ADDED', object } }))
  for (const node of nodes) known.set(`nodes//${node.metadata.name}`, node)
  for (const { t, type, resource, namespace = '', name: objectName, object, patch } of parseWatchLog(watch)) {
    const key = `${resource}/${namespace}/${objectName}`
    const before = known.get(key)
    if (!object && !before) continue
    const now = (object ?? applyMergePatch(before, patch ?? {})) as AnyStored
    known.set(key, now)
    steps.push({ atMs: startMs + t, resource: groups[resource] ?? resource, event: { type, object: now } })
  }
  return steps
}

function play(steps: readonly Step[], each?: (scene: Scene, builder: SceneBuilder) => void): { scene: Scene; builder: SceneBuilder } {
  const builder = new SceneBuilder()
  const scene = emptyScene()
  for (const { atMs, resource, event } of steps) {
    builder.observe(resource, event)
    applyDelta(scene, builder.frame(atMs))
    each?.(scene, builder)
  }
  return { scene, builder }
}

/** All entities but readings and clients, which tell of the past, by key. */
function drawn(scene: Scene): Record<string, unknown> {
  return Object.fromEntries(Object.values(scene.of).flatMap((map) => [...map]).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const sizes = [[952, 512], [1440, 748], [824, 330], [652, 420], [390, 432], [2000, 1200]] as const

function layoutsOf(scene: Scene, focusKey?: string): [string, StageLayout<unknown>][] {
  const focus = focusOn(scene, focusKey)
  return sizes.flatMap(([width, height]): [string, StageLayout<unknown>][] => [
    [`machines ${width}×${height}`, layOutMachines(scene, focus, { width, height })],
    [`workloads ${width}×${height}`, layOutWorkloads(scene, focus, { width, height })],
    [`traffic ${width}×${height}`, layOutTraffic(scene, focus, focusKey, { width, height })],
  ])
}

function overlaps(layout: StageLayout<unknown>): string[] {
  const places = [...layout.pods.values()].sort((a, b) => a.x - a.size / 2 - (b.x - b.size / 2))
  const found: string[] = []
  places.forEach((a, index) => {
    for (const b of places.slice(index + 1)) {
      if (b.x - b.size / 2 >= a.x + a.size / 2 - 0.01) break
      if (Math.abs(a.y - b.y) < (a.size + b.size) / 2 - 0.01) found.push(`${a.key} ${b.key}`)
    }
  })
  return found
}

describe.each(names('deployments'))('the recording %s', (name) => {
  const steps = stepsOf('deployments', name)

  it('adds up, delta by delta, to what is built from its end', () => {
    const { scene } = play(steps)
    const last = new Map(steps.map((step) => [`${step.resource} ${step.event.object.metadata.name} ${step.event.object.metadata.uid}`, step]))
    const living = [...last.values()].filter(({ event }) => event.type !== 'DELETED')
    const builder = new SceneBuilder()
    for (const { resource, event } of living.toReversed()) builder.observe(resource, event)
    const fresh = emptyScene()
    applyDelta(fresh, builder.frame(scene.nowMs))
    expect(drawn(fresh)).toEqual(drawn(scene))
  })

  it('shows a late page what it showed to one that was there', () => {
    const { scene, builder } = play(steps)
    const late = emptyScene()
    applyDelta(late, builder.snapshot(scene.nowMs))
    expect(drawn(late)).toEqual(drawn(scene))
  })

  it('gives every pod exactly one place in every view, and no two the same', () => {
    let frame = 0
    play(steps, (scene) => {
      if (frame++ % 16 !== 0) return
      const [deployment] = scene.of.workload.keys()
      for (const focusKey of [undefined, deployment]) {
        for (const [view, layout] of layoutsOf(scene, focusKey)) {
          expect([...layout.pods.keys()].sort(), view).toEqual([...scene.of.pod.keys()].sort())
          expect(overlaps(layout), view).toEqual([])
        }
      }
    })
  })
})

describe('a roll-out with the default bounds', () => {
  it('passes through both revisions and never exceeds its bounds', () => {
    const seen = new Set<string>()
    play(stepsOf('deployments', 'rolling-default'), (scene) => {
      const web = scene.of.workload.get('deployments/default/web')
      if (!web?.bounds) return
      seen.add(`${web.held} ${web.rulers.map(({ revision }) => revision).join('+')}`)
      expect(web.bounds).toMatchObject({ atLeast: 8, atMost: 13 })
      expect(web.exist).toBeLessThanOrEqual(13)
    })
    expect([...seen]).toEqual(expect.arrayContaining(['no 1', 'no 2+1', 'above 2+1', 'no 2']))
  })

  it('takes each pod through the phases in their order', () => {
    const phases = new Map<string, string[]>()
    play(stepsOf('deployments', 'rolling-default'), (scene) => {
      for (const { uid, phase } of scene.of.pod.values()) {
        const known = phases.get(uid) ?? []
        if (known.at(-1) !== phase) phases.set(uid, [...known, phase])
      }
    })
    const ways = new Set([...phases.values()].map((way) => way.join(' ')))
    expect([...ways].sort()).toEqual(['pending creating ready', 'pending creating ready terminating'])
  })
})

describe('the phases of pods that fare badly', () => {
  const phasesOf = (name: string) => {
    const seen = new Map<string, PodGlyph>()
    play(stepsOf('pods', name), (scene) => {
      for (const pod of scene.of.pod.values()) seen.set(`${pod.phase} ${pod.reason}`, pod)
    })
    return seen
  }

  it('counts down the back-off of a crash loop from what the kubelet wrote', () => {
    const crash = phasesOf('crash-loop').get('crash CrashLoopBackOff')
    expect(crash?.ring).toMatchObject({ kind: 'backoff' })
    expect(crash?.restarts).toBeGreaterThan(0)
  })

  it('blocks on an image that cannot be pulled', () => {
    expect([...phasesOf('image-pull').keys()]).toEqual(expect.arrayContaining(['blocked ErrImagePull', 'blocked ImagePullBackOff']))
  })

  it('counts init containers', () => {
    const states = [...phasesOf('init-containers').values()].flatMap(({ ring }) => (ring?.kind === 'init' ? [`${ring.done}/${ring.total}`] : []))
    expect(states.length).toBeGreaterThan(0)
  })
})

describe('revisions and focus', () => {
  it('gives named versions their own ink, and greys what is out of focus', () => {
    const { scene } = play(stepsOf('deployments', 'blue-green'))
    const service = [...scene.of.service.values()].find(({ lever }) => lever)
    expect(service?.lever?.positions.map(({ value, slot }) => `${value} ${slot}`)).toEqual(['green 2', 'red 3'])
    const focus = focusOn(scene, service?.key)
    const inks = new Set([...scene.of.pod.values()].map((pod) => inkOf(pod, focus)))
    expect([...inks].sort()).toEqual([2])
    const other = focusOn(scene, 'deployments/default/other')
    expect([...scene.of.pod.values()].every((pod) => inkOf(pod, other) === 0)).toBe(true)
  })
})

describe('traffic', () => {
  const fact = (id: number, pod: string, endedMs: number, status = 200): RequestFact => ({
    id, service: 'services/default/web', pod, startedMs: endedMs - 12, endedMs, outcome: { kind: 'response', status }, request: { from: 'clients/visitors', kind: 'traffic' },
  })

  it('reads shares, rates and latencies of the last five seconds, and forgets', () => {
    const builder = new SceneBuilder()
    const scene = emptyScene()
    for (let id = 0; id < 40; id++) builder.request(fact(id, id % 4 === 0 ? 'pods/default/a' : 'pods/default/b', 1000 + id * 100, id === 8 ? 500 : 200))
    applyDelta(scene, builder.frame(5000))
    expect(scene.of.reading.get('readings/services/default/web/pods/default/a')).toMatchObject({ perSecond: 2, share: 0.25, medianMs: 12, failed: 1 })
    expect(scene.of.client.get('clients/visitors')).toMatchObject({ perSecond: 8, services: ['services/default/web'] })
    applyDelta(scene, builder.frame(20_000))
    expect(scene.of.reading.size).toBe(0)
    expect(scene.of.client.get('clients/visitors')?.perSecond).toBe(0)
  })

  it('draws a sample of many requests, and every failure', () => {
    const builder = new SceneBuilder()
    for (let id = 0; id < 500; id++) builder.request(fact(id, 'pods/default/a', 1000, id === 7 ? 503 : 200))
    const { sparks, sparkOneIn } = builder.frame(2000)
    expect(sparkOneIn).toBe(9)
    expect(sparks.length).toBeLessThanOrEqual(120)
    expect(sparks.filter(({ answered }) => !answered).map(({ id }) => id)).toEqual([7])
  })
})
