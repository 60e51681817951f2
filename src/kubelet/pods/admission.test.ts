import { expect, test } from 'vitest'
import { machineDescription } from '../../cluster/machines.ts'
import type { Node, Pod } from '../../kinds/resources.ts'
import { admissionFailure } from './admission.ts'

const pod = (requests: object, more: object = {}): Pod => ({ spec: { containers: [{ name: 'app', resources: { requests }, ports: [] }], ...more } }) as unknown as Pod
const node = { metadata: { labels: { disk: 'ssd' } }, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '2' } } } as unknown as Node
const withPort = pod({}, { containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 8080 }] }] })

test.each([
  ['fits', pod({ cpu: '3' }), [pod({ cpu: '1' })], undefined],
  ['asks for nothing on a machine that is overbooked', pod({}), [pod({ cpu: '5' })], undefined],
  ['too much cpu', pod({ cpu: '3500m' }), [pod({ cpu: '1' })], "OutOfcpu: Node didn't have enough resource: cpu, requested: 3500, used: 1000, capacity: 4000"],
  ['too much memory', pod({ memory: '9Gi' }), [], "OutOfmemory: Node didn't have enough resource: memory, requested: 9663676416, used: 0, capacity: 8589934592"],
  ['too many pods', pod({}), [pod({}), pod({})], "OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2"],
  ['another label', pod({}, { nodeSelector: { disk: 'hdd' } }), [], "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"],
  ['a port that is taken', withPort, [withPort], "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
])('%s', (_, asking, others, expected) => {
  const failure = admissionFailure(asking, others, machineDescription(1), node)
  expect(failure && `${failure.reason}: ${failure.message}`).toBe(expected)
})
