import { beforeEach, expect, test } from 'vitest'
import type { Pod, ReplicaSet } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { replicaSetController } from './replicaset.ts'

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } }

let plane: ControlPlane
/** The statuses that the ReplicaSet had, each once. */
let statuses: string[]

beforeEach(() => {
  plane = new ControlPlane([replicaSetController])
  statuses = []
  plane.server.store.onChange.push((resource, { object }) => {
    if (resource !== 'replicasets.apps') return
    const { replicas = 0, readyReplicas = 0, availableReplicas = 0, observedGeneration = 0 } = (object as unknown as ReplicaSet).status
    const line = `${observedGeneration}: ${replicas} ${readyReplicas} ${availableReplicas}`
    if (statuses.at(-1) !== line) statuses.push(line)
  })
})

function create(replicas: number, spec: Record<string, unknown> = {}): void {
  plane.api.create('replicasets.apps', { metadata: { name: 'web', namespace: 'default' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template, ...spec } })
  plane.run(1000)
}

const web = (): ReplicaSet => plane.api.get('replicasets.apps', 'default', 'web')
const pods = (): readonly Pod[] => plane.list('pods')
const names = (): string[] => pods().map(({ metadata }) => metadata.name)
const scale = (replicas: number): unknown => plane.api.patch('replicasets.apps', 'default', 'web', 'merge', { spec: { replicas } })

test('it makes as many pods as are wanted, deletes what is too much, and replaces what is gone', () => {
  create(3)
  expect(names()).toHaveLength(3)
  expect(pods()[0]?.metadata).toMatchObject({ generateName: 'web-', labels: { app: 'web' }, ownerReferences: [{ kind: 'ReplicaSet', name: 'web', controller: true, blockOwnerDeletion: true }] })
  scale(1)
  plane.run(1000)
  const [name = ''] = names()
  expect(names()).toHaveLength(1)
  plane.api.delete('pods', 'default', name)
  plane.run(1000)
  expect(names()).toHaveLength(1)
  expect(names()).not.toContain(name)
})

test('its status follows: the generation first, then the pods', () => {
  create(2)
  expect(statuses).toEqual(['0: 0 0 0', '1: 0 0 0', '1: 2 0 0'])
  for (const name of names()) plane.setReady(name, true)
  plane.run(1000)
  expect(web().status).toEqual({ replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 1 })
  scale(0)
  plane.run(1000)
  expect(web().status).toEqual({ replicas: 0, observedGeneration: 2 })
})

test('its events name the pods', () => {
  create(1)
  const [name = ''] = names()
  scale(0)
  plane.run(1000)
  expect(plane.events('web')).toEqual([`Normal SuccessfulCreate Created pod: ${name}`, `Normal SuccessfulDelete Deleted pod: ${name}`])
})

test('a pod that loses the label is let go, one that has it is taken in', () => {
  create(1)
  const [name = ''] = names()
  plane.api.patch('pods', 'default', name, 'merge', { metadata: { labels: { app: 'other' } } })
  plane.run(1000)
  expect(names()).toHaveLength(2)
  expect(plane.api.get('pods', 'default', name).metadata.ownerReferences).toBeUndefined()
  plane.api.patch('pods', 'default', name, 'merge', { metadata: { labels: { app: 'web' } } })
  plane.run(1000)
  expect(names()).toHaveLength(1)
})

test('a bare pod that only the selector matches is adopted, but not fully labelled', () => {
  plane.addPod('bare', { labels: { app: 'web' } })
  create(1, { template: { ...template, metadata: { labels: { app: 'web', tier: 'front' } } } })
  expect(names()).toEqual(['bare'])
  expect(web().status).toEqual({ replicas: 1, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1 })
})

test('a set that is being deleted makes and adopts no pods', () => {
  plane.api.create('replicasets.apps', { metadata: { name: 'web', namespace: 'default', finalizers: ['example.com/hold'] }, spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template } })
  plane.api.delete('replicasets.apps', 'default', 'web')
  plane.addPod('bare', { labels: { app: 'web' } })
  plane.run(1000)
  expect(names()).toEqual(['bare'])
  expect(pods()[0]?.metadata.ownerReferences).toBeUndefined()
})

test('a failure is told once a batch, kept as a condition, tried again in growing pauses, and forgotten when it is over', () => {
  plane.api.delete('serviceaccounts', 'default', 'default')
  create(5)
  const message = 'pods "web-" is forbidden: error looking up service account default/default: serviceaccount "default" not found'
  expect(web().status).toMatchObject({ replicas: 0, conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] })
  const event = () => plane.list('events').find(({ reason }) => reason === 'FailedCreate')
  expect(event()?.message).toBe(`Error creating: ${message}`)
  // 5 ms, 10 ms … 320 ms: the first and seven more in the first second.
  expect(event()?.count).toBe(8)
  plane.api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } })
  plane.run(2000)
  expect(names()).toHaveLength(5)
  expect(web().status.conditions).toBeUndefined()
})

test('pods that are all ready are available after minReadySeconds, to the millisecond', () => {
  create(2, { minReadySeconds: 10 })
  // Ready is written in whole seconds.
  for (const name of names()) plane.setReady(name, true)
  plane.run(9990)
  expect(web().status).toMatchObject({ readyReplicas: 2 })
  expect(web().status.availableReplicas).toBeUndefined()
  plane.run(40)
  expect(web().status.availableReplicas).toBe(2)
})

test('a pod that becomes ready before the others is available a second later than it need be', () => {
  create(2, { minReadySeconds: 6 })
  const [first = '', second = ''] = names()
  plane.setReady(first, true)
  plane.run(2500)
  plane.setReady(second, true)
  plane.run(4000)
  expect(web().status.availableReplicas).toBeUndefined()
  plane.run(530)
  expect(web().status.availableReplicas).toBe(1)
  // The look for the second was dropped in favour of the earlier one, and the next is minReadySeconds after that.
  plane.run(5900)
  expect(web().status.availableReplicas).toBe(1)
  plane.run(100)
  expect(web().status.availableReplicas).toBe(2)
})
