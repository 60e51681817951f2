import { messageType, type Field, type FieldType } from '../../kinds/schema/index.ts'

/** What server-side apply knows of a value's type: the `schema.Atom` of structured-merge-diff. */
export type ValueType =
  | { readonly kind: 'scalar'; readonly scalar: 'numeric' | 'string' | 'boolean' | 'untyped' }
  | MapType
  | ListType
  /** Whatever it is, it is taken as a whole. */
  | { readonly kind: 'any' }

export interface MapType {
  readonly kind: 'map'
  readonly atomic: boolean
  /** The type of a declared field. */
  field(name: string): ValueType | undefined
  /** The type of all other entries; undefined if there may be none. */
  readonly element: ValueType | undefined
}

export interface ListType {
  readonly kind: 'list'
  readonly atomic: boolean
  readonly element: ValueType
  /** The fields that tell the elements apart; none for a set of plain values. */
  readonly keys: readonly Key[]
}

interface Key {
  readonly name: string
  /** What its absence stands for. */
  readonly defaultValue: string | number | boolean | undefined
}

const ANY: ValueType = { kind: 'any' }
const SCALARS: Partial<Record<FieldType, ValueType>> = {
  string: { kind: 'scalar', scalar: 'string' },
  bytes: { kind: 'scalar', scalar: 'string' },
  duration: { kind: 'scalar', scalar: 'string' },
  boolean: { kind: 'scalar', scalar: 'boolean' },
  integer: { kind: 'scalar', scalar: 'numeric' },
  double: { kind: 'scalar', scalar: 'numeric' },
  time: { kind: 'scalar', scalar: 'untyped' },
  microTime: { kind: 'scalar', scalar: 'untyped' },
  quantity: { kind: 'scalar', scalar: 'untyped' },
  intOrString: { kind: 'scalar', scalar: 'untyped' },
}

const known = new Map<string, ValueType>()

/** The type of a message of the type table; anything, if the table does not know it. */
export function valueTypeOf(message: string): ValueType {
  const found = known.get(message)
  if (found) return found
  const type = messageType(message)
  if (!type) return ANY
  const fields = new Map<string, ValueType>()
  const made: ValueType = {
    kind: 'map',
    atomic: type.atomic,
    element: undefined,
    field(name) {
      const ready = fields.get(name)
      if (ready) return ready
      const field = type.byName.get(name)
      if (!field) return undefined
      const fieldType = typeOfField(field)
      fields.set(name, fieldType)
      return fieldType
    },
  }
  known.set(message, made)
  return made
}

function typeOfField(field: Field): ValueType {
  const single = field.type === 'message' ? valueTypeOf(field.message) : (SCALARS[field.type] ?? ANY)
  if (field.repeated) return { kind: 'list', atomic: field.listType === 'atomic', element: single, keys: field.listKeys.map((name) => keyOf(field, name)) }
  if (field.map) return { kind: 'map', atomic: field.mapType === 'atomic', element: single, field: () => undefined }
  return field.mapType === 'atomic' && single.kind === 'map' ? { ...single, atomic: true } : single
}

function keyOf(list: Field, name: string): Key {
  return { name, defaultValue: messageType(list.message)?.byName.get(name)?.defaultValue }
}

/** The type of what stands under a field's name in a map; undefined if the map may have no such entry. */
export function entryType(type: MapType, name: string): ValueType | undefined {
  return type.field(name) ?? type.element
}
