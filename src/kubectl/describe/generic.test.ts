import { expect, it } from 'vitest'
import { fieldLabel } from './generic.ts'

/** What kubectl 1.32 printed for these fields. */
it.each([
  ['creationTimestamp', 'Creation Timestamp'],
  ['apiVersion', 'API Version'],
  ['uid', 'UID'],
  ['podIPs', 'Pod I Ps'],
  ['hostIP', 'Host IP'],
  ['someURLPath', 'Some URL Path'],
  ['kebab-case', 'Kebab - Case'],
  ['under_score', 'under_score'],
  ['x86Arch', 'x86Arch'],
  ['$patch', '$patch'],
])('%s is %s', (field, label) => {
  expect(fieldLabel(field)).toBe(label)
})
