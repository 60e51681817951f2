import type { Pod } from 'kubernetes-types/core/v1'
import { describe, expect, it } from 'vitest'
import { forCommands, forLogs, podSelectorOf } from './podChoice.ts'

interface Facts {
  readonly node?: boolean
  readonly phase?: string
  readonly readySince?: string
  readonly restarts?: number
  readonly created?: string
  readonly deleted?: string
}

function pod(name: string, { node = true, phase = 'Running', readySince, restarts = 0, created = '2026-01-01T00:00:00Z', deleted }: Facts = {}): Pod {
  return {
    metadata: { name, creationTimestamp: created, deletionTimestamp: deleted },
    spec: { containers: [], nodeName: node ? 'n' : undefined },
    status: { phase, conditions: readySince ? [{ type: 'Ready', status: 'True', lastTransitionTime: readySince }] : [], containerStatuses: [{ name: 'a', image: '', imageID: '', ready: true, restartCount: restarts }] },
  }
}

const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata?.name)

describe('the pod that is taken', () => {
  const earlier = '2026-01-01T00:00:00Z'
  const later = '2026-01-02T00:00:00Z'

  it('runs on a node and is ready', () => {
    const pods = [pod('unassigned', { node: false, phase: 'Pending' }), pod('pending', { phase: 'Pending' }), pod('running'), pod('ready', { readySince: earlier })]
    expect(names([...pods].sort(forLogs))).toEqual(['ready', 'running', 'pending', 'unassigned'])
    expect(names([...pods].sort(forCommands))).toEqual(['ready', 'running', 'pending', 'unassigned'])
  })

  it('is ready for longest', () => {
    const pods = [pod('late', { readySince: later }), pod('early', { readySince: earlier })]
    expect(names([...pods].sort(forLogs))).toEqual(['early', 'late'])
    expect(names([...pods].sort(forCommands))).toEqual(['early', 'late'])
  })

  it('has restarted most for logs, least for commands', () => {
    const pods = [pod('calm'), pod('restless', { restarts: 4 })]
    expect(names([...pods].sort(forLogs))).toEqual(['restless', 'calm'])
    expect(names([...pods].sort(forCommands))).toEqual(['calm', 'restless'])
  })

  it('is the oldest, and for commands not one that is going away', () => {
    expect(names([pod('new', { created: later }), pod('old', { created: earlier })].sort(forLogs))).toEqual(['old', 'new'])
    expect(names([pod('going', { deleted: later }), pod('staying', { created: later })].sort(forCommands))).toEqual(['staying', 'going'])
  })
})

describe('the pods of an object', () => {
  it('are those of its selector', () => {
    expect(podSelectorOf({ kind: 'Deployment', apiVersion: 'apps/v1', spec: { selector: { matchLabels: { app: 'web' } } } })).toBe('app=web')
    expect(podSelectorOf({ kind: 'Service', apiVersion: 'v1', spec: { selector: { app: 'web' } } })).toBe('app=web')
  })

  it('do not exist for other kinds', () => {
    expect(() => podSelectorOf({ kind: 'ConfigMap', apiVersion: 'v1' })).toThrow('selector for *v1.ConfigMap not implemented')
    expect(() => podSelectorOf({ kind: 'Service', apiVersion: 'v1', metadata: { name: 'x' }, spec: {} })).toThrow("invalid service 'x': Service is defined without a selector")
  })
})
