import { describe, expect, test } from 'vitest'
import { MemoryFiles } from '../posix/memoryFiles.ts'
import type { Image, Program } from './program.ts'
import { TestContainer } from './testContainer.ts'

const shell: Image = { entrypoint: [], command: ['sh'], programs: {}, shell: true, environment: { COLOR: 'blue', SIZE: 'small' } }
const started = (command: readonly string[], more: object = {}): TestContainer => new TestContainer({ image: shell, command, ...more })
const RUNC =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: '

describe('process 1', () => {
  test('ignores TERM without a handler, and ends by KILL', () => {
    const { container, ...rest } = started(['sleep', '3600'])
    container?.signal('TERM')
    expect(container?.exit).toBeUndefined()
    container?.signal('KILL')
    expect(container?.exit).toEqual({ exitCode: 137, reason: 'Error' })
    expect(rest.error).toBeUndefined()
  })

  test('takes all others with it when it ends', () => {
    const both = started(['sh', '-c', 'sleep 1000 & sleep 1; exit 3'])
    both.run(2_000)
    expect(both.exit).toEqual({ exitCode: 3, reason: 'Error' })
    expect(both.container?.usage().memoryBytes).toBe(0)
  })

  test('obeys a trap', () => {
    const trapping = started(['sh', '-c', 'trap "echo bye; exit 0" TERM; while true; do sleep 1; done'])
    trapping.run(500)
    trapping.container?.signal('TERM')
    trapping.run(2_000)
    expect(trapping.exit).toEqual({ exitCode: 0, reason: 'Completed' })
    expect(trapping.stdout).toBe('bye\n')
  })

  test('is killed when it takes more memory than it may', () => {
    const greedy: Program = function* (process) {
      yield { kind: 'sleep', milliseconds: 1_000 }
      process.use({ memoryBytes: 2 ** 30 })
      yield { kind: 'sleep', milliseconds: 1_000 }
      return 0
    }
    const limited = new TestContainer({ image: { ...shell, programs: { greedy }, command: ['greedy'] }, memoryLimitBytes: 2 ** 28 })
    limited.run(1_500)
    expect(limited.exit).toEqual({ exitCode: 137, reason: 'OOMKilled' })
  })
})

describe('what it starts with', () => {
  test.each<[string, object, string]>([
    ['the environment of the image below its own', { command: ['sh', '-c', 'echo $COLOR $SIZE $HOSTNAME'], environment: { COLOR: 'red' } }, 'red small web-1\n'],
    ['the search path', { command: ['sh', '-c', 'echo $PATH'] }, '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n'],
    ['its hostname', { command: ['hostname'] }, 'web-1\n'],
    ['its hosts file', { command: ['cat', '/etc/hosts'] }, '127.0.0.1\tlocalhost\n10.244.0.2\tweb-1\n'],
    ['its working directory, made if need be', { command: ['sh', '-c', 'pwd; ls /srv'], workingDirectory: '/srv/app' }, '/srv/app\napp\n'],
    ["arguments in the place of the image's command", { image: { ...shell, entrypoint: ['echo', 'a'], command: ['b'] }, args: ['c'] }, 'a c\n'],
    ['a command in the place of all', { image: { ...shell, entrypoint: ['echo', 'a'], command: ['b'] }, command: ['echo'] }, '\n'],
    ['its mounts', { command: ['cat', '/data/x'], mounts: [{ path: '/data', files: new MemoryFiles(() => 0, { '/x': 'mounted\n' }) }] }, 'mounted\n'],
  ])('%s', (_, spec, stdout) => {
    const one = new TestContainer({ image: shell, ...spec })
    one.run(100)
    expect(one.stdout).toBe(stdout)
  })

  test.each<[string, readonly string[], string]>([
    ['a program that is not there', ['nosuch'], 'exec: "nosuch": executable file not found in $PATH: unknown'],
    ['a path that is not there', ['/opt/nosuch'], 'exec: "/opt/nosuch": stat /opt/nosuch: no such file or directory: unknown'],
    ['a file that is no program', ['/etc/passwd'], 'exec: "/etc/passwd": permission denied: unknown'],
  ])('not with %s', (_, command, error) => {
    expect(started(command).error).toBe(RUNC + error)
  })
})

describe('exec', () => {
  test('runs beside process 1, and sees its files', () => {
    const one = started(['sh', '-c', 'echo hello > /tmp/x; sleep 1000'])
    expect(one.exec('cat', '/tmp/x')).toEqual({ output: 'hello\n', code: 0 })
    expect(one.exec('sh', '-c', 'exit 4')).toEqual({ output: '', code: 4 })
    expect(one.exit).toBeUndefined()
  })

  test('says why a program cannot be started', () => {
    expect(started(['sleep', '1000']).exec('foo')).toBe(
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "foo": executable file not found in $PATH: unknown',
    )
  })

  test('asks names in /etc/hosts first', () => {
    const one = started(['sleep', '1000'])
    expect(one.exec('sh', '-c', 'echo "10.0.0.7 nosuch.example" >> /etc/hosts; nslookup nosuch.example')).toMatchObject({
      output: expect.stringContaining('10.0.0.7') as string,
      code: 0,
    })
  })
})

test('input reaches process 1 until it ends', () => {
  const one = started(['cat'], { stdin: true })
  one.container?.input.write('abc\n')
  one.run(10)
  expect(one.stdout).toBe('abc\n')
  one.container?.input.end()
  one.run(10)
  expect(one.exit).toEqual({ exitCode: 0, reason: 'Completed' })
})
