import { beforeEach, expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { endpointsController } from './endpoints.ts'
import { subsetsOf, truncated } from './subsets.ts'
import type { Pod, Service } from '../../kinds/resources.ts'

let plane: ControlPlane
const endpoints = (name = 'web') => plane.list('endpoints').find(({ metadata }) => metadata.name === name)
const service = (spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}) =>
  plane.api.create('services', { metadata: { name: 'web', namespace: 'default', ...metadata }, spec: { selector: { app: 'web' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }, { name: 'alt', port: 8080, targetPort: 80 }], ...spec } })

beforeEach(() => {
  plane = new ControlPlane([endpointsController])
  plane.addNode('node-1')
  plane.run(100)
})

test('without pods it has no subsets', () => {
  service({}, { labels: { team: 'blue' } })
  plane.run(100)
  expect(endpoints()?.metadata).toMatchObject({ labels: { team: 'blue' }, annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' } })
  expect(endpoints()?.subsets).toBeUndefined()
})

test('ready pods are addresses, others wait apart, terminating ones are not there', () => {
  service()
  plane.addPod('b', { labels: { app: 'web' }, ip: '10.244.0.3' })
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.addPod('c', { labels: { app: 'web' }, ip: '10.244.0.4' })
  plane.run(2500)
  plane.setReady('b', false)
  plane.run(100)
  expect(endpoints()?.subsets).toEqual([
    {
      addresses: [expect.objectContaining({ ip: '10.244.0.2', nodeName: 'node-1' }), expect.objectContaining({ ip: '10.244.0.4' })],
      notReadyAddresses: [{ ip: '10.244.0.3', nodeName: 'node-1', targetRef: { kind: 'Pod', namespace: 'default', name: 'b', uid: plane.api.get('pods', 'default', 'b').metadata.uid } }],
      ports: [
        { name: 'web', port: 80, protocol: 'TCP' },
        { name: 'alt', port: 80, protocol: 'TCP' },
      ],
    },
  ])
  expect(endpoints()?.metadata.annotations).toEqual({ 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:02Z' })
  plane.api.delete('pods', 'default', 'a')
  plane.run(100)
  expect(endpoints()?.subsets?.[0]?.addresses).toHaveLength(1)
  expect(endpoints()?.metadata.annotations).toBeUndefined()
})

test('a headless Service says so, and needs no ports', () => {
  service({ clusterIP: 'None', ports: [] })
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2', spec: { hostname: 'first', subdomain: 'web' } })
  plane.run(100)
  expect(endpoints()?.metadata.labels).toEqual({ 'service.kubernetes.io/headless': '' })
  expect(endpoints()?.subsets).toMatchObject([{ addresses: [{ ip: '10.244.0.2', hostname: 'first' }] }])
  expect(endpoints()?.subsets?.[0]).not.toHaveProperty('ports')
})

test('they go with their Service and come back if deleted under it', () => {
  service()
  plane.run(100)
  plane.api.delete('endpoints', 'default', 'web')
  plane.run(100)
  expect(endpoints()).toBeDefined()
  plane.api.delete('services', 'default', 'web')
  plane.run(100)
  expect(endpoints()).toBeUndefined()
})

test('endpoints kept by hand stay, but not over a start of the controllers if there is no Service', () => {
  service({ selector: null }, { name: 'outside' })
  for (const name of ['outside', 'alone']) plane.api.create('endpoints', { metadata: { name, namespace: 'default' }, subsets: [{ addresses: [{ ip: '192.0.2.10' }], ports: [{ port: 5432 }] }] })
  plane.run(1000)
  expect(endpoints('alone')).toBeDefined()
  plane.manager.stop()
  plane.manager.start()
  plane.run(1000)
  expect(endpoints('alone')).toBeUndefined()
  expect(endpoints('outside')).toBeDefined()
})

const pod = (name: string, port: number, ready: boolean) =>
  ({ metadata: { name, uid: name, namespace: 'default' }, spec: { nodeName: 'n', containers: [{ ports: [{ name: 'http', containerPort: port }] }] }, status: { phase: 'Running', podIP: `10.0.0.${name}`, podIPs: [{ ip: `10.0.0.${name}` }], conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } }) as unknown as Pod
const plain = { metadata: { name: 'web', namespace: 'default' }, spec: { clusterIP: '10.96.0.9', ipFamilies: ['IPv4'], ports: [{ port: 80, targetPort: 'http' }] } } as unknown as Service

test('pods with different numbers for a port are in different subsets', () => {
  expect(subsetsOf(plain, [pod('1', 80, true), pod('2', 8080, true), pod('3', 80, false)])).toMatchObject([
    { addresses: [{ ip: '10.0.0.1' }], notReadyAddresses: [{ ip: '10.0.0.3' }], ports: [{ port: 80 }] },
    { addresses: [{ ip: '10.0.0.2' }], ports: [{ port: 8080 }] },
  ])
})

test('more than a thousand are cut, unready ones first', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ip: String(i) }))
  const sizes = (subsets: ReturnType<typeof truncated>) => subsets.map(({ addresses, notReadyAddresses }) => [addresses?.length ?? 0, notReadyAddresses?.length ?? 0])
  expect(sizes(truncated([{ addresses: many(900), notReadyAddresses: many(300) }]))).toEqual([[900, 100]])
  expect(sizes(truncated([{ addresses: many(900), notReadyAddresses: many(5) }, { addresses: many(300) }]))).toEqual([[750, 0], [250, 0]])
})
