import { textToBase64 } from '../base/base64.ts'
import { immutableDataErrors, keyProblems } from './configMap.ts'
import type { Draft, FieldError, Kind } from './kind.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'
import { immutable, invalidValue, required } from './validation/errors.ts'

/** What secrets of a type must hold. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
}

export const secret: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'core/v1.Secret',
  status: false,
  defaults(draft) {
    draft['type'] ||= 'Opaque'
    const { stringData } = draft
    if (!stringData) return
    draft['data'] = { ...draft['data'], ...Object.fromEntries(Object.entries(stringData as Record<string, string>).map(([key, value]) => [key, textToBase64(value)])) }
    delete draft['stringData']
  },
  validate(object) {
    const data = (object['data'] ?? {}) as Record<string, string>
    const errors: FieldError[] = Object.keys(data).flatMap((key) => keyProblems(key).map((detail) => invalidValue(`data[${key}]`, key, detail)))
    for (const key of REQUIRED_KEYS[object['type']] ?? []) if (!(key in data)) errors.push(required(`data[${key}]`))
    if (object['type'] === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) errors.push(required('data[username]'), required('data[password]'))
    return errors
  },
  validateUpdate: (next, old) => [...(next['type'] === old['type'] ? [] : [immutable('type', next['type'])]), ...immutableDataErrors(next, old as unknown as Draft, ['data'])],
  selectableFields: { type: (object) => String(object['type'] ?? '') },
  columns: [column('Type'), column('Data'), AGE],
  cells: (object, context) => [String(object['type'] ?? ''), Object.keys((object['data'] as object) ?? {}).length, age(object, context)],
}
