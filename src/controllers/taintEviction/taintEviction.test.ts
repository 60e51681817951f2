import { beforeEach, expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { taintEvictionController } from './taintEviction.ts'
import { tolerationMs } from './tolerationTime.ts'

const UNREACHABLE = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }
let plane: ControlPlane
const taint = (...taints: object[]) => plane.api.patch('nodes', '', 'node-1', 'merge', { spec: { taints: taints.length > 0 ? taints : null } })
const doomed = (name: string) => plane.api.get('pods', 'default', name).metadata.deletionTimestamp
const add = (name: string, tolerations: object[] = []) => {
  plane.addPod(name, { spec: { tolerations } })
  plane.run(100)
}

beforeEach(() => {
  plane = new ControlPlane([taintEvictionController])
  plane.addNode('node-1')
  plane.run(100)
})

test('a pod that does not tolerate a taint goes at once, with its grace', () => {
  add('web')
  taint({ key: 'fire', effect: 'NoExecute' })
  plane.run(50)
  expect(doomed('web')).toBe('2026-01-01T00:00:30Z')
  expect(plane.api.get('pods', 'default', 'web').status.conditions?.at(-1)).toEqual({
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: '2026-01-01T00:00:00Z',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  })
  expect(plane.events('web')).toEqual(['Normal TaintManagerEviction Marking for deletion Pod default/web'])
})

test('taints of the other effects do not matter', () => {
  add('web')
  taint({ key: 'fire', effect: 'NoSchedule' })
  plane.run(1000)
  expect(doomed('web')).toBeUndefined()
})

test('by default a pod stays five minutes on a machine that is out of reach', () => {
  add('web')
  plane.run(1000)
  taint(UNREACHABLE)
  plane.run(299_900)
  expect(doomed('web')).toBeUndefined()
  plane.run(200)
  expect(doomed('web')).toBeDefined()
})

test('it stays if the taint is gone in time, and that is said', () => {
  add('web')
  taint(UNREACHABLE)
  plane.run(200_000)
  taint()
  plane.run(200_000)
  expect(doomed('web')).toBeUndefined()
  expect(plane.events('web')).toEqual(['Normal TaintManagerEviction Cancelling deletion of Pod default/web'])
})

test('a plain toleration is for ever, and a pod that comes later is judged too', () => {
  taint({ key: 'fire', effect: 'NoExecute' })
  add('tough', [{ key: 'fire', operator: 'Exists' }])
  add('brave', [{ key: 'fire', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 }])
  plane.run(19_000)
  expect(doomed('brave')).toBeUndefined()
  plane.run(1100)
  expect(doomed('brave')).toBeDefined()
  plane.run(100_000)
  expect(doomed('tough')).toBeUndefined()
})

test('of several limits the shortest counts, and one taint that is not tolerated is enough', () => {
  const taints = [{ key: 'a', effect: 'NoExecute' }, { key: 'b', effect: 'NoExecute' }]
  const for20 = { key: 'a', operator: 'Exists', tolerationSeconds: 20 }
  expect(tolerationMs([for20, { key: 'b', operator: 'Exists', tolerationSeconds: 5 }], taints)).toBe(5000)
  expect(tolerationMs([for20, { operator: 'Exists' }], taints)).toBe(20_000)
  expect(tolerationMs([for20], taints)).toBe(0)
  expect(tolerationMs([{ operator: 'Exists' }], taints)).toBe(Infinity)
})
