import { beforeEach, expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { endpointSliceMirroringController } from './endpointSliceMirroring.ts'

let plane: ControlPlane
const slices = () => plane.list('endpointslices.discovery.k8s.io')
const addEndpoints = (subsets: object[], metadata: object = {}) => plane.api.create('endpoints', { metadata: { name: 'outside', namespace: 'default', ...metadata }, subsets })
const two = { addresses: [{ ip: '192.0.2.10' }, { ip: '192.0.2.11' }], ports: [{ port: 5432 }] }

beforeEach(() => {
  plane = new ControlPlane([endpointSliceMirroringController])
  plane.api.create('services', { metadata: { name: 'outside', namespace: 'default' }, spec: { ports: [{ port: 5432 }] } })
})

test('Endpoints kept by hand are mirrored, and their changes', () => {
  const { metadata } = addEndpoints([two], { labels: { team: 'blue' }, annotations: { note: 'x', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } })
  plane.run(100)
  expect(slices()).toHaveLength(1)
  expect(slices()[0]).toMatchObject({
    metadata: {
      generateName: 'outside-',
      labels: { team: 'blue', 'kubernetes.io/service-name': 'outside', 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' },
      annotations: { note: 'x' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name: 'outside', uid: metadata.uid, controller: true, blockOwnerDeletion: true }],
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.10'], conditions: { ready: true } }, { addresses: ['192.0.2.11'], conditions: { ready: true } }],
    ports: [{ name: '', port: 5432, protocol: 'TCP' }],
  })
  plane.api.patch('endpoints', 'default', 'outside', 'merge', { subsets: [{ notReadyAddresses: [{ ip: '192.0.2.10' }], ports: [{ port: 5433 }] }] })
  plane.run(100)
  expect(slices()).toMatchObject([{ endpoints: [{ addresses: ['192.0.2.10'], conditions: { ready: false } }], ports: [{ port: 5433 }] }])
})

test('the slice goes with the Endpoints, with the Service, and when the Service gets a selector', () => {
  addEndpoints([two])
  plane.run(100)
  plane.api.patch('services', 'default', 'outside', 'merge', { spec: { selector: { app: 'web' } } })
  plane.run(100)
  expect(slices()).toEqual([])
  plane.api.patch('services', 'default', 'outside', 'merge', { spec: { selector: null } })
  plane.run(100)
  expect(slices()).toHaveLength(1)
  plane.api.delete('endpoints', 'default', 'outside')
  plane.run(100)
  expect(slices()).toEqual([])
})

test('Endpoints that ask not to be mirrored are not', () => {
  addEndpoints([two], { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } })
  plane.run(100)
  expect(slices()).toEqual([])
})

test('each set of ports and each type of address has a slice of its own', () => {
  addEndpoints([two, { addresses: [{ ip: '192.0.2.12' }, { ip: '2001:db8::1' }], ports: [{ port: 80 }] }])
  plane.run(100)
  expect(slices().map(({ addressType, ports, endpoints }) => `${addressType} ${ports?.[0]?.port} ${endpoints?.length}`).sort()).toEqual(['IPv4 5432 2', 'IPv4 80 1', 'IPv6 80 1'])
})
