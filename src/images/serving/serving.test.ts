import { describe, expect, test } from 'vitest'
import type { Program } from '../program.ts'
import { TestContainer } from '../testContainer.ts'
import { parseGoFlags } from './goFlags.ts'
import { serve } from './serve.ts'
import { apacheTime, commonLogTime, httpTime, redisTime, slashTime, stampTime } from './times.ts'

const AT_MS = Date.parse('2026-11-05T02:03:04.056Z')

test.each([
  [slashTime, '2026/11/05 02:03:04'],
  [commonLogTime, '05/Nov/2026:02:03:04 +0000'],
  [httpTime, 'Thu, 05 Nov 2026 02:03:04 GMT'],
  [apacheTime, 'Thu Nov 05 02:03:04.056000 2026'],
  [redisTime, '05 Nov 2026 02:03:04.056'],
  [stampTime, 'Nov  5 02:03:04'],
])('%o', (format, text) => {
  expect(format(AT_MS)).toBe(text)
})

describe('command lines of Go programs', () => {
  const known = { port: '80', verbose: 'false', name: '' }

  test.each([
    [['--port=8080', 'x'], { port: '8080', verbose: 'false', name: '' }, ['x'], undefined],
    [['-port', '8080', '-verbose', 'x'], { port: '8080', verbose: 'true', name: '' }, ['x'], undefined],
    [['--name', '--', 'x'], { port: '80', verbose: 'false', name: '--' }, ['x'], undefined],
    [['--', '--port=1'], { port: '80', verbose: 'false', name: '' }, ['--port=1'], undefined],
    [['--nosuch=1'], known, [], '--nosuch=1'],
  ])('%j', (words, values, operands, unknown) => {
    expect(parseGoFlags(words, known)).toEqual({ values, operands, unknown })
  })
})

describe('a server', () => {
  const start = (program: Program): TestContainer => new TestContainer({ image: { entrypoint: ['server'], programs: { server: program, second: program }, shell: false } })
  const simple: Program = function* (process) {
    const ending = yield* serve(process, { ports: [80], requestCostMs: 10, idle: { cpuMillicores: 3, memoryBytes: 1000 }, answer: () => ({ status: 200, body: '' }) })
    return ending.kind === 'signal' ? 0 : 1
  }

  test('uses the processor as requests come', () => {
    const one = start(simple)
    expect(one.container?.usage()).toEqual({ cpuMillicores: 3, memoryBytes: 1000 })
    for (let i = 0; i < 20; i++) one.ask('GET /')
    one.run(1_000)
    expect(one.container?.usage().cpuMillicores).toBeGreaterThanOrEqual(200)
    one.run(2_000)
    expect(one.container?.usage().cpuMillicores).toBe(3)
  })

  test('ends by a signal, and by a port that is taken', () => {
    const one = start(simple)
    expect(one.exec('second')).toEqual({ output: '', code: 1 })
    one.container?.signal('INT')
    expect(one.exit).toEqual({ exitCode: 0, reason: 'Completed' })
    expect(one.ports).toEqual([])
  })

  test('ends when its work is done', () => {
    const one = start(function* (process) {
      const endMs = process.now() + 5_000
      const ending = yield* serve(process, { ports: [80], answer: () => ({ status: 200, body: '' }), work: { nextMs: () => endMs, run: () => 4 } })
      return ending.kind === 'exit' ? ending.code : 0
    })
    one.run(4_999)
    expect(one.exit).toBeUndefined()
    one.run(1)
    expect(one.exit?.exitCode).toBe(4)
  })
})
