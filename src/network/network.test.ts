import { describe, expect, test } from 'vitest'
import { ControlPlane } from '../testing/controlPlane.ts'
import { controllers } from '../controllers/registry.ts'
import type { Outcome, SimulatedRequest } from './contract.ts'
import { ClusterNetwork } from './network.ts'
import { Traffic } from './traffic.ts'

const endpointControllers = controllers.filter(({ name }) => /endpoint/i.test(name))

function setUp(service: Record<string, unknown> = {}) {
  const plane = new ControlPlane(endpointControllers)
  const network = new ClusterNetwork(plane.simulation, plane.api)
  plane.api.create('services', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], clusterIP: '10.96.0.50', ...service },
  })
  for (const [index, name] of ['node-1', 'node-2'].entries()) {
    plane.addNode(name)
    plane.api.patch('nodes', '', name, 'merge', { spec: { podCIDR: `10.244.${index}.0/24` }, status: { addresses: [{ type: 'InternalIP', address: `192.168.49.${index + 2}` }] } })
    plane.api.patch('nodes', '', name, 'merge', { status: { addresses: [{ type: 'InternalIP', address: `192.168.49.${index + 2}` }] } }, { subresource: 'status' })
  }
  const serve = (name: string, ip: string, node: string): void => {
    plane.addPod(name, { labels: { app: 'web' }, node, ip })
    network.attach(ip, node)
    network.listen(ip, 8080, { pod: `pods/default/${name}`, node }, ({ path }) => ({ status: path === '/missing' ? 404 : 200, body: name }))
  }
  serve('a', '10.244.0.2', 'node-1')
  serve('b', '10.244.1.2', 'node-2')
  plane.run(5_000)
  const ask = (request: Partial<SimulatedRequest>): Outcome => {
    let outcome: Outcome | undefined
    network.send(
      { from: 'clients/x', fromAddress: '', fromNode: '', method: 'GET', host: 'web', port: 80, path: '/', headers: {}, body: '', timeoutMs: 5_000, kind: 'traffic', ...request },
      (ended) => void (outcome = ended),
    )
    plane.run(6_000)
    return outcome as Outcome
  }
  return { plane, network, ask }
}

const bodyOf = (outcome: Outcome): string => (outcome.kind === 'response' ? outcome.body : outcome.message)

describe('a request', () => {
  test.each([
    ['by the name of a Service', { host: 'web.default' }, /^[ab]$/],
    ['by its full name', { host: 'web.default.svc.cluster.local' }, /^[ab]$/],
    ['by cluster IP', { host: '10.96.0.50' }, /^[ab]$/],
    ['to a pod', { host: '10.244.0.2', port: 8080 }, /^a$/],
    ['to a closed port of a pod', { host: '10.244.0.2', port: 1 }, /^dial tcp 10\.244\.0\.2:1: connect: connection refused$/],
    ['to an address of a pod that is gone', { host: '10.244.0.99', port: 80 }, /^dial tcp 10\.244\.0\.99:80: connect: no route to host$/],
    ['to an address that nobody has', { host: '10.244.9.9', port: 80 }, /^dial tcp 10\.244\.9\.9:80: i\/o timeout$/],
    ['to another port of a Service', { host: '10.96.0.50', port: 81 }, /^dial tcp 10\.96\.0\.50:81: i\/o timeout$/],
    ['to a closed port of a machine', { host: '192.168.49.2', port: 80 }, /connection refused$/],
    ['to itself', { host: 'localhost', port: 8080, from: 'pods/default/b', fromAddress: '10.244.1.2', fromNode: 'node-2' }, /^b$/],
    [
      'to a closed port of itself',
      { host: '127.0.0.1', port: 81, from: 'pods/default/b', fromAddress: '10.244.1.2', fromNode: 'node-2' },
      /^dial tcp 127\.0\.0\.1:81: connect: connection refused$/,
    ],
    ['without a word', { method: '', host: '10.244.0.2', port: 8080 }, /^$/],
    ['to an unknown name', { host: 'nosuch' }, /^dial tcp: lookup nosuch: no such host$/],
  ])('%s', (_, request, answer) => {
    expect(bodyOf(setUp().ask(request))).toMatch(answer)
  })

  test('goes to each ready endpoint about equally often', () => {
    const { ask } = setUp()
    const answers = Array.from({ length: 60 }, () => bodyOf(ask({})))
    expect(answers.filter((answer) => answer === 'a').length).toBeGreaterThan(15)
    expect(answers.filter((answer) => answer === 'b').length).toBeGreaterThan(15)
  })

  test('is refused when no endpoint is ready', () => {
    const { plane, ask } = setUp()
    plane.setReady('a', false)
    plane.setReady('b', false)
    plane.run(3_000)
    expect(bodyOf(ask({}))).toBe('dial tcp 10.96.0.50:80: connect: connection refused')
  })

  test('stays with one endpoint when the Service wants that', () => {
    const { ask } = setUp({ sessionAffinity: 'ClientIP' })
    expect(new Set(Array.from({ length: 12 }, () => bodyOf(ask({})))).size).toBe(1)
  })

  test('times out when the machine is cut off', () => {
    const { network, ask } = setUp()
    network.setReachable('node-1', false)
    expect(bodyOf(ask({ host: '10.244.0.2', port: 8080 }))).toBe('dial tcp 10.244.0.2:8080: i/o timeout')
  })

  test('goes through a node port of any machine', () => {
    const { ask } = setUp({ type: 'NodePort', ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] })
    for (const host of ['192.168.49.2', '192.168.49.3', 'node-1']) expect(bodyOf(ask({ host, port: 30_080 }))).toMatch(/^[ab]$/)
  })

  test('is answered by no machine without an endpoint if the Service is for local traffic only', () => {
    const { plane, ask } = setUp({ type: 'NodePort', externalTrafficPolicy: 'Local', ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] })
    plane.setReady('b', false)
    plane.run(3_000)
    expect(bodyOf(ask({ host: '192.168.49.2', port: 30_080 }))).toBe('a')
    expect(bodyOf(ask({ host: '192.168.49.3', port: 30_080 }))).toBe('dial tcp 192.168.49.3:30080: i/o timeout')
  })

  test('still goes to a pod that has just been killed, until that has come round', () => {
    const { plane, network, ask } = setUp()
    plane.setReady('b', false)
    plane.run(3_000)
    network.close('10.244.0.2', 8080)
    expect(bodyOf(ask({}))).toMatch(/connection refused$/)
  })

  test('breaks when the program ends before it has answered', () => {
    const { plane, network } = setUp()
    network.listen('10.244.0.2', 9090, { pod: 'pods/default/a', node: 'node-1' }, () => ({ status: 200, body: 'late', latencyMs: 1_000 }))
    let outcome: Outcome | undefined
    network.send(
      { from: 'clients/x', fromAddress: '', fromNode: '', method: 'GET', host: '10.244.0.2', port: 9090, path: '/', headers: {}, body: '', timeoutMs: 5_000, kind: 'traffic' },
      (ended) => void (outcome = ended),
    )
    plane.run(500)
    network.close('10.244.0.2', 9090)
    plane.run(100)
    expect(outcome).toEqual({ kind: 'reset', message: 'read tcp 10.244.0.2:9090: read: connection reset by peer' })
  })

  test('times out when the answer takes too long', () => {
    const { network, ask } = setUp()
    network.listen('10.244.0.2', 9090, { pod: 'pods/default/a', node: 'node-1' }, () => ({ status: 200, body: 'late', latencyMs: 10_000 }))
    expect(bodyOf(ask({ host: '10.244.0.2', port: 9090 }))).toBe('context deadline exceeded (Client.Timeout exceeded while awaiting headers)')
  })

  test('to a headless name finds a pod', () => {
    const { ask } = setUp({ clusterIP: 'None' })
    expect(bodyOf(ask({ port: 8080 }))).toMatch(/^[ab]$/)
  })
})

test('a visitor sends as often as it should', () => {
  const { plane, network } = setUp()
  let count = 0
  network.onRequest(() => void count++)
  const traffic = new Traffic(plane.simulation, network)
  traffic.set({ name: 'visitor', host: 'web', port: 80, path: '/', perSecond: 12 })
  plane.run(10_000)
  expect(count).toBeGreaterThanOrEqual(118)
  expect(count).toBeLessThanOrEqual(121)
  const { total, byOutcome, byPod } = traffic.count('visitor') ?? { total: 0, byOutcome: {}, byPod: {} }
  expect(total).toBeGreaterThan(100)
  expect(byOutcome).toEqual({ 200: total })
  expect(Object.keys(byPod)).toEqual(['pods/default/a', 'pods/default/b'])
  traffic.set({ name: 'visitor', host: 'web', port: 80, path: '/', perSecond: 0 })
  plane.run(1_000)
  const ended = count
  plane.run(5_000)
  expect(count).toBe(ended)
})
