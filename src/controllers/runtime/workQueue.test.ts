import { expect, test } from 'vitest'
import { Simulation } from '../../base/simulation.ts'
import { atOnce, WorkQueue, type Result, type Steps, type WorkQueueOptions } from './workQueue.ts'

function queueOf(reconcile: (key: string, nowMs: number) => Result | void, options: Partial<WorkQueueOptions> = {}) {
  const simulation = new Simulation({ seed: 1, startMs: 0 })
  const calls: string[] = []
  const queue = new WorkQueue(
    simulation,
    (key) => {
      calls.push(`${key}@${simulation.nowMs}`)
      return reconcile(key, simulation.nowMs)
    },
    { workers: 2, costMs: () => 3, ...options },
  )
  return { simulation, queue, calls }
}

const nothing = (): void => undefined

test('a key waits at most once, and so many are worked on side by side as there are workers', () => {
  const { simulation, queue, calls } = queueOf(nothing)
  for (const key of ['a', 'a', 'b', 'c']) queue.add(key)
  simulation.advanceTo(100)
  expect(calls).toEqual(['a@3', 'b@3', 'c@6'])
})

test('a key that is added while it is worked on is looked at again, when its requests are answered', () => {
  const { simulation, queue, calls } = queueOf(nothing, { requestsMs: () => 5 })
  queue.add('a')
  simulation.schedule(1, () => queue.add('a'))
  simulation.schedule(4, () => queue.add('a'))
  simulation.advanceTo(100)
  expect(calls).toEqual(['a@3', 'a@11'])
})

test('after an error the pauses double, and success forgets them', () => {
  let failures = 3
  const { simulation, queue, calls } = queueOf(() => {
    if (failures-- > 0) throw new Error('not yet')
  })
  queue.add('a')
  simulation.advanceTo(1000)
  expect(calls).toEqual(['a@3', 'a@11', 'a@24', 'a@47'])
  expect(queue.failures('a')).toBe(0)
})

test('with a limit to retries a key that always fails is given up', () => {
  const { simulation, queue, calls } = queueOf(
    () => {
      throw new Error('never')
    },
    { retries: 2 },
  )
  queue.add('a')
  simulation.advanceTo(10_000)
  expect(calls).toHaveLength(3)
  queue.add('a')
  simulation.advanceTo(20_000)
  expect(calls).toHaveLength(6)
})

test('of several delayed looks at one key the earliest counts', () => {
  const { simulation, queue, calls } = queueOf(nothing)
  queue.addAfter('a', 500)
  queue.addAfter('a', 200)
  queue.addAfter('a', 300)
  simulation.advanceTo(1000)
  expect(calls).toEqual(['a@203'])
})

test('a result asks for a further look', () => {
  const { simulation, queue, calls } = queueOf((_, nowMs) => (nowMs < 100 ? { requeueAfterMs: 100 } : undefined))
  queue.add('a')
  simulation.advanceTo(1000)
  expect(calls).toEqual(['a@3', 'a@106'])
})

test('a stopped queue does nothing more', () => {
  const { simulation, queue, calls } = queueOf(nothing)
  queue.add('a')
  queue.addAfter('b', 10)
  queue.stop()
  queue.add('c')
  simulation.advanceTo(1000)
  expect(calls).toEqual([])
})

test('work in steps waits at each of them until its requests are answered, and holds its key meanwhile', () => {
  const simulation = new Simulation({ seed: 1, startMs: 0 })
  const seen: string[] = []
  const note = (what: string): void => void seen.push(`${what}@${simulation.nowMs}`)
  const queue = new WorkQueue(
    simulation,
    function* (key) {
      note(`${key} first`)
      yield
      note(`${key} second`)
      yield 20
      note(`${key} third`)
      return { requeueAfterMs: 100 }
    },
    { workers: 2, costMs: () => 3, requestsMs: () => 5 },
  )
  queue.add('a')
  simulation.schedule(10, () => queue.add('a'))
  simulation.advanceTo(45)
  expect(seen).toEqual(['a first@3', 'a second@8', 'a third@33', 'a first@41'])
})

test('an error in a later step puts the key back like one in the first', () => {
  const simulation = new Simulation({ seed: 1, startMs: 0 })
  const begun: number[] = []
  const queue = new WorkQueue(
    simulation,
    function* () {
      begun.push(simulation.nowMs)
      yield
      throw new Error('refused')
    },
    { workers: 1, costMs: () => 1, requestsMs: () => 2 },
  )
  queue.add('a')
  simulation.advanceTo(15)
  expect(begun).toEqual([1, 11])
  expect(queue.failures('a')).toBe(2)
})

test('steps can be done at once', () => {
  function* steps(): Steps<string> {
    yield
    yield 5
    return 'done'
  }
  expect(atOnce(steps())).toBe('done')
})
