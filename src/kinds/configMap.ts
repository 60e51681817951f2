import { deepEqual } from '../base/equality.ts'
import { utf8Bytes } from '../base/base64.ts'
import type { Draft, Kind } from './kind.ts'
import type { ConfigMap } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { configKeyFaults } from './validation/names.ts'

const MOST_BYTES = 1024 * 1024

export const configMap: Kind = {
  ...basics('', 'ConfigMap', 'configmaps'),
  shortNames: ['cm'],
  validate: (draft) =>
    problemsOf((problems) => {
      const { data = {}, binaryData = {} } = draft as unknown as ConfigMap
      for (const key of Object.keys(data)) {
        problems.each(`data[${key}]`, key, configKeyFaults(key))
        if (key in binaryData) problems.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')
      }
      for (const key of Object.keys(binaryData)) problems.each(`binaryData[${key}]`, key, configKeyFaults(key))
      const size = Object.values(data).reduce((sum, text) => sum + byteCount(text), 0) + Object.values(binaryData).reduce((sum, text) => sum + decodedSize(text), 0)
      if (size > MOST_BYTES) problems.tooLong('', MOST_BYTES)
    }),
  validateUpdate: (next, old) => problemsOf((problems) => checkImmutableData(next, old as unknown as Draft, ['data', 'binaryData'], problems)),
  columns: columns('ConfigMap', 'Data', 'Age'),
  cells(object, context) {
    const { data = {}, binaryData = {} } = object as unknown as ConfigMap
    return [Object.keys(data).length + Object.keys(binaryData).length, age(object, context)]
  },
}

function byteCount(text: string): number {
  // Counting is slow, and only a large text can be too large.
  return text.length * 3 <= MOST_BYTES ? text.length : utf8Bytes(text).length
}

/** How many bytes a base64 text stands for. */
export function decodedSize(text: string): number {
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
}

/** Checks that data which was declared immutable stays so. */
export function checkImmutableData(next: Draft, old: Draft, fields: readonly string[], problems: Problems): void {
  if (!old.immutable) return
  const fault = 'field is immutable when `immutable` is set'
  if (!next.immutable) problems.forbidden('immutable', fault)
  for (const field of fields) if (!deepEqual(next[field], old[field])) problems.forbidden(field, fault)
}
