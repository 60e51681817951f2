/**
 * Kubernetes' protobuf: four magic bytes, then an envelope with the type and the object. Fields are found by number in the table of types; what comes out is plain
 * JSON, which is then read like any other.
 */
import { bytesToBase64, utf8Text } from '../../base/base64.ts'
import { formatMicroTime, formatTime } from '../../base/time.ts'
import { formatDuration } from '../../base/duration.ts'
import { present } from '../../base/invariant.ts'
import { messageType, type Field, type MessageType, type Shape } from '../../kinds/schema/index.ts'
import { DecodeError } from './errors.ts'

type Fields = Record<string, unknown>

const MAGIC = [0x6b, 0x38, 0x73, 0x00]

export interface ProtobufObject {
  readonly apiVersion: string
  readonly kind: string
  /** The bytes of the object's own message. */
  readonly raw: Uint8Array
}

/** Opens the envelope of a body. */
export function openProtobuf(bytes: Uint8Array): ProtobufObject {
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) throw new DecodeError(`provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(' ')}]`)
  const envelope = [...wireFields(bytes.subarray(MAGIC.length))]
  const typeMeta = [...wireFields(bytesOf(envelope, 1))]
  return { apiVersion: utf8Text(bytesOf(typeMeta, 1)), kind: utf8Text(bytesOf(typeMeta, 2)), raw: bytesOf(envelope, 2) }
}

/** Reads a message of a type as JSON; fields that the type does not know are skipped. */
export function decodeProtobuf(bytes: Uint8Array, typeName: string): Fields {
  return message(bytes, present(messageType(typeName), typeName))
}

interface WireField {
  readonly number: number
  /** Whole numbers for varints and fixed sizes, bytes for all else. */
  readonly value: number | Uint8Array
  /** A floating-point number takes its eight bytes. */
  readonly fixed: Uint8Array | undefined
}

function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const cursor = { at: 0 }
  while (cursor.at < bytes.length) {
    const tag = varint(bytes, cursor)
    const number = Math.floor(tag / 8)
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(bytes, cursor), fixed: undefined }
        break
      case 1:
        yield { number, value: 0, fixed: take(bytes, cursor, 8) }
        break
      case 2:
        yield { number, value: take(bytes, cursor, varint(bytes, cursor)), fixed: undefined }
        break
      case 5:
        take(bytes, cursor, 4)
        break
      default:
        throw new DecodeError(`proto: illegal wireType ${tag % 8}`)
    }
  }
}

function take(bytes: Uint8Array, cursor: { at: number }, length: number): Uint8Array {
  if (length < 0) throw new DecodeError('proto: negative length found during unmarshaling')
  if (cursor.at + length > bytes.length) throw new DecodeError('unexpected EOF')
  cursor.at += length
  return bytes.subarray(cursor.at - length, cursor.at)
}

/** A variable-length integer; negative ones are ten bytes long, in two's complement of 64 bits. */
function varint(bytes: Uint8Array, cursor: { at: number }): number {
  let low = 0
  let high = 0
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[cursor.at++]
    if (byte === undefined) throw new DecodeError('unexpected EOF')
    if (shift < 28) low |= (byte & 127) << shift
    else if (shift === 28) {
      low |= (byte & 15) << 28
      high = (byte & 127) >> 4
    } else if (shift < 63) high |= (byte & 127) << (shift - 32)
    else high |= (byte & 1) << 31
    if (byte < 128) return high * 2 ** 32 + (low >>> 0)
  }
  throw new DecodeError('proto: integer overflow')
}

function bytesOf(fields: readonly WireField[], number: number): Uint8Array {
  const value = fields.findLast((field) => field.number === number)?.value
  return value instanceof Uint8Array ? value : new Uint8Array()
}

function message(bytes: Uint8Array, type: MessageType): Fields {
  const out: Fields = {}
  const fields = new Map(type.own.map((field) => [field.number, field]))
  for (const wire of wireFields(bytes)) {
    const field = wire.number === 0 ? undefined : fields.get(wire.number)
    if (!field) continue
    if (field.name === '') Object.assign(out, message(bytesIn(wire), present(messageType(field.message), field.message)))
    else addField(out, field, wire)
  }
  return out
}

function addField(out: Fields, { name, shape }: Field, wire: WireField): void {
  const inner = shape.kind === 'pointer' ? shape.of : shape
  if (inner.kind === 'list' && inner.of.kind === 'single') ((out[name] ??= []) as unknown[]).push(value(inner.of, wire))
  else if (inner.kind === 'map') {
    const entry = [...wireFields(bytesIn(wire))]
    const key = utf8Text(bytesOf(entry, 1))
    const held = entry.find((part) => part.number === 2) ?? { number: 2, value: new Uint8Array(), fixed: undefined }
    ;((out[name] ??= {}) as Fields)[key] = value(inner.of, held)
  } else out[name] = value(inner, wire)
}

function bytesIn({ value }: WireField): Uint8Array {
  if (typeof value === 'number') throw new DecodeError('proto: wrong wireType')
  return value
}

function value(shape: Shape, wire: WireField): unknown {
  if (shape.kind !== 'single') return [...wireFields(bytesIn(wire))].map((item) => value(shape.of, item))
  switch (shape.type) {
    case 'boolean':
      return wire.value !== 0
    case 'integer':
      return wire.value
    case 'double':
      return wire.fixed ? new DataView(wire.fixed.buffer, wire.fixed.byteOffset).getFloat64(0, true) : 0
    case 'bytes':
      return bytesToBase64(bytesIn(wire))
    case 'string':
      return utf8Text(bytesIn(wire))
    case 'message':
      return message(bytesIn(wire), present(messageType(shape.message), shape.message))
    default:
      return special(shape.type, [...wireFields(bytesIn(wire))])
  }
}

/** Types that are messages on the wire, but something plainer in JSON. */
function special(type: (Shape & { kind: 'single' })['type'], fields: readonly WireField[]): unknown {
  const number = (at: number): number => Number(fields.findLast((field) => field.number === at)?.value ?? 0)
  switch (type) {
    case 'time':
      return fields.length === 0 ? null : formatTime(number(1) * 1000)
    case 'microTime':
      return fields.length === 0 ? null : formatMicroTime(number(1) * 1000 + number(2) / 1e6)
    case 'duration':
      return formatDuration(number(1) / 1e6)
    case 'quantity':
      return utf8Text(bytesOf(fields, 1)) || '0'
    case 'intOrString':
      return number(1) === 1 ? utf8Text(bytesOf(fields, 3)) : number(2)
    case 'schemaOrList':
      return fields.some((field) => field.number === 2) ? fields.filter((field) => field.number === 2).map((field) => schema(bytesIn(field))) : schema(bytesOf(fields, 1))
    case 'schemaOrBoolean':
      return fields.some((field) => field.number === 2) ? schema(bytesOf(fields, 2)) : number(1) !== 0
    case 'schemaOrNames':
      return fields.some((field) => field.number === 1) ? schema(bytesOf(fields, 1)) : fields.map((field) => utf8Text(bytesIn(field)))
    default: {
      const text = utf8Text(bytesOf(fields, 1))
      return text === '' ? null : JSON.parse(text)
    }
  }
}

function schema(bytes: Uint8Array): Fields {
  return decodeProtobuf(bytes, 'apiextensions/v1.JSONSchemaProps')
}
