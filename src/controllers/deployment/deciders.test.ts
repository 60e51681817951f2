import { describe, expect, test } from 'vitest'
import type { DeploymentCondition } from 'kubernetes-types/apps/v1'
import type { Deployment, ReplicaSet } from '../../kinds/resources.ts'
import { withCondition } from './conditions.ts'
import { superfluous } from './history.ts'
import { leastAvailable, limitsOf, mostReplicas } from './limits.ts'
import { recheck, rolloutStatus } from './progress.ts'
import { newestAnnotations, nextRevision } from './revision.ts'
import { shrinkOld, sizeOfNewest, type Scaling } from './rolling.ts'
import { isScalingEvent, scalingsFor } from './scaling.ts'
import { draftReplicaSet, sameTemplate, split } from './template.ts'

const START_MS = Date.parse('2026-01-01T00:00:00Z')
const template = (image: string) => ({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image }] } })

function deployment(replicas: number, surge: number | string, unavailable: number | string, rest: Record<string, unknown> = {}, status: Record<string, unknown> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'd', generation: 1 },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template('nginx:1.27'), strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } }, ...rest },
    status,
  } as unknown as Deployment
}

function set(name: string, replicas: number, available: number, annotations: Record<string, string> = {}, minute = 0): ReplicaSet {
  return {
    metadata: { name, uid: name, generation: 1, creationTimestamp: `2026-01-01T00:0${minute}:00Z`, annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`deployment.kubernetes.io/${key}`, value])) },
    spec: { replicas, template: template('nginx:1.27') },
    status: { replicas, readyReplicas: available, availableReplicas: available, observedGeneration: 1 },
  } as unknown as ReplicaSet
}

const told = (scalings: readonly Scaling[]): string[] => scalings.map(({ set: { metadata }, size }) => `${metadata.name} ${size}`)

describe('limits', () => {
  test.each([
    [10, '25%', '25%', 3, 2],
    [3, '25%', '25%', 1, 0],
    [4, 0, '10%', 0, 1],
    [2, 0, 5, 0, 2],
    [0, '25%', '25%', 0, 0],
  ])('%i pods, surge %s, unavailable %s', (replicas, surge, unavailable, expectedSurge, expectedUnavailable) => {
    const web = deployment(replicas, surge, unavailable)
    expect(limitsOf(web)).toEqual({ surge: expectedSurge, unavailable: expectedUnavailable })
    expect([mostReplicas(web), leastAvailable(web)]).toEqual([replicas + expectedSurge, replicas - expectedUnavailable])
  })

  test('Recreate has none', () => {
    expect(limitsOf(deployment(3, 1, 1, { strategy: { type: 'Recreate' } }))).toEqual({ surge: 0, unavailable: 0 })
  })
})

describe('a rolling update', () => {
  test('lets the newest grow as far as the surge allows', () => {
    const web = deployment(10, 3, 2)
    expect(sizeOfNewest(web, 0, [set('old', 10, 10)])).toBe(3)
    expect(sizeOfNewest(web, 3, [set('old', 8, 8)])).toBe(5)
    expect(sizeOfNewest(web, 5, [set('old', 8, 8)])).toBe(5)
    expect(sizeOfNewest(web, 12, [])).toBe(10)
  })

  test('takes from the old what is not needed for the least number of available pods', () => {
    const web = deployment(10, 3, 2)
    expect(told(shrinkOld(web, set('new', 3, 0), [set('old', 10, 10)]))).toEqual(['old 8'])
    expect(told(shrinkOld(web, set('new', 5, 0), [set('old', 8, 8)]))).toEqual([])
    expect(told(shrinkOld(web, set('new', 5, 2), [set('old', 8, 8)]))).toEqual(['old 6'])
  })

  test('takes what is not available first, the oldest first', () => {
    const sets = [set('second', 2, 0, {}, 2), set('first', 3, 3, {}, 1)]
    expect(told(shrinkOld(deployment(3, 1, 1), set('new', 0, 0), sets))).toEqual(['second 0', 'first 2'])
  })

  test('does not trust a ReplicaSet that tells of more available pods than it is to have', () => {
    expect(told(shrinkOld(deployment(6, 3, 2), set('new', 4, 0), [set('old', 5, 11)]))).toEqual([])
  })
})

describe('scaling', () => {
  const old = set('old', 8, 8, { 'desired-replicas': '10', 'max-replicas': '13' }, 1)
  const newest = set('new', 5, 0, { 'desired-replicas': '10', 'max-replicas': '13' }, 2)

  test('is told by the annotations', () => {
    expect(isScalingEvent(deployment(10, 3, 2), [old, newest])).toBe(false)
    expect(isScalingEvent(deployment(15, 3, 2), [old, newest])).toBe(true)
    expect(isScalingEvent(deployment(15, 3, 2), [set('bare', 3, 3)])).toBe(false)
  })

  test('spreads over both in proportion, what is left over goes to the largest', () => {
    expect(told(scalingsFor(deployment(15, 3, 2), newest, [old]))).toEqual(['old 11', 'new 7'])
    const larger = { 'desired-replicas': '15', 'max-replicas': '18' }
    expect(told(scalingsFor(deployment(6, 3, 2), set('new', 7, 0, larger, 2), [set('old', 11, 11, larger, 1)]))).toEqual(['old 5', 'new 4'])
    expect(told(scalingsFor(deployment(0, 3, 2), newest, [old]))).toEqual(['old 0', 'new 0'])
  })

  test('goes to the only one that has pods, or else to the newest', () => {
    expect(told(scalingsFor(deployment(4, 1, 1), newest, []))).toEqual(['new 4'])
    expect(told(scalingsFor(deployment(4, 1, 1), undefined, [set('a', 0, 0, {}, 1), set('b', 0, 0, {}, 2)]))).toEqual(['b 4'])
  })

  test('leaves nothing to the old ones when the newest has all', () => {
    const full = set('new', 10, 10, { 'desired-replicas': '10', 'max-replicas': '13' }, 2)
    expect(told(scalingsFor(deployment(10, 3, 2), full, [set('old', 3, 3, {}, 1)]))).toEqual(['old 0'])
  })
})

describe('revisions', () => {
  test('follow on the highest of the others', () => {
    expect(nextRevision([])).toBe(1)
    expect(nextRevision([set('a', 0, 0, { revision: '9' }), set('b', 0, 0, { revision: '10' }), set('c', 0, 0, { revision: 'x' })])).toBe(11)
  })

  test('the former one is remembered, and what belongs to the Deployment alone is not copied', () => {
    const web = deployment(1, 1, 1)
    web.metadata.annotations = { team: 'blue', 'deployment.kubernetes.io/revision': '3', 'kubectl.kubernetes.io/last-applied-configuration': '{}' }
    const known = { 'deployment.kubernetes.io/revision': '2', 'deployment.kubernetes.io/revision-history': '1', kept: 'yes' }
    expect(newestAnnotations(web, known, 4)).toEqual({ team: 'blue', kept: 'yes', 'deployment.kubernetes.io/revision': '4', 'deployment.kubernetes.io/revision-history': '1,2' })
    expect(newestAnnotations(web, known, 2)).toEqual({ ...known, team: 'blue' })
  })

  test('a long history loses its beginning', () => {
    const history = Array.from({ length: 500 }, (_, index) => String(100 + index)).join(',')
    const next = newestAnnotations(deployment(1, 1, 1), { 'deployment.kubernetes.io/revision': '700', 'deployment.kubernetes.io/revision-history': history }, 701)
    const kept = next['deployment.kubernetes.io/revision-history'] ?? ''
    expect(kept.length).toBeLessThanOrEqual(2000)
    expect(kept.startsWith('101,')).toBe(true)
    expect(kept.endsWith(',599,700')).toBe(true)
  })

  test('more than the history may hold are given up, the lowest first, unless they have pods', () => {
    const sets = ['10', '9', '8'].map((revision) => set(`r${revision}`, revision === '8' ? 1 : 0, 0, { revision }))
    expect(superfluous(deployment(1, 1, 1, { revisionHistoryLimit: 1 }), sets).map(({ metadata }) => metadata.name)).toEqual(['r9'])
    expect(superfluous(deployment(1, 1, 1), sets)).toEqual([])
  })
})

describe('templates', () => {
  test('are the same without the hash, and however an empty list is written', () => {
    const labelled = { ...template('nginx:1.27'), metadata: { labels: { app: 'web', 'pod-template-hash': 'x' } } }
    expect(sameTemplate(template('nginx:1.27'), labelled)).toBe(true)
    expect(sameTemplate(template('nginx:1.27'), { ...labelled, spec: { ...labelled.spec, volumes: [] } })).toBe(true)
    expect(sameTemplate(template('nginx:1.28'), labelled)).toBe(false)
  })

  test('the oldest ReplicaSet of the present one is the newest', () => {
    const sets = [set('b', 1, 1, {}, 2), set('a', 1, 1, {}, 1)]
    expect(split(deployment(1, 1, 1), sets)).toMatchObject({ newest: { metadata: { name: 'a' } }, old: [{ metadata: { name: 'b' } }] })
  })

  test('a ReplicaSet is selected by the hash too, and other collisions give another hash', () => {
    const draft = draftReplicaSet(deployment(4, 1, 1), 1, 2)
    const hash = draft.metadata.name.slice(4)
    expect(draft).toMatchObject({ metadata: { labels: { app: 'web', 'pod-template-hash': hash } }, spec: { replicas: 2, selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } } } })
    expect(draftReplicaSet(deployment(4, 1, 1, {}, { collisionCount: 1 }), 1, 2).metadata.name).not.toBe(draft.metadata.name)
  })
})

describe('progress', () => {
  const condition = (reason: string, rest: Partial<DeploymentCondition> = {}): DeploymentCondition => ({ type: 'Progressing', status: 'True', reason, message: '', lastUpdateTime: '2026-01-01T00:00:00Z', lastTransitionTime: '2026-01-01T00:00:00Z', ...rest })
  const available: DeploymentCondition = { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' }
  const waiting = (conditions: DeploymentCondition[]) => deployment(2, 1, 0, { progressDeadlineSeconds: 10 }, { observedGeneration: 1, replicas: 2, updatedReplicas: 2, unavailableReplicas: 2, conditions })
  const stuck = waiting([available, condition('ReplicaSetUpdated')])

  test('a condition keeps its place and times while status and reason are the same', () => {
    const conditions = [condition('NewReplicaSetCreated'), available]
    expect(withCondition(conditions, condition('NewReplicaSetCreated', { message: 'other' }))).toBe(conditions)
    expect(withCondition(conditions, condition('ReplicaSetUpdated', { lastTransitionTime: '2026-01-01T00:05:00Z' }))).toEqual([available, condition('ReplicaSetUpdated')])
  })

  test('is overdue when more time than the deadline has gone by; the next look is a second later', () => {
    expect(rolloutStatus(stuck, set('new', 2, 0), [], START_MS + 10_000)).toEqual(stuck.status)
    expect(rolloutStatus(stuck, set('new', 2, 0), [], START_MS + 10_001).conditions?.at(-1)).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' })
    expect(recheck(stuck, START_MS + 3000)).toBe(8000)
    expect(recheck(stuck, START_MS + 9500)).toBe('soon')
    expect(recheck(waiting([condition('ProgressDeadlineExceeded')]), START_MS)).toBeUndefined()
  })

  test('without a deadline there is no such condition', () => {
    const patient = { ...stuck, spec: { ...stuck.spec, progressDeadlineSeconds: 2 ** 31 - 1 } }
    expect(rolloutStatus(patient, set('new', 2, 0), [], START_MS).conditions).toEqual([available])
  })

  test('a failure of a ReplicaSet is the Deployment’s, that of the newest before others', () => {
    const failing = (name: string): ReplicaSet => {
      const bare = set(name, 2, 0)
      return { ...bare, status: { ...bare.status, conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: name, lastTransitionTime: '2026-01-01T00:00:05Z' }] } }
    }
    const { conditions = [] } = rolloutStatus(stuck, failing('new'), [failing('old')], START_MS)
    expect(conditions.at(-1)).toEqual({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'new', lastUpdateTime: '2026-01-01T00:00:05Z', lastTransitionTime: '2026-01-01T00:00:05Z' })
  })
})
