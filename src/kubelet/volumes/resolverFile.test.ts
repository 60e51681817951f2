import { expect, test } from 'vitest'
import type { Pod } from '../../kinds/resources.ts'
import { resolverFile } from './resolverFile.ts'

const CLUSTER = 'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'

test.each<[string, object, string]>([
  ['the cluster first', {}, CLUSTER],
  ['the machine\'s own on its network', { hostNetwork: true }, 'nameserver 192.168.49.1\n'],
  ['the cluster first on the machine\'s network', { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }, CLUSTER],
  ['the machine\'s own', { dnsPolicy: 'Default' }, 'nameserver 192.168.49.1\n'],
  ['one\'s own', { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'], searches: ['example.com'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] } }, 'search example.com\nnameserver 192.0.2.1\noptions ndots:2 edns0\n'],
  ['additions', { dnsConfig: { searches: ['example.com'], options: [{ name: 'ndots', value: '1' }] } }, 'search shop.svc.cluster.local svc.cluster.local cluster.local example.com\nnameserver 10.96.0.10\noptions ndots:1\n'],
])('%s', (_, spec, text) => {
  expect(resolverFile({ metadata: { name: 'web', namespace: 'shop' }, spec } as unknown as Pod)).toBe(text)
})
