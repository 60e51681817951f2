import { expect, test } from 'vitest'
import { Simulation } from '../base/simulation.ts'
import { Kernel } from './kernel.ts'
import { MemoryFiles } from './memoryFiles.ts'
import { NetworkError, type Program, type Stream } from './process.ts'
import { OutputStream } from './streams.ts'

/** A machine in virtual time that has no network, and what its processes write to their errors. */
function machine({ container = false } = {}) {
  const simulation = new Simulation({ seed: 1, startMs: 0 })
  const kernel = new Kernel(
    {
      now: () => simulation.nowMs,
      random: () => 0,
      schedule: (delayMs, run) => simulation.schedule(delayMs, run),
      files: new MemoryFiles(() => simulation.nowMs),
      hostname: 'box',
      address: '10.0.0.1',
      program: () => undefined,
      request: (_, done) => done(new NetworkError('refused', 'connect: connection refused')),
      resolve: () => [],
      listen: () => false,
      close() {},
    },
    { container },
  )
  const errors: string[] = []
  const exits: number[] = []
  const start = (program: Program): void => {
    const descriptors = new Map<number, Stream>([[2, new OutputStream((text) => void errors.push(text))]])
    kernel.start(program, { arguments: ['tool'], environment: {}, descriptors, onExit: (exitCode) => void exits.push(exitCode) })
  }
  return { simulation, kernel, start, errors, exits }
}

const sleeping = (milliseconds: number): Program =>
  function* () {
    yield { kind: 'sleep', milliseconds }
    return 0
  }

test('a program that fails ends alone, aborted, and says why', () => {
  const { simulation, start, errors, exits } = machine()
  start(sleeping(1_000))
  // oxlint-disable-next-line require-yield -- it fails before it waits
  start(function* () {
    throw new Error('broken')
  })
  expect(exits).toEqual([134])
  expect(errors).toEqual(['tool: broken\n'])
  simulation.advanceBy(1_000)
  expect(exits).toEqual([134, 0])
})

test('a request without an answer is thrown into the program, which may catch it', () => {
  const { start, errors, exits } = machine()
  const asking = function* () {
    yield { kind: 'request', request: { method: 'GET', url: 'http://web/', headers: {}, body: '' } } as const
    return 0
  }
  start(function* () {
    try {
      return yield* asking()
    } catch (error) {
      return error instanceof NetworkError && error.reason === 'refused' ? 7 : 1
    }
  })
  start(asking)
  expect(exits).toEqual([7, 134])
  expect(errors).toEqual(['tool: connect: connection refused\n'])
})

test.each([
  { container: false, signal: 'TERM' as const, exits: [143] },
  { container: true, signal: 'TERM' as const, exits: [] },
  { container: true, signal: 'KILL' as const, exits: [137] },
])('$signal to process 1, container: $container', ({ container, signal, exits: expected }) => {
  const { kernel, start, exits } = machine({ container })
  start(sleeping(60_000))
  kernel.signal(1, signal)
  expect(exits).toEqual(expected)
})

test('a loop that never waits lets time pass', () => {
  const { simulation, start, exits } = machine()
  start(function* () {
    for (;;) yield { kind: 'step' }
  })
  simulation.advanceBy(1_000)
  expect(exits).toEqual([])
  expect(simulation.nowMs).toBe(1_000)
})
