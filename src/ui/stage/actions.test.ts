import { describe, expect, it } from 'vitest'
import type { ControlDial, NodeTray } from '../../scene/model.ts'
import { emptyScene } from '../../scene/state.ts'
import { actionsFor, entityOf } from './actions.ts'

const node: NodeTray = { type: 'node', key: 'nodes/node-1', name: 'node-1', ready: true, cordoned: false, zone: '', cpu: { allocatable: 4, requested: 0 }, memory: { allocatable: 1, requested: 0 } }
const scheduler: ControlDial = { type: 'control', key: 'control/scheduler', name: 'scheduler', running: true, load: 0, reading: 0, unit: 'in queue' }

describe('what can be done', () => {
  it('to a machine: the way back comes first once it is not Ready', () => {
    expect(actionsFor(node)).toEqual(['powerOff', 'cutNode', 'powerOn', 'joinNode'])
    expect(actionsFor({ ...node, ready: false })[0]).toBe('powerOn')
  })

  it('to a part of the control plane: the opposite of what it does', () => {
    expect(actionsFor(scheduler)).toEqual(['stopPart'])
    expect(actionsFor({ ...scheduler, running: false })).toEqual(['startPart'])
  })

  it('to nothing: nothing', () => expect(actionsFor(undefined)).toEqual([]))
})

describe('the entity of a key', () => {
  it('is found whatever its type', () => {
    const scene = emptyScene()
    scene.of.node.set(node.key, node)
    scene.of.control.set(scheduler.key, scheduler)
    expect(entityOf(scene, 'control/scheduler')).toBe(scheduler)
    expect(entityOf(scene, 'nodes/node-1')).toBe(node)
    expect(entityOf(scene, 'nodes/node-9')).toBeUndefined()
  })
})
