import { deepEqual } from '../base/equality.ts'
import type { Draft, FieldError, Kind } from './kind.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'
import { forbiddenField, invalidValue, tooLong } from './validation/errors.ts'

const MOST_BYTES = 1024 * 1024

export const configMap: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'core/v1.ConfigMap',
  status: false,
  validate(object) {
    const errors: FieldError[] = []
    const { data = {}, binaryData = {} } = object
    for (const key of Object.keys(data)) {
      errors.push(...keyProblems(key).map((detail) => invalidValue(`data[${key}]`, key, detail)))
      if (key in binaryData) errors.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    }
    for (const key of Object.keys(binaryData)) errors.push(...keyProblems(key).map((detail) => invalidValue(`binaryData[${key}]`, key, detail)))
    const size = [...Object.values(data), ...Object.values(binaryData)].reduce((sum: number, value) => sum + String(value).length, 0)
    if (size > MOST_BYTES) errors.push(tooLong('', MOST_BYTES))
    return errors
  },
  validateUpdate: (next, old) => immutableDataErrors(next, old as unknown as Draft, ['data', 'binaryData']),
  columns: [column('Data', 'string'), AGE],
  cells: (object, context) => [Object.keys((object['data'] as object) ?? {}).length + Object.keys((object['binaryData'] as object) ?? {}).length, age(object, context)],
}

/** What may be the key of a ConfigMap or Secret: a file name. */
export function keyProblems(key: string): string[] {
  if (key.length > 253) return ['must be no more than 253 characters']
  if (!/^[-._a-zA-Z0-9]+$/.test(key))
    return ["a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"]
  if (key === '.') return ["must not be '.'"]
  if (key === '..') return ["must not be '..'"]
  return key.startsWith('..') ? ["must not start with '..'"] : []
}

/** Data that was declared immutable stays so. */
export function immutableDataErrors(next: Draft, old: Draft, fields: readonly string[]): FieldError[] {
  if (!old['immutable']) return []
  const errors: FieldError[] = []
  if (!next['immutable']) errors.push(forbiddenField('immutable', 'field is immutable when `immutable` is set'))
  for (const field of fields) if (!deepEqual(next[field], old[field])) errors.push(forbiddenField(field, 'field is immutable when `immutable` is set'))
  return errors
}
