import { expect, test } from 'vitest'
import { Simulation } from '../base/simulation.ts'
import { Kernel } from './kernel.ts'
import { MemoryFiles } from './memoryFiles.ts'
import { NetworkError, type Program, type Stream } from './process.ts'
import { InputStream, OutputStream } from './streams.ts'
import { sh } from './shell/program.ts'

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

test('Ctrl-C at a prompt gives up the line, and in a command ends the command alone', () => {
  const { simulation, kernel } = machine()
  const input = new InputStream(true)
  let screen = ''
  const output = (): OutputStream => new OutputStream((text) => void (screen += text), true)
  const shell = kernel.start(sh, { arguments: ['sh'], environment: {}, descriptors: new Map<number, Stream>([[0, input], [1, output()], [2, output()]]) })
  input.give('echo lost')
  kernel.interrupt(shell.pid)
  input.give('echo kept; while :; do :; done\n')
  simulation.advanceBy(10)
  expect(screen).toBe('/ # \n/ # kept\n')
  kernel.interrupt(shell.pid)
  input.give('echo next $?\n')
  simulation.advanceBy(1_000)
  expect(screen).toBe('/ # \n/ # kept\n\n/ # next 130\n/ # ')
  expect(shell.exitCode).toBeUndefined()
})

test('processes that compute at once slow one another down', () => {
  const { simulation, start, exits } = machine()
  const busy = function* () {
    for (let step = 0; step < 10_000; step++) yield { kind: 'step' } as const
    return 0
  }
  start(busy)
  simulation.advanceBy(2_000)
  expect(exits).toEqual([0])
  for (let count = 0; count < 40; count++) start(busy)
  simulation.advanceBy(2_000)
  expect(exits).toEqual([0])
})
