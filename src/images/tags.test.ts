import { describe, expect, test } from 'vitest'
import { hasReleaseTag, versionOf, type Releases } from './tags.ts'

const releases: Releases = { minors: { '1.9': 15, '1.26': 3, '1.27': 5, '2.0': 1 }, names: ['latest', 'stable'], variants: ['alpine', 'alpine-slim'] }

describe('tags', () => {
  test.each(['latest', 'stable', '1', '2', '1.27', '1.27.0', '1.27.5', 'alpine', '1.27-alpine', '1.27.5-alpine-slim', 'stable-alpine', 'sha256:abc'])('%s is there', (tag) => {
    expect(hasReleaseTag(tag, releases)).toBe(true)
  })

  test.each(['lates', '3', '1.28', '1.27.6', '1.27-alpin', '1.270', '', 'alpine-1.27', '1.9.16'])('%s is not', (tag) => {
    expect(hasReleaseTag(tag, releases)).toBe(false)
  })
})

test.each([
  ['latest', '2.0.1'],
  ['1', '1.27.5'],
  ['1.26', '1.26.3'],
  ['1.26.1-alpine', '1.26.1'],
  ['alpine', '2.0.1'],
])('%s is version %s', (tag, version) => {
  expect(versionOf(tag, releases)).toBe(version)
})
