import { describe, expect, test } from 'vitest'
import type { HttpRequest, HttpResponse, NetworkError } from '../program.ts'
import { playgroundImages } from '../playground.ts'
import { TestContainer } from '../testContainer.ts'
import { pi } from './tools.ts'

const start = (reference: string, spec: object = {}, others?: (request: HttpRequest) => HttpResponse | NetworkError): TestContainer =>
  new TestContainer({ image: playgroundImages.resolve(reference, false), ...spec }, others)

describe('what servers answer', () => {
  test.each<[string, string, number, RegExp]>([
    ['httpd', 'GET /', 200, /^<html><body><h1>It works!<\/h1><\/body><\/html>\n$/],
    ['httpd', 'GET /nosuch', 404, /<h1>Not Found<\/h1>/],
    ['gcr.io/google-samples/hello-app:2.0', 'GET /', 200, /^Hello, world!\nVersion: 2\.0\.0\nHostname: web-1\n$/],
    ['gcr.io/google-samples/kubernetes-bootcamp:v1', 'GET /', 200, /^Hello Kubernetes bootcamp! \| Running on: web-1 \| v=1\n$/],
    ['traefik/whoami', 'GET /', 200, /^Hostname: web-1\n/],
    ['registry.k8s.io/echoserver:1.10', 'GET /x', 200, /real path=\/x\n/],
    ['registry:2', 'GET /', 200, /^$/],
    ['quay.io/coreos/etcd:v3.3.10', 'GET /version', 200, /"etcdserver":"3\.3\.10"/],
    ['localhost:5000/python-server', 'GET /', 200, /^Hello, World!\n$/],
    ['example/unknown:7', 'GET /', 200, /^web-1\n$/],
  ])('%s %s', (reference, target, status, body) => {
    const answer = start(reference).ask(target)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatch(body)
  })

  test('an unknown image serves on the ports that are declared', () => {
    expect(start('example/unknown', { ports: [9090, 9091] }).ports).toEqual([9090, 9091])
    expect(start('example/unknown').ports).toEqual([80, 8080])
  })
})

describe('what databases insist on', () => {
  test.each<[string, object, string]>([
    ['mysql', {}, 'Database is uninitialized and password option is not specified'],
    ['postgres', {}, 'Error: Database is uninitialized and superuser password is not specified.'],
    ['mongo', { args: ['--config', '/etc/mongo/mongod.conf'] }, "Error opening config file '/etc/mongo/mongod.conf': No such file or directory"],
  ])('%s', (reference, spec, problem) => {
    const one = start(reference, spec)
    one.run(100)
    expect(one.exit).toEqual({ exitCode: 1, reason: 'Error' })
    expect(one.stderr).toContain(problem)
  })
})

describe('redis', () => {
  test('keeps what it is told', () => {
    const one = start('redis:7')
    const run = (...words: string[]): string => (one.exec('redis-cli', ...words) as { output: string }).output
    expect([
      run('PING'),
      run('SET', 'a', '41'),
      run('INCR', 'a'),
      run('GET', 'a'),
      run('GET', 'b'),
      run('LPUSH', 'l', 'x', 'y'),
      run('LRANGE', 'l', '0', '-1'),
      run('GET', 'l'),
      run('NOSUCH'),
    ]).toEqual([
      'PONG\n',
      'OK\n',
      '42\n',
      '42\n',
      '\n',
      '2\n',
      'y\nx\n',
      'WRONGTYPE Operation against a key holding the wrong kind of value\n',
      "ERR unknown command 'NOSUCH', with args beginning with: \n",
    ])
  })

  test('does not break by what it does not understand', () => {
    const one = start('redis:7')
    expect(one.ask('GET /').status).toBe(400)
    expect(one.ask('REDIS /', { body: 'PING' }).status).toBe(400)
    expect(one.exec('redis-cli', 'KEYS', '[')).toEqual({ output: '\n', code: 0 })
  })

  test('says when nobody is there', () => {
    expect(start('redis:7').exec('redis-cli', '-h', 'other', 'PING')).toEqual({ output: 'Could not connect to Redis at other:6379: Connection refused\n', code: 1 })
  })
})

test('the hash server asks its partner', () => {
  const spec = { command: ['python', './hash_server.py', '8080', 'persistence-server:8081'] }
  const asked: string[] = []
  const one = start('localhost:5000/hash-server', spec, ({ url }) => {
    asked.push(url)
    return { status: 200, headers: {}, body: '1\n' }
  })
  expect(one.ask('GET /').body).toBe('{"data":{"number":1,"hash":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}}\n')
  expect(asked).toEqual(['http://persistence-server:8081/'])
  expect(start('localhost:5000/hash-server', spec).ask('GET /').status).toBe(500)
})

test('wordpress needs its database', () => {
  expect(start('wordpress').ask('GET /')).toMatchObject({ status: 500, body: expect.stringContaining('Error establishing a database connection') as string })
  expect(start('wordpress', {}, () => ({ status: 0, headers: {}, body: '' })).ask('GET /')).toMatchObject({ status: 302 })
})

test('the liveness example fails after ten seconds', () => {
  const one = start('registry.k8s.io/e2e-test-images/agnhost:2.40', { args: ['liveness'] })
  expect(one.ask('GET /healthz').status).toBe(200)
  one.run(11_000)
  expect(one.ask('GET /healthz').status).toBe(500)
})

test('agnhost ends as it is asked to', () => {
  const one = start('registry.k8s.io/e2e-test-images/agnhost:2.40', { args: ['netexec', '--http-port=9000'] })
  expect(one.ask('GET /hostname').body).toBe('web-1')
  one.ask('GET /exit?code=3')
  expect(one.exit).toEqual({ exitCode: 3, reason: 'Error' })
})

test('requests of the autoscaling example use the processor', () => {
  const one = start('registry.k8s.io/hpa-example')
  for (let i = 0; i < 50; i++) one.ask('GET /')
  one.run(700)
  expect(one.container?.usage().cpuMillicores).toBeGreaterThan(2_000)
  one.run(3_000)
  expect(one.container?.usage().cpuMillicores).toBe(1)
})

test('π', () => {
  expect(pi(50)).toBe('3.1415926535897932384626433832795028841971693993751')
  const one = start('perl:5.34.0', { command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] })
  one.run(60_000)
  expect(one.stdout).toHaveLength(2_002)
  expect(one.exit).toEqual({ exitCode: 0, reason: 'Completed' })
})
