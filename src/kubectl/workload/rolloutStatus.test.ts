import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { ROLLOUT_STATUS } from './rolloutStatus.ts'

function message(kind: string, object: JsonObject, revision = 0): string {
  return ROLLOUT_STATUS[kind]?.({ metadata: { name: 'web', generation: 2 }, ...object }, revision).message.trim() ?? ''
}

describe('the rollout of a Deployment', () => {
  const status = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 }
  const at = (change: JsonObject) => message('Deployment', { spec: { replicas: 3 }, status: { ...status, ...change } })

  it('waits for the controller, the new pods, the end of the old ones, and readiness', () => {
    expect(at({ observedGeneration: 1 })).toBe('Waiting for deployment spec update to be observed...')
    expect(at({ updatedReplicas: 1 })).toBe('Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...')
    expect(at({ replicas: 4 })).toBe('Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...')
    expect(at({ availableReplicas: 2 })).toBe('Waiting for deployment "web" rollout to finish: 2 of 3 updated replicas are available...')
    expect(at({})).toBe('deployment "web" successfully rolled out')
  })

  it('fails when it takes too long or is not the revision asked for', () => {
    expect(() => at({ conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }] })).toThrow('deployment "web" exceeded its progress deadline')
    expect(() => message('Deployment', { status }, 5)).toThrow('desired revision (5) is different from the running revision (0)')
  })
})

describe('the rollout of a DaemonSet', () => {
  const at = (status: JsonObject) => message('DaemonSet', { spec: { updateStrategy: { type: 'RollingUpdate' } }, status: { observedGeneration: 2, desiredNumberScheduled: 2, ...status } })

  it('counts the nodes', () => {
    expect(at({ updatedNumberScheduled: 1 })).toBe('Waiting for daemon set "web" rollout to finish: 1 out of 2 new pods have been updated...')
    expect(at({ updatedNumberScheduled: 2, numberAvailable: 1 })).toBe('Waiting for daemon set "web" rollout to finish: 1 of 2 updated pods are available...')
    expect(at({ updatedNumberScheduled: 2, numberAvailable: 2 })).toBe('daemon set "web" successfully rolled out')
  })

  it('cannot be told when pods are replaced by hand', () => {
    expect(() => message('DaemonSet', { spec: { updateStrategy: { type: 'OnDelete' } } })).toThrow('rollout status is only available for RollingUpdate strategy type')
  })
})

describe('the rollout of a StatefulSet', () => {
  const at = (status: JsonObject, rollingUpdate?: JsonObject) => message('StatefulSet', { spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate } }, status: { observedGeneration: 2, readyReplicas: 3, ...status } })

  it('waits for its pods and revisions', () => {
    expect(at({ observedGeneration: 1 })).toBe('Waiting for statefulset spec update to be observed...')
    expect(at({ readyReplicas: 1 })).toBe('Waiting for 2 pods to be ready...')
    expect(at({ updatedReplicas: 1, updateRevision: 'b', currentRevision: 'a' })).toBe('waiting for statefulset rolling update to complete 1 pods at revision b...')
    expect(at({ currentReplicas: 3, updateRevision: 'b', currentRevision: 'b' })).toBe('statefulset rolling update complete 3 pods at revision b...')
  })

  it('ends at the partition', () => {
    expect(at({ updatedReplicas: 0 }, { partition: 2 })).toBe('Waiting for partitioned roll out to finish: 0 out of 1 new pods have been updated...')
    expect(at({ updatedReplicas: 1 }, { partition: 2 })).toBe('partitioned roll out complete: 1 new pods have been updated...')
  })
})
