import { describe, expect, test } from 'vitest'
import { MemoryFiles } from '../../../posix/memoryFiles.ts'
import type { HttpRequest, HttpResponse } from '../../program.ts'
import { TestContainer } from '../../testContainer.ts'
import { ConfigurationError, readConfiguration } from './configuration.ts'
import { nginx, nginxImage, versionedNginx } from './nginx.ts'

const start = (files: Record<string, string> = {}, others?: (request: HttpRequest) => HttpResponse): TestContainer =>
  new TestContainer(
    { image: nginxImage('1.27.5'), mounts: Object.entries(files).map(([path, text]) => ({ path, files: new MemoryFiles(() => 0, { '/file': text }), from: '/file' })) },
    others,
  )
const configured = (server: string, others?: (request: HttpRequest) => HttpResponse): TestContainer =>
  start({ '/etc/nginx/conf.d/default.conf': `server { listen 80; ${server} }` }, others)

describe('as it comes', () => {
  test('serves the welcome page and logs that', () => {
    const one = start()
    expect(one.ask('GET /').body).toContain('<title>Welcome to nginx!</title>')
    expect(one.stdout).toContain('10.244.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 615 "-" "-" "-"\n')
  })

  test('has a page for what is not there', () => {
    const one = start()
    expect(one.ask('GET /nosuch')).toMatchObject({
      status: 404,
      body: '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.27.5</center>\r\n</body>\r\n</html>\r\n',
    })
    expect(one.stderr).toContain(
      '[error] 29#29: *1 open() "/usr/share/nginx/html/nosuch" failed (2: No such file or directory), client: 10.244.0.1, server: localhost, request: "GET /nosuch HTTP/1.1", host: "10.244.0.2"\n',
    )
  })

  test('forbids a directory without an index', () => {
    const one = start()
    one.exec('rm', '/usr/share/nginx/html/index.html')
    expect(one.ask('GET /').status).toBe(403)
  })

  test('serves what is mounted', () => {
    expect(start({ '/usr/share/nginx/html/index.html': 'mine\n' }).ask('GET /')).toMatchObject({ status: 200, body: 'mine\n', headers: { 'content-type': 'text/html' } })
  })

  test('runs other commands by its entrypoint', () => {
    const one = new TestContainer({ image: nginxImage('1.27.5'), args: ['echo', 'hello'] })
    one.run(100)
    expect(one.stdout).toBe('hello\n')
  })

  test('lacks curl in old versions until it is installed', () => {
    const one = new TestContainer({ image: nginx.image('1.14.2') })
    expect(one.exec('curl', 'http://localhost')).toContain('executable file not found')
    expect(one.exec('apt-get', 'install', '-y', 'curl')).toEqual({ output: expect.stringContaining('Unable to locate package curl') as string, code: 100 })
    one.exec('apt-get', 'update')
    one.exec('apt-get', 'install', '-y', 'curl')
    expect(one.exec('curl', '-s', 'http://localhost')).toMatchObject({ output: expect.stringContaining('Welcome to nginx!') as string, code: 0 })
  })
})

describe('as it is configured', () => {
  test.each([
    [
      'a fixed answer',
      'location / { return 200 "hello from $hostname\\n"; default_type text/plain; }',
      'GET /x',
      { status: 200, body: 'hello from web-1\n', headers: { 'content-type': 'text/plain' } },
    ],
    ['a redirect', 'return 301 https://$host$request_uri;', 'GET /a', { status: 301, headers: { location: 'https://10.244.0.2/a' } }],
    ['an exact location before a prefix', 'location / { return 200 prefix; } location = /x { return 204; }', 'GET /x', { status: 204 }],
    ['the longest prefix', 'location / { return 200 short; } location /a/ { return 200 long; }', 'GET /a/b', { body: 'long' }],
    ['a regular expression', 'location / { return 200 prefix; } location ~ \\.php$ { return 403; }', 'GET /x.php', { status: 403 }],
    ['a single page for all paths', 'root /usr/share/nginx/html; location / { try_files $uri $uri/ /50x.html; }', 'GET /app/route', { status: 200 }],
    ['a listing', 'location / { root /etc/nginx; autoindex on; }', 'GET /conf.d/', { status: 200 }],
    ['a status page', 'location /nginx_status { stub_status; }', 'GET /nginx_status', { status: 200 }],
  ])('with %s', (_, server, request, answer) => {
    expect(configured(server).ask(request)).toMatchObject(answer)
  })

  test('passes requests on', () => {
    const asked: string[] = []
    const one = configured('location /api/ { proxy_pass http://backend:8080/; proxy_set_header Host $host; }', ({ url }) => {
      asked.push(url)
      return { status: 201, headers: {}, body: 'made\n' }
    })
    expect(one.ask('GET /api/items?id=7')).toMatchObject({ status: 201, body: 'made\n' })
    expect(asked).toEqual(['http://backend:8080/items?id=7'])
  })

  test('says 502 when nobody answers there', () => {
    expect(configured('location / { proxy_pass http://backend; }').ask('GET /').status).toBe(502)
  })

  test.each([
    ['an unknown directive', 'lisen 80;', 'unknown directive "lisen" in /etc/nginx/conf.d/default.conf:1'],
    ['a pattern that is none', 'location ~ ( { return 200; }', 'pcre2_compile() failed: invalid pattern in "(" in /etc/nginx/conf.d/default.conf:1'],
    ['an upstream without an address', 'location / { proxy_pass http://nosuch; }', 'host not found in upstream "nosuch" in /etc/nginx/conf.d/default.conf:1'],
  ])('does not start with %s', (_, server, problem) => {
    const one = configured(server)
    expect(one.exit).toEqual({ exitCode: 1, reason: 'Error' })
    expect(one.stderr).toContain(`[emerg] 1#1: ${problem}\n`)
  })

  test('does not start on a port that is taken', () => {
    const one = configured('listen 80;')
    one.exec('nginx')
    one.run(5_000)
    expect(one.exec('nginx')).toMatchObject({ code: 1, output: expect.stringContaining('bind() to 0.0.0.0:80 failed (98: Address already in use)') as string })
  })
})

test.each([
  ['http {', 'unexpected end of file, expecting "}" in /c:1'],
  ['}', 'unexpected "}" in /c:1'],
  ['user nginx', 'unexpected end of file, expecting ";" or "}" in /c:1'],
])('the configuration %s is refused', (text, message) => {
  expect(() => readConfiguration(new MemoryFiles(() => 0, { '/c': text }), '/c')).toThrow(new ConfigurationError(message))
})

test.each(['1.0', '2.0'])('versioned-nginx %s names its version', (tag) => {
  expect(new TestContainer({ image: versionedNginx.image(tag) }).ask('GET /').body).toContain(`version ${tag[0]}`)
})
