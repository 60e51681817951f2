import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { nodeIpamController } from './nodeIpam.ts'
import { Ranges } from './ranges.ts'

test('each node has a range of its own; a later one gets none that has just been given back', () => {
  const plane = new ControlPlane([nodeIpamController])
  const ranges = () => plane.api.list('nodes').items.map(({ metadata, spec }) => `${metadata.name} ${spec.podCIDR} ${spec.podCIDRs?.join()}`)
  for (const name of ['node-1', 'node-2']) plane.addNode(name)
  plane.run(100)
  expect(ranges()).toEqual(['node-1 10.244.0.0/24 10.244.0.0/24', 'node-2 10.244.1.0/24 10.244.1.0/24'])
  plane.api.delete('nodes', '', 'node-1')
  plane.run(100)
  plane.addNode('node-3')
  plane.run(100)
  expect(ranges()).toContain('node-3 10.244.2.0/24 10.244.2.0/24')
})

test('what nodes have already is not given out again', () => {
  const plane = new ControlPlane([nodeIpamController])
  plane.manager.stop()
  plane.api.create('nodes', { metadata: { name: 'old' }, spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] } })
  plane.addNode('new')
  plane.manager.start()
  plane.run(100)
  expect(plane.api.get('nodes', '', 'new').spec.podCIDR).toBe('10.244.1.0/24')
})

test('when all are taken there is none, until one is given back', () => {
  const ranges = new Ranges()
  for (let i = 0; i < 256; i++) ranges.take()
  expect(ranges.take()).toBeUndefined()
  ranges.release('10.244.7.0/24')
  expect(ranges.take()).toBe('10.244.7.0/24')
})
