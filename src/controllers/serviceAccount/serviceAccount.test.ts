import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { serviceAccountController } from './serviceAccount.ts'

test('every namespace has an account, again if it is deleted, but not while it is going', () => {
  const plane = new ControlPlane([serviceAccountController])
  const names = (namespace: string) => plane.list('serviceaccounts', namespace).map(({ metadata }) => metadata.name)
  plane.run(100)
  expect(names('kube-system')).toEqual(['default'])
  plane.api.create('namespaces', { metadata: { name: 'team' } })
  plane.run(20)
  expect(names('team')).toEqual(['default'])
  plane.api.delete('serviceaccounts', 'team', 'default')
  plane.run(20)
  expect(names('team')).toEqual(['default'])
  plane.api.delete('namespaces', '', 'team')
  plane.api.delete('serviceaccounts', 'team', 'default')
  plane.run(1000)
  expect(names('team')).toEqual([])
})
