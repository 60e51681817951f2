import type { PodStatus } from 'kubernetes-types/core/v1'
import { expect, test } from 'vitest'
import { logContainer } from './logContainer.ts'

const ended = (id?: string): object => ({ terminated: { exitCode: 1, ...(id ? { containerID: `containerd://${id}` } : {}) } })
const status = (state: object, lastState: object = {}): PodStatus => ({ containerStatuses: [{ name: 'app', state, lastState, containerID: 'containerd://new' }] }) as unknown as PodStatus
const waiting = (reason: string): object => ({ waiting: { reason } })

test.each([
  ['running', status({ running: {} }), false, 'new'],
  ['the run before', status({ running: {} }, ended('old')), true, 'old'],
  ['no run before', status({ running: {} }), true, 'previous terminated container "app" in pod "web" not found'],
  ['ended', status(ended('new')), false, 'new'],
  ['lost', status(ended()), false, 'container "app" in pod "web" is terminated'],
  ['crashing', status(waiting('CrashLoopBackOff'), ended('old')), false, 'old'],
  ['not yet', status(waiting('ContainerCreating')), false, 'container "app" in pod "web" is waiting to start: ContainerCreating'],
  ['no image', status(waiting('ErrImagePull')), false, 'container "app" in pod "web" is waiting to start: image can\'t be pulled'],
  ['no image again', status(waiting('ImagePullBackOff')), false, 'container "app" in pod "web" is waiting to start: trying and failing to pull image'],
  ['another container', {}, false, 'container "app" in pod "web" is not available'],
])('%s', (_, podStatus, previous, expected) => {
  const found = logContainer('web', podStatus, 'app', previous)
  expect('id' in found ? found.id : found.error).toBe(expected)
})
