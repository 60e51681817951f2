import { describe, expect, it } from 'vitest'
import type { NodeTray, PodGlyph } from '../model.ts'
import { emptyScene, type Scene } from '../state.ts'
import { layOutMachines } from './machines.ts'

function sceneOf(machines: number, perMachine: number): Scene {
  const scene = emptyScene()
  for (let index = 1; index <= machines; index++) {
    const name = `node-${index}`
    const tray: NodeTray = { type: 'node', key: `nodes/${name}`, name, ready: true, cordoned: false, zone: '', cpu: { allocatable: 4, requested: 0 }, memory: { allocatable: 1, requested: 0 } }
    scene.of.node.set(tray.key, tray)
    for (let place = 0; place < perMachine; place++) {
      const key = `pods/default/web-${index}-${place}`
      const pod: PodGlyph = {
        type: 'pod', key, uid: key, namespace: 'default', name: key, shortName: key, phase: 'ready', node: name, workload: 'deployments/default/web', ruler: 'replicasets/default/web-1',
        revision: 1, slot: 1, ready: true, leaving: false, restarts: 0, reason: '', message: '', createdMs: place,
      }
      scene.of.pod.set(key, pod)
    }
  }
  return scene
}

const crowds = [[0, 0], [1, 1], [3, 5], [4, 22], [12, 45], [24, 30], [100, 30], [1000, 28]] as const
const sizes = [[1280, 720], [952, 512], [640, 360], [360, 460], [300, 90]] as const

describe.each(crowds)('%i machines with %i pods each', (machines, perMachine) => {
  const scene = sceneOf(machines, perMachine)

  it.each(sizes)('have every pod within its tray, and every tray within the house, at %i × %i', (width, height) => {
    const { plan, pods } = layOutMachines(scene, {}, { width, height })
    expect(plan.trays).toHaveLength(machines)
    const trays = new Map(plan.trays.map((tray) => [tray.key, tray]))
    for (const tray of plan.trays) {
      expect(tray.x).toBeGreaterThanOrEqual(plan.house.x)
      expect(tray.x + tray.width).toBeLessThanOrEqual(plan.house.x + plan.house.width + 0.01)
      expect(tray.y + tray.height).toBeLessThanOrEqual(plan.house.groundY)
    }
    const strays = [...pods.values()].filter(({ key, x, y, size }) => {
      const tray = trays.get(`nodes/${scene.of.pod.get(key)?.node}`)
      return !tray || x - size / 2 < tray.x || x + size / 2 > tray.x + tray.width || y - size / 2 < tray.y || y + size / 2 > tray.y + tray.height
    })
    expect(strays).toEqual([])
  })
})

describe('the detail of the machines’ view', () => {
  const detailOf = (machines: number, perMachine: number) => layOutMachines(sceneOf(machines, perMachine), {}, { width: 1280, height: 720 }).detail

  it('is elements for few pods, a canvas for many', () => {
    expect(detailOf(3, 5)).toBe('cards')
    expect(detailOf(12, 45)).toBe('canvas')
  })

  it('is one shelf a machine where it is narrow, as long as it has to be', () => {
    const { plan, height } = layOutMachines(sceneOf(6, 5), {}, { width: 360, height: 460 })
    expect(new Set(plan.trays.map(({ x }) => x)).size).toBe(1)
    expect(height).toBeGreaterThan(460)
  })
})
