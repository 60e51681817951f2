import { expect, test } from 'vitest'
import { referenceError } from './imagePuller.ts'

test.each([
  ['nginx', undefined],
  ['nginx:1.27', undefined],
  ['registry.k8s.io/pause:3.9', undefined],
  ['localhost:5000/team/app:v1', undefined],
  [`nginx@sha256:${'a'.repeat(64)}`, undefined],
  ['Redis:7', 'invalid reference format: repository name (library/Redis) must be lowercase'],
  ['docker.io/Team/app', 'invalid reference format: repository name (Team/app) must be lowercase'],
  ['nginx:', 'invalid reference format'],
  ['nginx:a b', 'invalid reference format'],
  ['-nginx', 'invalid reference format'],
  ['a'.repeat(64), 'invalid repository name, cannot specify 64-byte hexadecimal strings'],
])('%s', (image, error) => {
  expect(referenceError(image)).toBe(error)
})
