import { expect, test } from 'vitest'
import { TestContainer } from '../../testContainer.ts'
import { kuard } from './kuard.ts'

const start = (...args: string[]): TestContainer => new TestContainer({ image: kuard.image('blue'), ...(args.length > 0 ? { args } : {}) })

test('begins with its version and a warning', () => {
  expect(start().stderr).toMatch(
    /^2026\/01\/01 00:00:00 Starting kuard version: v0\.10\.0-blue\n(.*\n){4}2026\/01\/01 00:00:00 Config: \n\{\n {2}"address": ":8080",\n[^]*Serving on HTTP on :8080\n$/,
  )
})

test('shows who it is', () => {
  const { body } = start().ask('GET /', { headers: { host: 'kuard' } })
  expect(JSON.parse(/pageContext = (.*)/.exec(body)?.[1] ?? '')).toMatchObject({
    hostname: 'web-1',
    addrs: ['10.244.0.2'],
    version: 'v0.10.0-blue',
    requestDump: 'GET / HTTP/1.1\r\nHost: kuard',
  })
})

test('fails probes as it is told', () => {
  const one = start()
  expect(one.ask('GET /ready')).toMatchObject({ status: 200, body: 'ok' })
  one.ask('PUT /ready/api', { body: '{"failNext":2}' })
  expect(one.ask('GET /ready')).toMatchObject({ status: 500, body: 'fail, 1 left' })
  expect(one.ask('GET /ready')).toMatchObject({ status: 500, body: 'fail, 0 left' })
  expect(one.ask('GET /ready').status).toBe(200)
  one.ask('PUT /healthy/api', { body: '{"failNext":-1}' })
  expect(one.ask('GET /healthy')).toMatchObject({ status: 500, body: 'fail, permanent' })
  expect(JSON.parse(one.ask('GET /ready/api').body)).toMatchObject({
    failNext: 0,
    history: [
      { id: 4, code: 200 },
      { id: 3, code: 500 },
      { id: 2, code: 500 },
      { id: 1, code: 200 },
    ],
  })
})

test('takes memory until it is killed', () => {
  const one = new TestContainer({ image: kuard.image('1'), memoryLimitBytes: 2 ** 28 })
  one.ask(`POST /mem/api/alloc?size=${2 ** 27}`)
  expect(one.container?.usage().memoryBytes).toBeGreaterThan(2 ** 27)
  one.ask('POST /mem/api/clear')
  expect(one.container?.usage().memoryBytes).toBeLessThan(2 ** 24)
  one.ask(`POST /mem/api/alloc?size=${2 ** 29}`)
  expect(one.exit).toEqual({ exitCode: 137, reason: 'OOMKilled' })
})

test('makes keys and ends', () => {
  const one = start('--keygen-enable', '--keygen-exit-on-complete', '--keygen-num-to-gen=3', '--keygen-exit-code=5')
  one.run(60_000)
  expect(one.exit).toEqual({ exitCode: 5, reason: 'Error' })
  expect(one.stderr.match(/\(ID 0 \d\/3\) Item done: SHA256:[\w+/]{43}\n/g)).toHaveLength(3)
  expect(one.stderr).toMatch(/\(ID 0\) Workload starting\n[^]*\(ID 0\) Workload exiting\n$/)
})

test('keeps queues', () => {
  const one = start()
  expect(one.ask('POST /memq/server/queues/keygen/enqueue', { body: 'a' })).toMatchObject({ status: 400, body: 'queue does not exist\n' })
  one.ask('PUT /memq/server/queues/keygen')
  one.ask('POST /memq/server/queues/keygen/enqueue', { body: 'a' })
  expect(JSON.parse(one.ask('GET /memq/server/stats').body)).toEqual({ kind: 'stats', queues: [{ name: 'keygen', depth: 1, enqueued: 1, dequeued: 0, drained: 0 }] })
  expect(JSON.parse(one.ask('POST /memq/server/queues/keygen/dequeue').body)).toMatchObject({ kind: 'message', body: 'a' })
  expect(one.ask('POST /memq/server/queues/keygen/dequeue').status).toBe(204)
})

test.each([
  ['GET /fs/etc/hostname', 200, 'web-1\n'],
  ['GET /nosuch', 404, '404 page not found\n'],
  ['POST /healthy', 405, 'Method Not Allowed\n'],
])('%s', (target, status, body) => {
  expect(start().ask(target)).toMatchObject({ status, body })
})

test('has a shell, but not bash', () => {
  const one = start()
  expect(one.exec('ash', '-c', 'echo hello')).toEqual({ output: 'hello\n', code: 0 })
  expect(one.exec('bash')).toContain('executable file not found')
})
