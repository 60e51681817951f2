import { describe, expect, test } from 'vitest'
import { candidates, type Caller } from './balancing.ts'
import type { Backend, ServicePort } from './serviceTable.ts'

const backend = (name: string, node: string, ...zones: string[]): Backend => ({ address: name, port: 80, node, pod: `pods/default/${name}`, zones })
const service = (port: Partial<ServicePort>): ServicePort => ({
  service: 'services/default/web',
  ready: [],
  ending: [],
  affinityMs: undefined,
  reach: 'internal',
  local: false,
  sourceRanges: [],
  ...port,
})
const inside: Caller = { proxy: 'node-1', outside: false, address: '10.244.0.9', zone: '' }
const outside: Caller = { proxy: 'node-1', outside: true, address: '192.168.49.1', zone: '' }

const names = (port: ServicePort, caller: Caller): unknown => {
  const found = candidates(port, caller)
  return typeof found === 'string' ? found : found.map(({ address }) => address).join(' ')
}

const ready = [backend('a', 'node-1'), backend('b', 'node-2')]

describe('endpoints that a request may go to', () => {
  test.each<[string, Partial<ServicePort>, Caller, string]>([
    ['all that are ready', { ready, ending: [backend('c', 'node-1')] }, inside, 'a b'],
    ['those that end, if none is ready', { ending: [backend('c', 'node-1')] }, inside, 'c'],
    ['none at all', {}, inside, 'reject'],
    ['none at all, whatever the policy', { local: true }, inside, 'reject'],
    ['on the own machine only', { ready, local: true }, inside, 'a'],
    ['ending ones of the own machine before ready ones elsewhere', { ready: [backend('b', 'node-2')], ending: [backend('c', 'node-1')], local: true }, inside, 'c'],
    ['none on the own machine', { ready: [backend('b', 'node-2')], local: true }, inside, 'drop'],
    ['from outside, of the machine asked', { ready, local: true, reach: 'external' }, outside, 'a'],
    ['from outside, of a machine without any', { ready: [backend('b', 'node-2')], local: true, reach: 'external' }, outside, 'drop'],
    ['from outside through a load balancer, which knows where they are', { ready, local: true, reach: 'external' }, { ...outside, proxy: '' }, 'a b'],
    ['from inside to an external address, all', { ready, local: true, reach: 'external' }, inside, 'a b'],
    ['near ones by hints', { ready: [backend('a', 'node-1', 'east'), backend('b', 'node-2', 'west')] }, { ...inside, zone: 'east' }, 'a'],
    ['all, if one has no hint', { ready: [backend('a', 'node-1', 'east'), backend('b', 'node-2')] }, { ...inside, zone: 'east' }, 'a b'],
    ['all, if no hint is for this zone', { ready: [backend('a', 'node-1', 'east')] }, { ...inside, zone: 'north' }, 'a'],
    ['allowed sources', { ready, sourceRanges: ['192.168.49.0/24'] }, outside, 'a b'],
    ['other sources', { ready, sourceRanges: ['203.0.113.0/24'] }, outside, 'drop'],
  ])('%s', (_, port, caller, expected) => {
    expect(names(service(port), caller)).toBe(expected)
  })
})
