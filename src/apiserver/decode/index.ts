import { load, YAMLException } from 'js-yaml'
import { canonicalQuantity, QuantityError } from '../../base/quantity.ts'
import { formatMicroTime, formatTime, parseTime } from '../../base/time.ts'
import { messageType, type Field, type MessageType } from '../../kinds/schema/index.ts'

/** A body that cannot be read as what it should be; the message is the real server's, without its first half. */
export class DecodeError extends Error {
  override name = 'DecodeError'
}

/** The text of a body as a value of JSON. */
export function parseText(text: string, yaml: boolean): unknown {
  try {
    return yaml ? load(text) : JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new DecodeError(`json parse error: ${error.message}`)
    if (error instanceof YAMLException) throw new DecodeError(`yaml: ${error.reason}`)
    throw error
  }
}

/** Most problems that are listed of one body. */
const PROBLEMS_MOST = 100

/**
 * Checks a value against a type and brings it into the form in which it is stored: fields in Go's order, quantities and times canonical, what Go leaves out left out.
 * A value of the wrong type throws a `DecodeError`; unknown fields are collected in `problems`.
 */
export function decodeMessage(typeName: string, value: unknown, problems: string[]): Record<string, unknown> {
  const type = messageType(typeName)
  if (!type) return value as Record<string, unknown>
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DecodeError(`json: cannot unmarshal ${jsonType(value)} into Go value of type ${goType(typeName)}`)
  return message(type, value as Record<string, unknown>, '', '', problems, true)
}

function message(type: MessageType, value: Record<string, unknown>, goPath: string, path: string, problems: string[], top = false): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  if (top) {
    if (value['kind'] !== undefined) out['kind'] = value['kind']
    if (value['apiVersion'] !== undefined) out['apiVersion'] = value['apiVersion']
  }
  for (const field of type.fields) {
    const given = value[field.name]
    if (given === undefined) continue
    const decoded = fieldValue(type, field, given, join(goPath, field.name), join(path, field.name), problems)
    if (decoded !== undefined) out[field.name] = decoded
  }
  for (const name of Object.keys(value)) {
    if (type.byName.has(name) || (top && (name === 'kind' || name === 'apiVersion'))) continue
    if (problems.length < PROBLEMS_MOST) problems.push(`unknown field ${JSON.stringify(join(path, name))}`)
  }
  return out
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function fieldValue(owner: MessageType, field: Field, given: unknown, goPath: string, path: string, problems: string[]): unknown {
  if (given === null) return nullValue(field)
  if (field.repeated) {
    if (!Array.isArray(given)) throw mismatch(owner, field, goPath, given)
    const items = given.map((item, index) => single(owner, field, item, goPath, `${path}[${index}]`, problems))
    return items.length === 0 && !field.keepZero && !field.required ? undefined : items
  }
  if (field.map) {
    if (typeof given !== 'object' || Array.isArray(given)) throw mismatch(owner, field, goPath, given)
    const entries = Object.entries(given as Record<string, unknown>).map(([key, item]) => [key, single(owner, field, item, goPath, join(path, key), problems)] as const)
    return entries.length === 0 && !field.keepZero ? undefined : Object.fromEntries(entries)
  }
  const value = single(owner, field, given, goPath, path, problems)
  return dropped(field, value) ? undefined : value
}

/** Null is no value, except where Go writes it: times that are always shown. */
function nullValue(field: Field): unknown {
  if ((field.type === 'time' || field.type === 'microTime') && !field.keepZero) return null
  return undefined
}

/** What Go's `omitempty` leaves out. Empty structs are always written where the type is not a pointer. */
function dropped(field: Field, value: unknown): boolean {
  if (field.keepZero || field.required) return false
  return value === '' || value === 0 || value === false
}

function single(owner: MessageType, field: Field, value: unknown, goPath: string, path: string, problems: string[]): unknown {
  switch (field.type) {
    case 'string':
      if (value === null) return ''
      if (typeof value !== 'string') throw mismatch(owner, field, goPath, value, true)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw mismatch(owner, field, goPath, value, true)
      return value
    case 'integer':
    case 'duration':
      if (typeof value !== 'number') throw mismatch(owner, field, goPath, value, true)
      if (!Number.isInteger(value)) throw mismatch(owner, field, goPath, value, true, ` ${value}`)
      return value
    case 'double':
      if (typeof value !== 'number') throw mismatch(owner, field, goPath, value, true)
      return value
    case 'bytes':
      if (typeof value !== 'string') throw mismatch(owner, field, goPath, value, true)
      if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value.replaceAll(/[\r\n]/g, ''))) throw new DecodeError(`illegal base64 data at input byte ${firstBad(value)}`)
      return value
    case 'quantity':
      return quantity(value)
    case 'intOrString':
      if (typeof value === 'number' && Number.isInteger(value)) return value
      if (typeof value !== 'string') throw mismatch(owner, field, goPath, value, true)
      return value
    case 'time':
    case 'microTime':
      return time(field, value)
    case 'raw':
      return value
    case 'message': {
      if (value === null) return {}
      const type = messageType(field.message)
      if (!type) return value
      if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(owner, field, goPath, value, true)
      return message(type, value as Record<string, unknown>, goPath, path, problems)
    }
  }
}

function quantity(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new DecodeError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
  try {
    return canonicalQuantity(String(value))
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodeError(error.message)
    throw error
  }
}

function time(field: Field, value: unknown): string | null {
  if (typeof value !== 'string') throw new DecodeError(`json: cannot unmarshal ${jsonType(value)} into Go value of type string`)
  if (value === '') return null
  const atMs = parseTime(value)
  if (Number.isNaN(atMs)) throw new DecodeError(`parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`)
  return field.type === 'microTime' ? formatMicroTime(atMs) : formatTime(atMs)
}

function firstBad(text: string): number {
  const at = text.search(/[^A-Za-z0-9+/=\r\n]/)
  return at === -1 ? text.length - (text.length % 4) : at
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** Fields that are 64 bits wide in Go; all other integers are int32. */
const INT64 = new Set(['activeDeadlineSeconds', 'terminationGracePeriodSeconds', 'tolerationSeconds', 'expirationSeconds', 'runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups', 'generation', 'observedGeneration', 'deletionGracePeriodSeconds', 'revision', 'seconds', 'collisionCount64', 'sizeBytes'])

function goType(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}

function goFieldType(field: Field): string {
  const names: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', double: 'float64', bytes: '[]uint8', quantity: 'resource.Quantity', intOrString: 'intstr.IntOrString', time: 'v1.Time', microTime: 'v1.MicroTime', raw: 'runtime.RawExtension', duration: 'v1.Duration' }
  if (field.type === 'integer') return INT64.has(field.name) ? 'int64' : 'int32'
  return field.type === 'message' ? goType(field.message) : (names[field.type] as string)
}

function mismatch(owner: MessageType, field: Field, goPath: string, value: unknown, item = false, detail = ''): DecodeError {
  const element = goFieldType(field)
  const type = item ? element : field.repeated ? `[]${element}` : `map[string]${element}`
  const struct = owner.name.slice(owner.name.lastIndexOf('.') + 1)
  return new DecodeError(`json: cannot unmarshal ${jsonType(value)}${detail} into Go struct field ${struct}.${goPath} of type ${type}`)
}
