import { describe, expect, test } from 'vitest'
import { playgroundImages } from './playground.ts'

const denied = 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'

describe('what can be pulled', () => {
  test.each([
    'nginx',
    'nginx:1.14.2',
    'nginx:1.27-alpine',
    'library/nginx',
    'docker.io/library/nginx:latest',
    'nginx@sha256:abc',
    'busybox:1.36',
    'alpine:3',
    'gcr.io/kuar-demo/kuard-amd64:green',
    'postgres:16',
    'postgres:16.4',
    'redis:7-alpine',
    'mongo:4.4',
    'ubuntu:22.04',
    'debian:bookworm-slim',
    'vergeops/versioned-nginx:2.0',
    'registry:2',
    'example/shop:7',
    'my-app',
    'localhost:5000/python-server',
    'ghcr.io/example/web',
  ])('%s', (reference) => {
    expect(playgroundImages.pull(reference)).toHaveProperty('image')
  })

  test.each<[string, string]>([
    ['nginx:1.999', 'docker.io/library/nginx:1.999: not found'],
    ['nginx:1.161', 'docker.io/library/nginx:1.161: not found'],
    ['nginx:latets', 'docker.io/library/nginx:latets: not found'],
    ['vergeops/versioned-nginx:bad', 'docker.io/vergeops/versioned-nginx:bad: not found'],
    ['redis:does-not-exist', 'docker.io/library/redis:does-not-exist: not found'],
    ['ngnix', denied],
    ['pythonn:3.6', denied],
    ['nosuch', denied],
    ['gcr.io/kuard-demo/kuard-amd64:1', denied],
    ['grc.io/kuar-demo/kuard-amd64:1', 'failed to do request: Head "https://grc.io/v2/kuar-demo/kuard-amd64/manifests/1": dial tcp: lookup grc.io: no such host'],
  ])('not %s', (reference, why) => {
    const pulled = playgroundImages.pull(reference)
    expect('error' in pulled ? pulled.error.message : '').toMatch(
      new RegExp(`^failed to pull and unpack image "[^"]+": failed to resolve reference "[^"]+": ${why.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    )
  })
})
