import { expect, test } from 'vitest'
import type { ApiRequest } from '../client/transport.ts'
import { Session } from './session.ts'

const START_MS = Date.parse('2026-01-01T00:00:00Z')
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } } },
}
const post: ApiRequest = { method: 'POST', target: '/apis/apps/v1/namespaces/default/deployments', headers: { 'content-type': 'application/json' }, body: JSON.stringify(deployment) }

/** A session in which some things were done. */
function lived(seed: number): Session {
  const session = new Session({ seed, startMs: START_MS })
  session.advanceTo(10_000)
  session.request(post)
  session.advanceTo(25_321)
  const [pod] = session.cluster.observer.list('pods').items
  session.request({ method: 'DELETE', target: `/api/v1/namespaces/default/pods/${pod?.metadata.name}`, headers: {} })
  session.advanceTo(30_000)
  session.act({ kind: 'machine', node: 'node-2', act: 'disconnect' })
  session.act({ kind: 'traffic', name: 'visitor', url: 'http://web.default/', perSecond: 5 })
  session.advanceTo(60_000)
  return session
}

test('a Deployment comes to run', () => {
  const { cluster } = lived(1)
  const pods = cluster.observer.list('pods').items
  expect(pods.map(({ status }) => status.phase)).toEqual(['Running', 'Running', 'Running'])
  expect(cluster.observer.get('deployments.apps', 'default', 'web').status?.updatedReplicas).toBe(3)
})

test('equal runs have equal logs, others have not', () => {
  expect(lived(7).cluster.logHash).toBe(lived(7).cluster.logHash)
  expect(lived(7).cluster.logHash).not.toBe(lived(8).cluster.logHash)
})

test('a session is its inputs: repeated, they bring about the same, whoever looks on', () => {
  const first = lived(3)
  const again = new Session({ seed: 3, startMs: START_MS }, ({ cluster }) => {
    cluster.observer.watch('pods', { resourceVersion: '0' }, () => {})
    cluster.network.onRequest(() => {})
  })
  for (const input of JSON.parse(JSON.stringify(first.inputs)) as typeof first.inputs) again.repeat(input)
  again.advanceTo(60_000)
  expect(again.inputs).toEqual(first.inputs)
  expect(again.cluster.logHash).toBe(first.cluster.logHash)
})

test('what only reads is no input', () => {
  const session = new Session({ seed: 1, startMs: START_MS })
  expect(session.request({ method: 'GET', target: '/api/v1/nodes', headers: {} }).status).toBe(200)
  expect(session.request({ ...post, target: `${post.target}?dryRun=All` }).status).toBe(201)
  expect(session.inputs).toEqual([])
})

test('the page between two writes of a command does not make them two commands', () => {
  const session = new Session({ seed: 1, startMs: START_MS })
  const headers = { ...post.headers, 'kubectl-session': 'one' }
  session.request({ ...post, headers })
  session.request({ ...post, body: post.body?.toString().replace('"web"', '"api"'), headers })
  session.request({ ...post, body: post.body?.toString().replace('"web"', '"db"') })
  expect(session.inputs.map(({ command }) => command)).toEqual([1, 1, 2])
})
