import { expect, test } from 'vitest'
import type { Service } from '../kinds/resources.ts'
import { resolveName, type Names } from './names.ts'

const services: Readonly<Record<string, object>> = {
  'default/web': { spec: { clusterIPs: ['10.96.0.50'] } },
  'prod/web': { spec: { clusterIPs: ['10.96.0.60'] } },
  'default/db': { spec: { clusterIPs: ['None'] } },
  'default/alias': { spec: { type: 'ExternalName', externalName: 'web.prod.svc.cluster.local' } },
  'default/loop': { spec: { type: 'ExternalName', externalName: 'loop.default.svc.cluster.local' } },
  'default/fixed': { spec: { type: 'ExternalName', externalName: '203.0.113.9' } },
}
const names: Names = {
  services: {
    service: (namespace, name) => services[`${namespace}/${name}`] as Service | undefined,
    endpointAddresses: (_, hostname) => (hostname === undefined ? ['10.244.0.2', '10.244.1.2'] : hostname === 'db-0' ? ['10.244.0.2'] : []),
  },
  machineAddress: (name) => (name === 'node-1' ? '192.168.49.2' : undefined),
}

test.each([
  ['web', 'default', '10.96.0.50'],
  ['WEB', 'default', '10.96.0.50'],
  ['web', 'prod', '10.96.0.60'],
  ['web.prod', 'default', '10.96.0.60'],
  ['web.prod.svc', 'default', '10.96.0.60'],
  ['web.prod.svc.cluster.local', 'default', '10.96.0.60'],
  ['web.prod.svc.cluster.local.', 'default', '10.96.0.60'],
  ['web.', 'default', ''],
  ['pod-1.web', 'default', ''],
  ['db', 'default', '10.244.0.2 10.244.1.2'],
  ['db-0.db', 'default', '10.244.0.2'],
  ['db-1.db', 'default', ''],
  ['alias', 'default', '10.96.0.60'],
  ['loop', 'default', ''],
  ['fixed', 'default', '203.0.113.9'],
  ['10-244-0-7.default.pod', 'prod', '10.244.0.7'],
  ['node-1', 'default', '192.168.49.2'],
  ['localhost', 'default', '127.0.0.1'],
  ['10.0.0.1', 'default', '10.0.0.1'],
  ['nosuch', 'default', ''],
])('%s looked up in %s', (name, namespace, expected) => {
  expect(resolveName(name, namespace, names).join(' ')).toBe(expected)
})
