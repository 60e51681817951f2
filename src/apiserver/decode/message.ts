/**
 * Brings a value of JSON into the form in which the API stores and shows it: what Go's decoder makes of it and its encoder then writes. For each type a decoder is
 * made once, when it is first asked for.
 */
import { base64ToBytes, bytesToBase64 } from '../../base/base64.ts'
import { formatDuration, parseDuration } from '../../base/duration.ts'
import { present } from '../../base/invariant.ts'
import { canonicalQuantity, QuantityError } from '../../base/quantity.ts'
import { messageType, type Field, type MessageType, type Shape } from '../../kinds/schema/index.ts'
import { DecodeError } from './errors.ts'
import { NumberLiteral, withPlainNumbers } from './json.ts'
import { canonicalMicroTime, canonicalTime } from './time.ts'

type Fields = Record<string, unknown>

/** Gives undefined for a value that is left as it was: null, or one that does not fit (the walk has noted the error). */
type Decode = (value: unknown, walk: Walk) => unknown

/** Most unknown and duplicate fields that are told of one body. */
const PROBLEMS_MOST = 100

/** One reading of one body: where it is, and what it has found. */
class Walk {
  readonly #duplicates: ReadonlyMap<object, readonly string[]> | undefined
  /** The path with indexes, of which unknown and duplicate fields are told. */
  readonly path: string[] = []
  /** The path as Go's decoder names it: without indexes and keys. */
  readonly goPath: string[] = []
  /** The Go struct whose field is read. */
  owner = ''
  /** Reading goes on after a value of the wrong type, as in Go; the first error counts. */
  error: DecodeError | undefined
  readonly problems = new Set<string>()

  constructor(duplicates: ReadonlyMap<object, readonly string[]> | undefined) {
    this.#duplicates = duplicates
  }

  mismatch(found: string, goType: string): undefined {
    const where = this.owner === '' ? 'Go value' : `Go struct field ${this.owner}.${this.goPath.join('.')}`
    this.error ??= new DecodeError(`json: cannot unmarshal ${found} into ${where} of type ${goType}`)
  }

  unknown(key: string): void {
    this.#note('unknown', key)
  }

  tellDuplicate(object: object, key: string): void {
    if (this.#duplicates?.get(object)?.includes(key)) this.#note('duplicate', key)
  }

  #note(what: string, key: string): void {
    if (this.problems.size < PROBLEMS_MOST) this.problems.add(`${what} field ${JSON.stringify([...this.path, this.path.length === 0 ? key : `.${key}`].join(''))}`)
  }
}

/**
 * Reads an object of a type. A value of the wrong type throws a `DecodeError`; unknown fields and those that stand twice are added to `problems`, in Go's words.
 * An object of a type that is not built in is given back as it is.
 */
export function decodeMessage(typeName: string, value: unknown, problems: string[], duplicates?: ReadonlyMap<object, readonly string[]>): Fields {
  const type = messageType(typeName)
  if (!type) return value as Fields
  const walk = new Walk(duplicates)
  const decoded = structDecoder(type)(value, walk)
  if (walk.error) throw walk.error
  problems.push(...walk.problems)
  return (decoded ?? zeroOfStruct(type)) as Fields
}

/** The form in which the API stores an object that a part of the cluster has made; what the type does not know is dropped. */
export function canonicalize(object: object, typeName: string): Fields {
  return decodeMessage(typeName, object, [])
}

const structDecoders = new Map<string, Decode>()

interface FieldDecoder {
  readonly name: string
  readonly decode: Decode
  /** What Go writes if there is no value; undefined: nothing. */
  readonly absent: (() => unknown) | undefined
}

function structDecoder(type: MessageType): Decode {
  const known = structDecoders.get(type.name)
  if (known) return known
  const owner = type.go.slice(type.go.indexOf('.') + 1)
  let fields: readonly FieldDecoder[] | undefined
  const indexOf = new Map(type.fields.map((field, index) => [field.name, index]))
  const decode: Decode = (value, walk) => {
    if (value === null) return undefined
    if (typeof value !== 'object' || Array.isArray(value) || value instanceof NumberLiteral) return walk.mismatch(jsonType(value), type.go)
    fields ??= type.fields.map(fieldDecoder)
    const found = readFields(value as Fields, owner, fields, indexOf, walk)
    const out: Fields = {}
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as FieldDecoder
      const decoded = found[i] ?? field.absent?.()
      if (decoded !== undefined) out[field.name] = decoded
    }
    return out
  }
  structDecoders.set(type.name, decode)
  return decode
}

/** Reads the fields that are given, in the order in which they stand there: so errors come in Go's order. */
function readFields(value: Fields, owner: string, fields: readonly FieldDecoder[], indexOf: ReadonlyMap<string, number>, walk: Walk): unknown[] {
  const found: unknown[] = []
  const outer = walk.owner
  for (const key in value) {
    const given = value[key]
    if (given === undefined) continue
    const index = indexOf.get(key)
    if (index === undefined) {
      walk.unknown(key)
      continue
    }
    walk.tellDuplicate(value, key)
    walk.owner = owner
    walk.path.push(walk.path.length === 0 ? key : `.${key}`)
    walk.goPath.push(key)
    found[index] = (fields[index] as FieldDecoder).decode(given, walk)
    walk.path.pop()
    walk.goPath.pop()
    walk.owner = outer
  }
  return found
}

function fieldDecoder(field: Field): FieldDecoder {
  const decode = decoderOf(field.shape)
  const absent = absentValue(field)
  if (!field.omitEmpty) return { name: field.name, decode, absent }
  const isScalar = field.shape.kind === 'single' && ['string', 'boolean', 'integer', 'double', 'bytes'].includes(field.type)
  return { name: field.name, decode: isScalar ? (value, walk) => decode(value, walk) || undefined : decode, absent }
}

/** What Go's encoder writes for a field that has no value: `omitempty` leaves out all but structs. */
function absentValue({ shape, omitEmpty }: Field): (() => unknown) | undefined {
  if (shape.kind === 'single' && isStruct(shape)) return () => zeroOf(shape)
  return omitEmpty ? undefined : () => (shape.kind === 'single' && shape.type !== 'bytes' ? zeroOf(shape) : null)
}

function isStruct(shape: Shape & { kind: 'single' }): boolean {
  return ['message', 'time', 'microTime', 'quantity', 'intOrString', 'raw', 'duration'].includes(shape.type)
}

function zeroOf(shape: Shape): unknown {
  if (shape.kind !== 'single') return null
  switch (shape.type) {
    case 'message':
      return zeroOfStruct(present(messageType(shape.message), shape.message))
    case 'string':
    case 'bytes':
      return ''
    case 'boolean':
      return false
    case 'integer':
    case 'double':
    case 'intOrString':
      return 0
    case 'quantity':
      return '0'
    case 'duration':
      return '0s'
    default:
      return null
  }
}

function zeroOfStruct(type: MessageType): Fields {
  const out: Fields = {}
  for (const field of type.fields) {
    const value = absentValue(field)?.()
    if (value !== undefined) out[field.name] = value
  }
  return out
}

function decoderOf(shape: Shape): Decode {
  switch (shape.kind) {
    case 'pointer':
      return decoderOf(shape.of)
    case 'list':
      return listDecoder(shape.of, shape.go)
    case 'map':
      return mapDecoder(shape.of, shape.go)
    case 'single':
      return shape.type === 'message' ? structDecoder(present(messageType(shape.message), shape.message)) : scalarDecoder(shape)
  }
}

/** An empty list is none: stored objects do not tell them apart. */
function listDecoder(element: Shape, goType: string): Decode {
  const decode = decoderOf(element)
  return (value, walk) => {
    if (value === null) return undefined
    if (!Array.isArray(value)) return walk.mismatch(jsonType(value), goType)
    if (value.length === 0) return undefined
    const { path } = walk
    return value.map((item: unknown, index) => {
      path.push(`[${index}]`)
      const decoded = decode(item, walk) ?? zeroOf(element)
      path.pop()
      return decoded
    })
  }
}

function mapDecoder(element: Shape, goType: string): Decode {
  const decode = decoderOf(element)
  return (value, walk) => {
    if (value === null) return undefined
    if (typeof value !== 'object' || Array.isArray(value) || value instanceof NumberLiteral) return walk.mismatch(jsonType(value), goType)
    const { path } = walk
    const out: Fields = {}
    let last = ''
    let ordered = true
    for (const key in value) {
      const item = (value as Fields)[key]
      if (item === undefined) continue
      walk.tellDuplicate(value, key)
      path.push(path.length === 0 ? key : `.${key}`)
      out[key] = decode(item, walk) ?? zeroOf(element)
      path.pop()
      ordered &&= last <= key
      last = key
    }
    if (!ordered) return inOrder(out)
    return last === '' && Object.keys(out).length === 0 ? undefined : out
  }
}

/** Go writes the keys of a map in their order. */
function inOrder(map: Fields): Fields {
  return Object.fromEntries(Object.keys(map).sort().map((key) => [key, map[key]]))
}

function scalarDecoder({ type, go }: Shape & { kind: 'single' }): Decode {
  switch (type) {
    case 'string':
      return (value, walk) => (typeof value === 'string' ? value : value === null ? undefined : walk.mismatch(jsonType(value), go))
    case 'boolean':
      return (value, walk) => (typeof value === 'boolean' ? value : value === null ? undefined : walk.mismatch(jsonType(value), go))
    case 'integer':
      return (value, walk) => integer(value, walk, go, go === 'int32' ? 32 : 64)
    case 'double':
      return (value, walk) => (typeof value === 'number' ? value : value instanceof NumberLiteral ? value.value : value === null ? undefined : walk.mismatch(jsonType(value), go))
    case 'bytes':
      return bytes
    case 'time':
      return (value, walk) => parsedText(value, walk, canonicalTime)
    case 'microTime':
      return (value, walk) => parsedText(value, walk, canonicalMicroTime)
    case 'duration':
      return (value, walk) => parsedText(value, walk, canonicalDuration)
    case 'quantity':
      return quantity
    case 'intOrString':
      return (value, walk) => (typeof value === 'string' ? value : atOnce(walk, () => integer(value, walk, 'int32', 32)))
    case 'schemaOrList':
      return (value, walk) => (Array.isArray(value) ? value.map((item: unknown) => schema(item, walk) ?? {}) : schema(value, walk))
    case 'schemaOrBoolean':
      return (value, walk) => (typeof value === 'boolean' ? value : schema(value, walk))
    case 'schemaOrNames':
      return (value, walk) => (Array.isArray(value) ? value : schema(value, walk))
    default:
      return (value) => (value === null ? undefined : withPlainNumbers(value))
  }
}

function schema(value: unknown, walk: Walk): unknown {
  return structDecoder(present(messageType('apiextensions/v1.JSONSchemaProps'), 'the type of schemas'))(value, walk)
}

function integer(value: unknown, walk: Walk, goType: string, bits: 32 | 64): number | undefined {
  if (value === null) return undefined
  const most = bits === 32 ? 2 ** 31 : 2 ** 63
  if (typeof value === 'number') return Number.isInteger(value) && value >= -most && value < most ? value : walk.mismatch(`number ${value}`, goType)
  if (!(value instanceof NumberLiteral)) return walk.mismatch(jsonType(value), goType)
  // Whole numbers beyond 2^53 are rounded; Go would keep them.
  return /^-?\d+$/.test(value.text) && value.value >= -most && value.value < most ? value.value : walk.mismatch(`number ${value.text}`, goType)
}

function bytes(value: unknown, walk: Walk): string | undefined {
  if (value === null) return undefined
  if (Array.isArray(value)) return bytesOfList(value, walk)
  if (typeof value !== 'string') return walk.mismatch(jsonType(value), '[]uint8')
  const decoded = base64ToBytes(value)
  if (decoded) return /[\r\n]/.test(value) ? bytesToBase64(decoded) : value
  walk.error ??= new DecodeError(`illegal base64 data at input byte ${illegalBase64At(value)}`)
  return undefined
}

/** Go takes a list of small numbers for bytes, too. */
function bytesOfList(list: readonly unknown[], walk: Walk): string | undefined {
  const wrong = list.find((item) => typeof item !== 'number' || !Number.isInteger(item) || item < 0 || item > 255)
  if (wrong === undefined) return bytesToBase64(list as number[])
  return walk.mismatch(typeof wrong === 'number' ? `number ${wrong}` : wrong instanceof NumberLiteral ? `number ${wrong.text}` : jsonType(wrong), 'uint8')
}

/** Where Go's decoder gives up: at the first character that is none of base64, or that stands where it may not. */
function illegalBase64At(text: string): number {
  let digits = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (character === '\n' || character === '\r') continue
    if (/[A-Za-z0-9+/]/.test(character)) digits++
    else if (character !== '=' || digits % 4 < 2) return at
    else return illegalPaddingAt(text, at, digits % 4)
  }
  return text.length - (digits % 4)
}

function illegalPaddingAt(text: string, at: number, digits: number): number {
  const rest = text.slice(at).replaceAll(/[\r\n]/g, '')
  if (digits === 2 && rest.length === 1) return text.length
  return digits === 2 && rest[1] !== '=' ? at + 1 : at + 4 - digits
}

/** Types with a reader of their own end the reading of the whole body with their error, even if there was one before. */
function atOnce<T>(walk: Walk, read: () => T): T {
  const { error } = walk
  walk.error = undefined
  const value = read()
  if (walk.error) throw walk.error
  walk.error = error
  return value
}

function parsedText(value: unknown, walk: Walk, canonical: (text: string) => string): string | undefined {
  if (value === null) return undefined
  if (typeof value === 'string') return canonical(value)
  return atOnce(walk, () => walk.mismatch(jsonType(value), 'string'))
}

function canonicalDuration(text: string): string {
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined) throw new DecodeError(`time: invalid duration ${JSON.stringify(text)}`)
  return formatDuration(milliseconds)
}

function quantity(value: unknown): string | undefined {
  if (value === null) return undefined
  try {
    return canonicalQuantity((value instanceof NumberLiteral ? value.text : typeof value === 'object' ? JSON.stringify(value) : String(value)).trim())
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodeError(error.message)
    throw error
  }
}

/** What Go's decoder calls a value. */
function jsonType(value: unknown): string {
  if (value instanceof NumberLiteral) return 'number'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
