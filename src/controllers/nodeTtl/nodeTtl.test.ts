import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { nodeTtlController } from './nodeTtl.ts'

test('up to a hundred nodes it is 0, beyond that 15, and falls back below ninety', () => {
  const plane = new ControlPlane([nodeTtlController])
  const ttl = (name: string) => plane.api.get('nodes', '', name).metadata.annotations?.['node.alpha.kubernetes.io/ttl']
  plane.addNode('node-1')
  plane.run(100)
  expect(ttl('node-1')).toBe('0')
  for (let i = 2; i <= 101; i++) plane.addNode(`node-${i}`)
  plane.run(1000)
  expect(ttl('node-101')).toBe('15')
  for (let i = 90; i <= 101; i++) plane.api.delete('nodes', '', `node-${i}`)
  plane.api.patch('nodes', '', 'node-1', 'merge', { metadata: { labels: { touched: 'yes' } } })
  plane.run(1000)
  expect(ttl('node-1')).toBe('0')
})
