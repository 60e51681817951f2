import { expect, test } from 'vitest'
import type { ContainerState, RuntimeStatus } from '../runtime/runtime.ts'
import { differences } from './pleg.ts'

const container = (id: string, state: ContainerState['state']) => ({ id, state }) as ContainerState
const status = (containers: ContainerState[], ready?: boolean): RuntimeStatus => ({
  address: '',
  containers,
  sandboxes: ready === undefined ? [] : [{ id: 'sandbox', attempt: 0, ready, hostNetwork: false, address: '' }],
})

test.each([
  ['a pod started', status([]), status([container('app', 'running')], true), ['started app', 'started sandbox']],
  ['a container came and went between two looks', status([]), status([container('app', 'exited')], true), ['died app', 'started sandbox']],
  ['a container was only made', status([], true), status([container('app', 'created')], true), []],
  ['a container ended', status([container('app', 'running')], true), status([container('app', 'exited')], true), ['died app']],
  ['a container was restarted', status([container('a', 'exited')], true), status([container('b', 'running'), container('a', 'exited')], true), ['started b']],
  ['a dead container was removed', status([container('a', 'exited')], true), status([], true), []],
  ['a living container vanished', status([container('a', 'running')], true), status([]), ['died a', 'died sandbox']],
])('%s', (_, before, after, events) => {
  expect(differences(before, after).map(({ kind, id }) => `${kind} ${id}`)).toEqual(events)
})
