import { beforeEach, describe, expect, test } from 'vitest'
import type { EndpointSlice } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { endpointSliceController } from './endpointSlice.ts'

let plane: ControlPlane
const slices = (): readonly EndpointSlice[] => plane.list('endpointslices.discovery.k8s.io')
const service = (spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}) =>
  plane.api.create('services', { metadata: { name: 'web', namespace: 'default', ...metadata }, spec: { selector: { app: 'web' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }], ...spec } })

beforeEach(() => {
  plane = new ControlPlane([endpointSliceController])
  plane.addNode('node-1', { 'topology.kubernetes.io/zone': 'a' })
  plane.addNode('node-2')
  plane.run(100)
})

test('without pods there is one slice without endpoints and ports, with the labels of the Service', () => {
  const { metadata } = service({}, { labels: { team: 'blue' } })
  plane.run(100)
  expect(slices()).toHaveLength(1)
  expect(slices()[0]).toMatchObject({
    metadata: {
      name: expect.stringMatching(/^web-[b-z0-9]{5}$/) as string,
      generateName: 'web-',
      labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io', 'kubernetes.io/service-name': 'web', team: 'blue' },
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: metadata.uid, controller: true, blockOwnerDeletion: true }],
    },
    addressType: 'IPv4',
    endpoints: null,
    ports: null,
  })
  plane.run(5000)
  expect(slices()[0]?.metadata.generation).toBe(1)
})

test('a pod is in the slice with its state, its machine and its zone', () => {
  service()
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.run(100)
  const { uid } = plane.api.get('pods', 'default', 'a').metadata
  expect(slices()[0]).toMatchObject({
    endpoints: [{ addresses: ['10.244.0.2'], conditions: { ready: true, serving: true, terminating: false }, targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid }, nodeName: 'node-1', zone: 'a' }],
    ports: [{ name: 'web', port: 80, protocol: 'TCP' }],
  })
})

test('what happens to a pod is seen in its conditions, until it has ended', () => {
  service()
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.run(3000)
  const conditions = () => slices()[0]?.endpoints?.map((endpoint) => endpoint.conditions)
  plane.setReady('a', false)
  plane.run(100)
  expect(conditions()).toEqual([{ ready: false, serving: false, terminating: false }])
  expect(slices()[0]?.metadata.annotations).toEqual({ 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:03Z' })
  plane.setReady('a', true)
  plane.run(100)
  plane.api.delete('pods', 'default', 'a')
  plane.run(100)
  expect(conditions()).toEqual([{ ready: false, serving: true, terminating: true }])
  expect(slices()[0]?.metadata.annotations).toBeUndefined()
  plane.api.delete('pods', 'default', 'a', { gracePeriodSeconds: 0 })
  plane.run(100)
  expect(slices()).toMatchObject([{ endpoints: null, ports: null }])
})

test('a Service that publishes also what is not ready says that it is ready', () => {
  service({ publishNotReadyAddresses: true, clusterIP: 'None' })
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.setReady('a', false)
  plane.run(100)
  expect(slices()[0]?.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '')
  expect(slices()[0]?.endpoints?.[0]?.conditions).toEqual({ ready: true, serving: false, terminating: false })
})

test('a pod that gets a name of its own has it in the slice', () => {
  service({ clusterIP: 'None' })
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2', spec: { hostname: 'first', subdomain: 'web' } })
  plane.run(100)
  expect(slices()[0]?.endpoints?.[0]?.hostname).toBe('first')
})

describe('many endpoints', () => {
  const fill = (count: number) => {
    for (let i = 0; i < count; i++) plane.addPod(`pod-${String(i).padStart(3, '0')}`, { labels: { app: 'web' }, ip: `10.244.${i >> 7}.${2 + (i & 127)}` })
  }
  const sizes = () => slices().map(({ endpoints }) => endpoints?.length).sort()

  test('a slice holds a hundred', () => {
    fill(230)
    plane.run(1)
    service()
    plane.run(100)
    expect(sizes()).toEqual([100, 100, 30])
  })

  test('an endpoint more goes into the slice that has room', () => {
    fill(130)
    plane.run(1)
    service()
    plane.run(100)
    plane.addPod('more', { labels: { app: 'web' }, ip: '10.244.9.9' })
    plane.run(100)
    expect(sizes()).toEqual([100, 31])
  })
})

test('pods with different numbers for a named port are in different slices', () => {
  service()
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.addPod('b', { labels: { app: 'web' }, ip: '10.244.0.3', spec: { containers: [{ name: 'c', image: 'nginx:1.27', ports: [{ name: 'http', containerPort: 8080 }] }] } })
  plane.run(100)
  expect(slices().map(({ ports }) => ports?.[0]?.port).sort()).toEqual([80, 8080])
})

test('a change of labels moves a pod in or out, and a change of the selector all of them', () => {
  service()
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.addPod('b', { labels: { app: 'other' }, ip: '10.244.0.3' })
  plane.run(100)
  const names = () => slices().flatMap(({ endpoints }) => (endpoints ?? []).map(({ targetRef }) => targetRef?.name))
  plane.api.patch('pods', 'default', 'b', 'merge', { metadata: { labels: { app: 'web' } } })
  plane.run(100)
  expect(names()).toEqual(['a', 'b'])
  plane.api.patch('pods', 'default', 'a', 'merge', { metadata: { labels: { app: 'third' } } })
  plane.run(100)
  expect(names()).toEqual(['b'])
  plane.api.patch('services', 'default', 'web', 'merge', { spec: { selector: { app: 'third' } } })
  plane.run(100)
  expect(names()).toEqual(['a'])
  expect(slices()).toHaveLength(1)
})

test('without a selector nothing is made', () => {
  service({ selector: null })
  plane.run(2000)
  expect(slices()).toEqual([])
})

test('what somebody else does to a slice is put right a second later', () => {
  service()
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.run(100)
  const name = slices()[0]?.metadata.name ?? ''
  plane.api.delete('endpointslices.discovery.k8s.io', 'default', name)
  plane.run(900)
  expect(slices()).toEqual([])
  plane.run(200)
  expect(slices()[0]?.endpoints).toHaveLength(1)
})

test('a pod on a machine that does not exist is left out, and said so', () => {
  service()
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2', node: 'gone' })
  plane.run(500)
  expect(slices()[0]?.endpoints).toBeNull()
  expect(plane.events('web')[0]).toBe('Warning FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service default/web: skipping Pod a for Service default/web: Node gone Not Found')
})

test('traffic that is to stay close gets a hint for each ready endpoint', () => {
  service({ trafficDistribution: 'PreferClose' })
  plane.addPod('a', { labels: { app: 'web' }, ip: '10.244.0.2' })
  plane.run(100)
  expect(slices()[0]?.endpoints?.[0]).toMatchObject({ hints: { forZones: [{ name: 'a' }] } })
  plane.api.patch('services', 'default', 'web', 'merge', { spec: { trafficDistribution: null } })
  plane.run(100)
  expect(slices()[0]?.endpoints?.[0]).not.toHaveProperty('hints')
})
