import { base64ToText, textToBase64 } from '../base/base64.ts'
import { checkImmutableData, decodedSize } from './configMap.ts'
import type { Draft, Kind } from './kind.ts'
import type { Secret } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { configKeyFaults } from './validation/names.ts'

const MOST_BYTES = 1024 * 1024

/** What secrets of a type must hold. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
}
const SERVICE_ACCOUNT_NAME = 'kubernetes.io/service-account.name'

export const secret: Kind = {
  ...basics('', 'Secret', 'secrets'),
  defaults(draft) {
    draft.type ||= 'Opaque'
    const { stringData } = draft
    if (!stringData) return
    draft.data = { ...draft.data, ...Object.fromEntries(Object.entries(stringData as Record<string, string>).map(([key, value]) => [key, textToBase64(value)])) }
    delete draft.stringData
  },
  validate: (draft) => problemsOf((problems) => checkSecret(draft as unknown as Secret, problems)),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (next.type !== old['type']) problems.immutable('type', next.type)
      checkImmutableData(next, old as unknown as Draft, ['data'], problems)
    }),
  selectableFields: { type: ({ type }: Secret) => type ?? '' },
  columns: columns('Secret', 'Type', 'Data', 'Age'),
  cells(object, context) {
    const { type = '', data = {} } = object as unknown as Secret
    return [type, Object.keys(data).length, age(object, context)]
  },
}

function checkSecret({ type = '', data = {}, metadata }: Secret, problems: Problems): void {
  for (const key of Object.keys(data)) problems.each(`data[${key}]`, key, configKeyFaults(key))
  if (Object.values(data).reduce((sum, text) => sum + decodedSize(text), 0) > MOST_BYTES) problems.tooLong('data', MOST_BYTES)
  if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.[SERVICE_ACCOUNT_NAME]) problems.required(`metadata.annotations[${SERVICE_ACCOUNT_NAME}]`)
  if (type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) for (const key of ['username', 'password']) problems.required(`data[${key}]`)
  for (const key of REQUIRED_KEYS[type] ?? []) {
    if (!(key in data)) problems.required(`data[${key}]`)
    else if (key.startsWith('.docker')) problems.each(`data[${key}]`, '<secret contents redacted>', jsonFaults(base64ToText(data[key] as string)))
  }
}

/** Why a text is no JSON, as far as its first character tells. */
function jsonFaults(text: string): string[] {
  try {
    JSON.parse(text)
    return []
  } catch {
    const [, first] = /^\s*([^\s{["\-\dtfn])/.exec(text) ?? []
    return [first ? `invalid character '${first}' looking for beginning of value` : 'unexpected end of JSON input']
  }
}
