/**
 * The hash that names ReplicaSets and labels their pods: FNV-1a over a dump of the Go value of the template (`controller_utils.go ComputeHash`, `util/dump.ForHash`).
 */
import { utf8Bytes } from '../base/base64.ts'
import { fnv32a, safeEncode } from '../base/fnv.ts'
import { canonicalQuantity, parseQuantity } from '../base/quantity.ts'
import { messageType, type Field, type MessageType, type Shape } from './schema/index.ts'
import { present } from '../base/invariant.ts'

type Value = any

/** Prints the fields of a Go value. */
type Dump = (value: Value) => string

const TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}'

/** @param collisionCount `status.collisionCount` of the Deployment, if set. */
export function podTemplateHash(template: Value, collisionCount?: number): string {
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {}
  const bytes = utf8Bytes(dumpOfTemplate({ ...template, metadata: { ...template.metadata, labels } }))
  if (collisionCount !== undefined) bytes.push(...littleEndian(collisionCount), 0, 0, 0, 0)
  return safeEncode(fnv32a(bytes))
}

/** The text that is hashed: every field of the Go value, also those that are not set. */
export function dumpOfTemplate(template: Value): string {
  return `(v1.PodTemplateSpec)${structDump(present(messageType('core/v1.PodTemplateSpec'), 'the type of pod templates'))(template)}`
}

/** The four bytes of a number, the lowest first. */
export function littleEndian(number: number): number[] {
  return [number & 255, (number >> 8) & 255, (number >> 16) & 255, (number >> 24) & 255]
}

const structDumps = new Map<string, Dump>()

/** Made once a type; a type that holds itself finds itself by the time it is asked for. */
function structDump(type: MessageType): Dump {
  const known = structDumps.get(type.name)
  if (known) return known
  let parts: readonly Dump[] | undefined
  const dump: Dump = (value) => {
    parts ??= type.own.map(fieldDump)
    return `{${parts.map((part) => part(value)).join(' ')}}`
  }
  structDumps.set(type.name, dump)
  return dump
}

function fieldDump(field: Field): Dump {
  const inner = dumpOf(field.shape)
  const before = `${field.goName}:(${field.shape.go})`
  if (field.name === '') return (value) => before + inner(value ?? {})
  return (value) => before + inner(value?.[field.name])
}

function dumpOf(shape: Shape): Dump {
  switch (shape.kind) {
    case 'pointer': {
      const inner = dumpOf(shape.of)
      return (value) => (value === undefined || value === null ? '<nil>' : inner(value))
    }
    case 'list': {
      const element = dumpOf(shape.of)
      return (value?: Value[]) => (value === undefined || value === null || value.length === 0 ? '<nil>' : `[${value.map(element).join(' ')}]`)
    }
    case 'map': {
      const element = dumpOf(shape.of)
      return (value) => mapDump(value ?? {}, element)
    }
    case 'single':
      return singleDump(shape)
  }
}

function mapDump(value: Record<string, Value>, element: Dump): string {
  const keys = Object.keys(value).sort()
  return keys.length === 0 ? '<nil>' : `map[${keys.map((key) => `${key}:${element(value[key])}`).join(' ')}]`
}

function singleDump(shape: Shape & { kind: 'single' }): Dump {
  switch (shape.type) {
    case 'message':
      return structDump(present(messageType(shape.message), shape.message))
    case 'string':
      return (value) => value ?? ''
    case 'boolean':
      return (value) => String(value ?? false)
    case 'time':
      return () => TIME
    case 'intOrString':
      return intOrStringDump
    case 'quantity':
      return quantityDump
    default:
      return (value) => String(value ?? 0)
  }
}

function intOrStringDump(value: Value): string {
  const text = typeof value === 'string'
  return `{Type:(intstr.Type)${text ? 1 : 0} IntVal:(int32)${text ? 0 : (value ?? 0)} StrVal:(string)${text ? value : ''}}`
}

/** A quantity as Go holds it after parsing its canonical text, which it keeps only where its fast parser took it as such. */
function quantityDump(value: Value): string {
  const text = value === undefined ? '' : String(value)
  const [, sign = '', digits = '0', suffix = '', exponent] = /^(-?)(\d+)(?:([A-Za-z]*)|[eE](\d+))$/.exec(text) ?? []
  const binary = suffix.endsWith('i')
  const scale = exponent === undefined ? ({ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }[suffix] ?? 0) : Number(exponent)
  const amount = binary ? parseQuantity(text).nano / 1_000_000_000n : BigInt(sign + digits)
  const kept = text !== '' && (binary ? Number(digits) % 8 !== 0 : digits === '0' || (!digits.endsWith('000') && !digits.startsWith('0')))
  const format = text === '' ? '' : binary ? 'BinarySI' : exponent === undefined ? 'DecimalSI' : 'DecimalExponent'
  return `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${binary ? 0 : scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${kept ? canonicalQuantity(text) : ''} Format:(resource.Format)${format}}`
}
