import { expect, test } from 'vitest'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { rootCaPublisher } from './rootCaPublisher.ts'

test('every namespace has the root certificate, whatever is done to it', () => {
  const plane = new ControlPlane([rootCaPublisher])
  const certificate = () => plane.list('configmaps').find(({ metadata }) => metadata.name === 'kube-root-ca.crt')
  plane.run(20)
  expect(certificate()?.data?.['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----\n$/)
  expect(certificate()?.metadata.annotations?.['kubernetes.io/description']).toMatch(/^Contains a CA bundle/)
  plane.api.delete('configmaps', 'default', 'kube-root-ca.crt')
  plane.run(20)
  expect(certificate()).toBeDefined()
  plane.api.patch('configmaps', 'default', 'kube-root-ca.crt', 'merge', { metadata: { annotations: null }, data: { 'ca.crt': 'mine', more: 'x' } })
  plane.run(20)
  expect(Object.keys(certificate()?.data ?? {})).toEqual(['ca.crt'])
  expect(certificate()?.data?.['ca.crt']).toMatch(/^-----BEGIN/)
  expect(certificate()?.metadata.annotations).toHaveProperty(['kubernetes.io/description'])
})
