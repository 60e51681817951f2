import { expect, test } from 'vitest'
import { evictionRate, EvictionQueue, zoneState } from './zones.ts'

const ready = (...states: string[]) => states.map((status) => ({ type: 'Ready', status }))

test('a zone is partially disrupted when more than two nodes and 55 % are down, fully when all are', () => {
  expect(zoneState(ready('True', 'Unknown', 'Unknown'))).toBe('Normal')
  expect(zoneState(ready('True', 'True', 'Unknown', 'Unknown', 'Unknown'))).toBe('PartialDisruption')
  expect(zoneState(ready('True', 'True', 'True', 'Unknown', 'Unknown', 'Unknown'))).toBe('Normal')
  expect(zoneState(ready('Unknown'))).toBe('FullDisruption')
})

test('a small zone that is partially disrupted gives up no node, a large one few', () => {
  expect([evictionRate('Normal', 5), evictionRate('PartialDisruption', 50), evictionRate('PartialDisruption', 51)]).toEqual([0.1, 0, 0.01])
})

test('one node goes each ten seconds', () => {
  const queue = new EvictionQueue()
  for (const node of ['a', 'b', 'c']) queue.add(node)
  const given: string[] = []
  for (let nowMs = 0; nowMs <= 20_000; nowMs += 1000) queue.run(nowMs, (node) => given.push(`${node}@${nowMs}`) > 0)
  expect(given).toEqual(['a@0', 'b@10000', 'c@20000'])
})

test('after a rate of none it takes ten seconds until the first', () => {
  const queue = new EvictionQueue()
  queue.add('a')
  queue.setRate(0, 0)
  expect(queue.dueMs).toBeUndefined()
  queue.setRate(0.1, 5000)
  expect(queue.dueMs).toBe(15_000)
})

test('a node that was dealt with is not taken in again unless it was removed', () => {
  const queue = new EvictionQueue()
  queue.add('a')
  queue.run(0, () => true)
  queue.add('a')
  expect(queue.dueMs).toBeUndefined()
  queue.remove('a')
  queue.add('a')
  expect(queue.dueMs).toBeDefined()
})
