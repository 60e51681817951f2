import { beforeEach, describe, expect, test } from 'vitest'
import { formatTime } from '../../base/time.ts'
import type { Deployment, Pod } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { garbageCollector } from '../garbageCollector/garbageCollector.ts'
import { replicaSetController } from '../replicaset/replicaset.ts'
import { deploymentController } from './deployment.ts'

/** What the Deployment and its ReplicaSets went through, a line a write. */
let steps: string[]
let plane: ControlPlane
/** Whether new pods with that image become ready, and after how many milliseconds. */
let readyAfterMs: (image: string) => number | undefined

beforeEach(() => {
  plane = new ControlPlane([deploymentController, replicaSetController, garbageCollector])
  steps = []
  readyAfterMs = () => 1000
  const { simulation, api } = plane
  plane.server.store.onChange.push((resource, { type, object }) => {
    if (resource === 'deployments.apps') steps.push(`deploy ${describeDeployment(object as unknown as Deployment)}`)
    if (resource === 'replicasets.apps') {
      const { spec, metadata } = object as unknown as { spec: { replicas: number }; metadata: { name: string } }
      const line = `rs ${metadata.name.slice(4)} ${spec.replicas}`
      if (type !== 'DELETED' && steps.findLast((step) => step.startsWith(`rs ${metadata.name.slice(4)} `)) !== line) steps.push(line)
      if (type === 'DELETED') steps.push(`rs ${metadata.name.slice(4)} gone`)
    }
    // What a kubelet would do: pods become ready in time, and go a while after they are told to.
    if (resource !== 'pods') return
    const pod = object as unknown as Pod
    const { name } = pod.metadata
    const delayMs = readyAfterMs(pod.spec.containers[0]?.image ?? '')
    if (type === 'ADDED')
      simulation.schedule(0, () => api.create('pods', { metadata: { name, namespace: 'default' }, target: { kind: 'Node', name: 'node-1' } } as never, { subresource: 'binding' }))
    if (type === 'ADDED' && delayMs !== undefined)
      simulation.schedule(delayMs, () => {
        if (plane.list('pods').some((candidate) => candidate.metadata.uid === pod.metadata.uid))
          plane.setPod(name, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(simulation.nowMs) }] })
      })
    if (type === 'MODIFIED' && pod.metadata.deletionTimestamp && (pod.metadata.deletionGracePeriodSeconds ?? 0) > 0)
      simulation.schedule(500, () => plane.list('pods').some((candidate) => candidate.metadata.uid === pod.metadata.uid) && api.delete('pods', 'default', name, { gracePeriodSeconds: 0 }))
  })
})

function describeDeployment({ metadata, spec, status }: Deployment): string {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, unavailableReplicas = 0, observedGeneration = 0, conditions = [] } = status
  const told = conditions.map(({ type, reason }) => `${type}=${reason}`).join(',')
  return `${metadata.generation ?? 0}/${observedGeneration} rev ${metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '-'} want ${spec.replicas ?? 0} have ${replicas} new ${updatedReplicas} up ${availableReplicas} down ${unavailableReplicas} ${told}`
}

function create(spec: Record<string, unknown> = {}, image = 'nginx:1.27'): void {
  plane.api.create('deployments.apps', {
    metadata: { name: 'web', namespace: 'default', annotations: { team: 'blue', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image }] } }, ...spec },
  })
}

const setImage = (image: string): unknown => plane.api.patch('deployments.apps', 'default', 'web', 'strategic', { spec: { template: { spec: { containers: [{ name: 'nginx', image }] } } } })
const patch = (body: unknown): unknown => plane.api.patch('deployments.apps', 'default', 'web', 'merge', body)
const web = (): Deployment => plane.api.get('deployments.apps', 'default', 'web')
const sizes = (): string[] => steps.filter((step) => step.startsWith('rs '))
const condition = (type: string) => web().status.conditions?.find((candidate) => candidate.type === type)

describe('a new Deployment', () => {
  test('goes through the writes of a real one', () => {
    create()
    plane.run(5000)
    // Where statuses and pods are counted twice as fast as on a real machine, steps between may be fewer; the first four and the last are fixed.
    expect(steps.slice(0, 4)).toEqual([
      'deploy 1/0 rev - want 3 have 0 new 0 up 0 down 0 ',
      'rs 796cf5c97c 3',
      'deploy 1/0 rev 1 want 3 have 0 new 0 up 0 down 0 Progressing=NewReplicaSetCreated',
      'deploy 1/1 rev 1 want 3 have 0 new 0 up 0 down 3 Progressing=NewReplicaSetCreated,Available=MinimumReplicasUnavailable',
    ])
    expect(steps.at(-1)).toBe('deploy 1/1 rev 1 want 3 have 3 new 3 up 3 down 0 Available=MinimumReplicasAvailable,Progressing=NewReplicaSetAvailable')
    expect(plane.events('web')).toEqual(['Normal ScalingReplicaSet Scaled up replica set web-796cf5c97c from 0 to 3'])
    expect(plane.list('replicasets.apps')[0]?.metadata).toMatchObject({
      labels: { app: 'web', 'pod-template-hash': '796cf5c97c' },
      annotations: { team: 'blue', 'deployment.kubernetes.io/revision': '1', 'deployment.kubernetes.io/desired-replicas': '3', 'deployment.kubernetes.io/max-replicas': '4' },
      ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true, blockOwnerDeletion: true }],
    })
  })

  test('counts up one generation behind when scaled, and does not begin to progress again', () => {
    create()
    plane.run(5000)
    steps.length = 0
    patch({ spec: { replicas: 6 } })
    plane.run(5000)
    expect(steps.slice(0, 4)).toEqual([
      'deploy 2/1 rev 1 want 6 have 3 new 3 up 3 down 0 Available=MinimumReplicasAvailable,Progressing=NewReplicaSetAvailable',
      'rs 796cf5c97c 6',
      'deploy 2/2 rev 1 want 6 have 3 new 3 up 3 down 0 Progressing=NewReplicaSetAvailable,Available=MinimumReplicasUnavailable',
      'deploy 2/2 rev 1 want 6 have 3 new 3 up 3 down 3 Progressing=NewReplicaSetAvailable,Available=MinimumReplicasUnavailable',
    ])
    expect(plane.events('web').at(-1)).toBe('Normal ScalingReplicaSet Scaled up replica set web-796cf5c97c from 3 to 6')
  })

  test('makes a deleted ReplicaSet again, with the same name', () => {
    create()
    plane.run(5000)
    plane.api.delete('replicasets.apps', 'default', 'web-796cf5c97c')
    plane.run(5000)
    expect(plane.list('replicasets.apps')[0]?.metadata).toMatchObject({ name: 'web-796cf5c97c', annotations: { 'deployment.kubernetes.io/revision': '1' } })
    expect(condition('Progressing')?.reason).toBe('NewReplicaSetAvailable')
  })

  test('avoids a name that another ReplicaSet has', () => {
    const template = { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'c', image: 'c' }] } }
    plane.api.create('replicasets.apps', { metadata: { name: 'web-796cf5c97c', namespace: 'default' }, spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, template } })
    create()
    plane.run(5000)
    expect(web().status.collisionCount).toBe(1)
    expect(plane.list('replicasets.apps').filter(({ metadata }) => metadata.ownerReferences)).toMatchObject([{ spec: { replicas: 3 } }])
    expect(steps[2]).toBe('deploy 1/0 rev - want 3 have 0 new 0 up 0 down 0 ')
  })
})

describe('a rolling update', () => {
  test('with surge only takes an old pod for each new one that is available', () => {
    create({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })
    plane.run(5000)
    steps.length = 0
    setImage('nginx:1.28')
    plane.run(20_000)
    expect(sizes()).toEqual(['rs 6774d4bdfd 1', 'rs 796cf5c97c 2', 'rs 6774d4bdfd 2', 'rs 796cf5c97c 1', 'rs 6774d4bdfd 3', 'rs 796cf5c97c 0'])
    expect(web().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2')
    expect(web().status).toMatchObject({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 })
  })

  test('without surge takes an old pod first', () => {
    create({ replicas: 4, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '30%' } } })
    plane.run(5000)
    steps.length = 0
    setImage('nginx:1.28')
    plane.run(20_000)
    expect(sizes().slice(0, 5)).toEqual(['rs 6774d4bdfd 0', 'rs 796cf5c97c 3', 'rs 6774d4bdfd 1', 'rs 796cf5c97c 2', 'rs 6774d4bdfd 2'])
    expect(plane.events('web').some((event) => event.includes('from 0 to 0'))).toBe(false)
  })

  test('overtaken by another deletes the half-made pods of the first at once', () => {
    create()
    plane.run(5000)
    readyAfterMs = (image) => (image === 'nginx:1.28' ? undefined : 1000)
    setImage('nginx:1.28')
    plane.run(2000)
    steps.length = 0
    setImage('nginx:1.29')
    plane.run(10_000)
    expect(sizes().slice(0, 2)).toEqual([expect.stringMatching(/^rs \S+ 0$/), 'rs 6774d4bdfd 0'])
    expect(web().status).toMatchObject({ updatedReplicas: 3, availableReplicas: 3 })
  })

  test('scaled in the middle spreads the pods over both ReplicaSets', () => {
    create({ replicas: 10, strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } })
    plane.run(5000)
    readyAfterMs = () => undefined
    setImage('nginx:1.28')
    plane.run(5000)
    steps.length = 0
    patch({ spec: { replicas: 15 } })
    plane.run(5000)
    expect(sizes()).toEqual(['rs 796cf5c97c 11', 'rs 6774d4bdfd 7'])
    steps.length = 0
    patch({ spec: { replicas: 6 } })
    plane.run(5000)
    expect(sizes().slice(0, 2)).toEqual(['rs 796cf5c97c 5', 'rs 6774d4bdfd 4'])
  })

  test('that does not get on for the time of its deadline is reported, a second later', () => {
    create({ progressDeadlineSeconds: 15 })
    plane.run(5000)
    readyAfterMs = () => undefined
    setImage('nosuch:1')
    plane.run(14_000)
    const { lastUpdateTime = '' } = condition('Progressing') ?? {}
    expect(condition('Progressing')?.reason).toBe('ReplicaSetUpdated')
    plane.run(Date.parse(lastUpdateTime) + 16_000 - plane.simulation.nowMs - 1)
    expect(condition('Progressing')?.reason).toBe('ReplicaSetUpdated')
    plane.run(20)
    expect(condition('Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded', message: expect.stringMatching(/^ReplicaSet "web-\w+" has timed out progressing\.$/) })
    expect(condition('Available')?.status).toBe('True')
  })
})

describe('an earlier template', () => {
  test('gets a new number, and its ReplicaSet remembers the old one', () => {
    create()
    plane.run(5000)
    setImage('nginx:1.28')
    plane.run(10_000)
    steps.length = 0
    setImage('nginx:1.27')
    plane.run(10_000)
    expect(steps.slice(0, 3)).toEqual([
      'deploy 3/2 rev 2 want 3 have 3 new 3 up 3 down 0 Available=MinimumReplicasAvailable,Progressing=NewReplicaSetAvailable',
      'rs 796cf5c97c 0',
      'deploy 3/2 rev 3 want 3 have 3 new 3 up 3 down 0 Available=MinimumReplicasAvailable,Progressing=NewReplicaSetAvailable',
    ])
    expect(plane.api.get('replicasets.apps', 'default', 'web-796cf5c97c').metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3', 'deployment.kubernetes.io/revision-history': '1' })
    expect(steps.some((step) => step.includes('NewReplicaSetCreated') || step.includes('FoundNewReplicaSet'))).toBe(false)
  })

  test('is forgotten when the history is full', () => {
    create({ revisionHistoryLimit: 1 })
    plane.run(5000)
    for (const tag of ['1.28', '1.29']) {
      setImage(`nginx:${tag}`)
      plane.run(10_000)
    }
    expect(plane.list('replicasets.apps').map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']).sort()).toEqual(['2', '3'])
    patch({ spec: { revisionHistoryLimit: 0 } })
    plane.run(1000)
    expect(plane.list('replicasets.apps')).toHaveLength(1)
  })
})

test('Recreate makes the first new pod when the last old one is gone', () => {
  create({ strategy: { type: 'Recreate', rollingUpdate: null } })
  plane.run(5000)
  setImage('nginx:1.28')
  plane.run(400)
  expect(plane.list('replicasets.apps')).toHaveLength(1)
  expect(plane.list('pods')).toHaveLength(3)
  expect(web().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1')
  plane.run(5000)
  expect(web().status).toMatchObject({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 })
})

test('a pause holds back the template, but not the size; its end brings one rollout', () => {
  create()
  plane.run(5000)
  steps.length = 0
  patch({ spec: { paused: true } })
  plane.run(1000)
  expect(steps.slice(1)).toEqual([
    'deploy 2/1 rev 1 want 3 have 3 new 3 up 3 down 0 Available=MinimumReplicasAvailable,Progressing=DeploymentPaused',
    'deploy 2/2 rev 1 want 3 have 3 new 3 up 3 down 0 Available=MinimumReplicasAvailable,Progressing=DeploymentPaused',
  ])
  setImage('nginx:1.28')
  patch({ spec: { replicas: 2 } })
  plane.run(3000)
  expect(web().status).toMatchObject({ replicas: 2, availableReplicas: 2 })
  expect(web().status.updatedReplicas).toBeUndefined()
  steps.length = 0
  patch({ spec: { paused: false } })
  plane.run(10_000)
  expect(steps.slice(1, 4)).toEqual([expect.stringMatching('rev 1 .*Progressing=DeploymentResumed'), 'rs 6774d4bdfd 1', expect.stringMatching('rev 2 .*Progressing=DeploymentResumed')])
  expect(steps.some((step) => step.includes('NewReplicaSetCreated'))).toBe(false)
  expect(condition('Progressing')?.reason).toBe('NewReplicaSetAvailable')
})

test('a new Deployment takes over the ReplicaSet that an earlier one has left behind', () => {
  create()
  plane.run(5000)
  plane.api.delete('deployments.apps', 'default', 'web', { propagationPolicy: 'Orphan' })
  plane.run(2000)
  expect(plane.list('replicasets.apps')[0]?.metadata.ownerReferences).toBeUndefined()
  steps.length = 0
  create()
  plane.run(5000)
  expect(plane.list('replicasets.apps')).toHaveLength(1)
  expect(steps.some((step) => step.includes('FoundNewReplicaSet'))).toBe(true)
})
