/**
 * The hash that names ReplicaSets and labels their pods: FNV-1a over a dump of the Go value of the template (`controller_utils.go ComputeHash`, `util/dump.ForHash`).
 */
import { utf8Bytes } from '../base/base64.ts'
import { formatQuantity, parseQuantity } from '../base/quantity.ts'
import { NAME_ALPHABET } from '../base/random.ts'
import go from './schema/podTemplateTypes.json' with { type: 'json' }

type Value = any
type GoField = readonly [name: string, json: string, type: string]

const structs = go.structs as unknown as Readonly<Record<string, readonly GoField[]>>
const named = go.named as Readonly<Record<string, string>>

/** @param collisionCount `status.collisionCount` of the Deployment, if set. */
export function podTemplateHash(template: Value, collisionCount?: number): string {
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {}
  const dump = dumped('v1.PodTemplateSpec', { ...template, metadata: { ...template.metadata, labels } }, true)
  const bytes = utf8Bytes(dump)
  if (collisionCount !== undefined) bytes.push(collisionCount & 255, (collisionCount >> 8) & 255, (collisionCount >> 16) & 255, (collisionCount >> 24) & 255, 0, 0, 0, 0)
  let sum = 0x811c9dc5
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193)
  return [...String(sum >>> 0)].map((digit) => NAME_ALPHABET[digit.charCodeAt(0) % NAME_ALPHABET.length]).join('')
}

/** The dump of a value of a Go type; `typed` says whether the type is written before it. */
function dumped(type: string, value: Value, typed: boolean): string {
  const prefix = typed ? `(${type})` : ''
  if (type.startsWith('*')) {
    if (value === undefined || value === null) return `${prefix}<nil>`
    return prefix + dumped(type.slice(1), value, false)
  }
  const underlying = named[type] ?? type
  if (underlying.startsWith('map')) return prefix + map(underlying, value)
  if (underlying.startsWith('[]')) return prefix + slice(underlying.slice(2), value)
  if (type === 'v1.Time') return `${prefix}{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}`
  if (type === 'intstr.IntOrString') return prefix + intOrString(value)
  if (type === 'resource.Quantity') return prefix + quantity(value)
  const fields = structs[type]
  if (fields) return `${prefix}{${fields.map((field) => structField(field, value)).join(' ')}}`
  return prefix + scalar(underlying, value)
}

function structField([name, json, type]: GoField, value: Value): string {
  return `${name}:${dumped(type, json === '' ? value : value?.[json], true)}`
}

function scalar(type: string, value: Value): string {
  if (type === 'string') return value ?? ''
  if (type === 'bool') return String(value ?? false)
  return String(value ?? 0)
}

function slice(element: string, value: Value): string {
  return value === undefined || value === null || value.length === 0 ? '<nil>' : `[${(value as Value[]).map((item) => dumped(element, item, false)).join(' ')}]`
}

function map(type: string, value: Value): string {
  const keys = Object.keys(value ?? {}).sort()
  if (keys.length === 0) return '<nil>'
  const element = type.startsWith('map[') ? type.slice(type.indexOf(']') + 1) : type.slice(type.lastIndexOf(' ') + 1)
  return `map[${keys.map((key) => `${key}:${dumped(element, value[key], false)}`).join(' ')}]`
}

function intOrString(value: Value): string {
  const text = typeof value === 'string'
  return `{Type:(intstr.Type)${text ? 1 : 0} IntVal:(int32)${text ? 0 : (value ?? 0)} StrVal:(string)${text ? value : ''}}`
}

/** A quantity as Go holds it after parsing its canonical text, which it keeps only where its fast parser took it as such. */
function quantity(value: Value): string {
  const text = value === undefined ? '' : String(value)
  const match = /^(-?)(\d+)(?:([A-Za-z]*)|[eE](\d+))$/.exec(text)
  const [, sign = '', digits = '0', suffix = '', exponent] = match ?? []
  const binary = suffix.endsWith('i')
  const scale = exponent === undefined ? ({ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }[suffix] ?? 0) : Number(exponent)
  const amount = binary ? Number(parseQuantity(text).nano / 1_000_000_000n) : Number(sign + digits)
  const kept = text !== '' && (binary ? Number(digits) % 8 !== 0 : digits === '0' || (!digits.endsWith('000') && !digits.startsWith('0')))
  const format = text === '' ? '' : binary ? 'BinarySI' : exponent === undefined ? 'DecimalSI' : 'DecimalExponent'
  return `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${binary ? 0 : scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${kept ? formatQuantity(parseQuantity(text)) : ''} Format:(resource.Format)${format}}`
}
