import { describe, expect, test } from 'vitest'
import { recordedImages } from './recorded.ts'
import { TestContainer } from './testContainer.ts'

const start = (reference: string, spec: { command?: string[]; args?: string[]; environment?: Record<string, string> } = {}): TestContainer =>
  new TestContainer({ image: recordedImages.resolve(reference, spec.command !== undefined), ...spec })

describe('pulls', () => {
  test('describe an image by its name', () => {
    expect(recordedImages.pull('nginx:1.27')).toEqual({
      image: {
        reference: 'docker.io/library/nginx:1.27',
        id: 'sha256:6965a10c15290ad0b29ca7fd1866de1850408b3cb15fb11a3bbbbc2fddb158bd',
        digest: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/) as string,
        sizeBytes: 20_000_000 + 300_000 * 0x65,
      },
    })
    expect(recordedImages.pullMs('nginx:1.27', false)).toBe(600 + 6 * 0x69)
    expect(recordedImages.pullMs('nginx:1.27', true)).toBe(300)
  })

  test.each([
    [
      'nginx:NoSuch',
      'NotFound',
      'failed to pull and unpack image "docker.io/library/nginx:NoSuch": failed to resolve reference "docker.io/library/nginx:NoSuch": docker.io/library/nginx:NoSuch: not found',
    ],
    [
      'nosuch:1',
      'Unknown',
      'failed to pull and unpack image "docker.io/library/nosuch:1": failed to resolve reference "docker.io/library/nosuch:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
    [
      'example.com/broken/web',
      'NotFound',
      'failed to pull and unpack image "example.com/broken/web:latest": failed to resolve reference "example.com/broken/web:latest": example.com/broken/web:latest: not found',
    ],
  ])('of %s fail', (reference, code, message) => {
    expect(recordedImages.pull(reference)).toEqual({ error: { code, message } })
  })
})

describe('containers', () => {
  test.each([
    ['nginx:1.27', [80]],
    ['gcr.io/kuar-demo/kuard-amd64:blue', [8080]],
    ['redis:7', [6379]],
    ['mysql:8', [3306]],
    ['mongo', [27_017]],
    ['example/other', []],
  ])('of %s serve', (reference, ports) => {
    expect(start(reference).ports).toEqual(ports)
  })

  test.each(['busybox', 'alpine:3', 'ubuntu:24.04', 'debian', 'perl', 'python:3'])('of %s end at once without a command', (reference) => {
    const one = start(reference)
    one.run(10)
    expect(one.exit).toEqual({ exitCode: 0, reason: 'Completed' })
  })

  test('of any image run their command', () => {
    const one = start('nginx', { command: ['sh', '-c', 'echo hello'] })
    one.run(10)
    expect(one.stdout).toBe('hello\n')
  })

  test('answer as they are steered', () => {
    const one = start('nginx')
    const statuses = [
      'GET /',
      'GET /missing',
      'GET /healthz',
      'GET /sim/health?v=bad',
      'GET /healthy',
      'GET /sim/health?v=ok',
      'GET /healthy',
      'GET /sim/ready?v=bad',
      'GET /ready',
    ].map((target) => one.ask(target).status)
    expect(statuses).toEqual([200, 404, 200, 200, 500, 200, 200, 200, 500])
    expect(one.ask('GET /').body).toBe('ok\n')
    one.ask('GET /sim/exit?code=3')
    expect(one.exit).toEqual({ exitCode: 3, reason: 'Error' })
  })

  test('listen, end and run out of memory when their environment says so', () => {
    const late = start('nginx', { environment: { SIM_LISTEN_AFTER: '5s', SIM_PORTS: '9000' } })
    expect(late.ports).toEqual([])
    late.run(5_000)
    expect(late.ports).toEqual([80, 9000])
    const ending = start('nginx', { environment: { SIM_EXIT_AFTER: '2s', SIM_EXIT_CODE: '7' } })
    ending.run(1_999)
    expect(ending.exit).toBeUndefined()
    ending.run(1)
    expect(ending.exit).toEqual({ exitCode: 7, reason: 'Error' })
    const greedy = start('nginx', { environment: { SIM_OOM_AFTER: '3s' } })
    greedy.run(3_000)
    expect(greedy.exit).toEqual({ exitCode: 137, reason: 'OOMKilled' })
  })

  test('end by TERM unless they are to ignore it', () => {
    const one = start('nginx')
    one.container?.signal('TERM')
    expect(one.exit).toEqual({ exitCode: 0, reason: 'Completed' })
    const deaf = start('nginx', { environment: { SIM_IGNORE_TERM: 'true' } })
    deaf.container?.signal('TERM')
    expect(deaf.exit).toBeUndefined()
  })
})
