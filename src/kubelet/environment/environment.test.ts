import { expect, test } from 'vitest'
import { machineDescription } from '../../cluster/machines.ts'
import type { Pod, Service } from '../../kinds/resources.ts'
import { environment } from './environment.ts'
import type { Sources } from './sources.ts'

const sources: Sources = {
  configMap: (_, name) => (name === 'settings' ? { keys: { LEVEL: 'debug', '1st': 'one', 'bad key': 'x' } } : { error: `configmap "${name}" not found`, missing: true }),
  secret: (_, name) => (name === 'login' ? { keys: { password: 'secret' } } : { error: `secret "${name}" not found`, missing: true }),
}
const services = [
  { metadata: { name: 'my-db', namespace: 'default' }, spec: { clusterIP: '10.96.0.7', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] } },
  { metadata: { name: 'headless', namespace: 'default' }, spec: { clusterIP: 'None', ports: [{ port: 1 }] } },
  { metadata: { name: 'foreign', namespace: 'other' }, spec: { clusterIP: '10.96.0.8', ports: [{ port: 1 }] } },
] as unknown as Service[]
const pod = {
  metadata: { name: 'web', namespace: 'default', uid: 'uid', labels: { app: 'web' } },
  spec: { nodeName: 'node-1', containers: [{ name: 'app', resources: { limits: { cpu: '500m', memory: '64Mi' } } }] },
  status: {},
} as unknown as Pod

function variables(container: object, changes: object = {}): unknown {
  const own = { ...pod, spec: { ...pod.spec, enableServiceLinks: false, ...changes } } as Pod
  const made = environment({ pod: own, container: { name: 'app', ...container }, place: { address: '10.244.0.9', machine: machineDescription(1) }, sources, services })
  return 'error' in made ? made.error : made.variables
}

test.each([
  ['composed', { env: [{ name: 'A', value: 'a' }, { name: 'B', value: '$(A)$(C)' }, { name: 'C', value: 'c' }] }, { A: 'a', B: 'a$(C)', C: 'c' }],
  ['fields', { env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }] }, { IP: '10.244.0.9', APP: 'web' }],
  ['limits, rounded up', { env: [{ name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }, { name: 'M', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } }] }, { CPU: '1', M: '64' }],
  ['the machine where there is no limit', { name: 'other', env: [{ name: 'CPU', valueFrom: { resourceFieldRef: { containerName: 'app', resource: 'requests.cpu' } } }] }, { CPU: '1' }],
  ['all keys that can be names', { envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }] }, { P_LEVEL: 'debug' }],
  ['a key', { env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] }, { PASSWORD: 'secret' }],
  ['an optional key that is not there', { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key: 'x', optional: true } } }] }, {}],
  ['a key that is not there', { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key: 'x' } } }] }, "couldn't find key x in ConfigMap default/settings"],
  ['a Secret that is not there', { env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'none', key: 'x' } } }] }, 'secret "none" not found'],
  ['an optional ConfigMap that is not there', { envFrom: [{ configMapRef: { name: 'none', optional: true } }] }, {}],
])('%s', (_, container, expected) => {
  expect(variables(container)).toEqual(expected)
})

test('services of the namespace', () => {
  expect(variables({}, { enableServiceLinks: true })).toEqual({
    MY_DB_SERVICE_HOST: '10.96.0.7',
    MY_DB_SERVICE_PORT: '5432',
    MY_DB_SERVICE_PORT_SQL: '5432',
    MY_DB_PORT: 'tcp://10.96.0.7:5432',
    MY_DB_PORT_5432_TCP: 'tcp://10.96.0.7:5432',
    MY_DB_PORT_5432_TCP_PROTO: 'tcp',
    MY_DB_PORT_5432_TCP_PORT: '5432',
    MY_DB_PORT_5432_TCP_ADDR: '10.96.0.7',
  })
})
