import { expect, test } from 'vitest'
import { resourceOf } from './kind.ts'
import { kindOf, kinds } from './registry.ts'
import { messageType } from './schema/index.ts'

test('no two kinds have the same resource, and none that is stored as another is stored itself', () => {
  const resources = kinds.map(resourceOf)
  expect(new Set(resources).size).toBe(resources.length)
  for (const kind of kinds) if (kind.storedAs) expect(kindOf(kind.storedAs)?.storedAs).toBeUndefined()
})

test.each(kinds.map((kind) => [kind.kind, kind] as const))('%s: its fields are in the type table, and columns, verbs and versions are each named once', (_, kind) => {
  expect(messageType(kind.schema)).toBeDefined()
  for (const conversion of Object.values(kind.convert ?? {})) expect(messageType(conversion.schema)).toBeDefined()
  expect(new Set(kind.columns.map(({ name }) => name)).size).toBe(kind.columns.length)
  expect(new Set(kind.verbs).size).toBe(kind.verbs.length)
  expect(new Set(kind.versions).size).toBe(kind.versions.length)
})
