/**
 * The fields of every API type: one table (`types.json`) from which decoding, protobuf, patches and documentation are derived. Names are those of
 * Kubernetes' packages: `apps/v1.DeploymentSpec`.
 */
import table from './types.json' with { type: 'json' }

export type FieldType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'double'
  /** base64 in JSON. */
  | 'bytes'
  /** RFC 3339, or null. */
  | 'time'
  | 'microTime'
  | 'duration'
  | 'quantity'
  | 'intOrString'
  /** Any JSON. */
  | 'raw'
  | 'message'

export interface Field {
  readonly name: string
  /** The protobuf field number. */
  readonly number: number
  readonly type: FieldType
  /** The name of the message, if it is one. */
  readonly message: string
  readonly repeated: boolean
  /** A map from text to the type. */
  readonly map: boolean
  /** Whether an empty value is told apart from none. */
  readonly keepZero: boolean
  /** Whether the API always shows it. */
  readonly required: boolean
  /** How a strategic merge patch treats a list: by this key, or as a set of plain values (''); undefined: it is replaced. */
  readonly mergeKey: string | undefined
  readonly patchStrategy: string
  /** How server-side apply sees a list or map. */
  readonly listType: 'atomic' | 'set' | 'map'
  readonly listKeys: readonly string[]
  readonly mapType: 'atomic' | 'granular'
}

export interface MessageType {
  readonly name: string
  /** In the order of the Go struct; fields of embedded structs stand among them. */
  readonly fields: readonly Field[]
  readonly byName: ReadonlyMap<string, Field>
}

type RawField = [number, string, string, number]
type Merge = { patch?: string; key?: string; list?: string; listKeys?: string[]; map?: string }

const types = table.types as unknown as Record<string, RawField[]>
const merges = table.merge as unknown as Record<string, Record<string, Merge>>
const requiredNames = table.required as unknown as Record<string, string[]>

const CODES: Readonly<Record<string, FieldType>> = {
  s: 'string', b: 'boolean', i: 'integer', d: 'double', y: 'bytes', T: 'time', U: 'microTime', D: 'duration', Q: 'quantity', I: 'intOrString', R: 'raw',
}

const built = new Map<string, MessageType>()

/** The fields of a type; undefined if there is none of that name. */
export function messageType(name: string): MessageType | undefined {
  const known = built.get(name)
  if (known) return known
  const raw = types[name]
  if (!raw) return undefined
  const fields = raw.flatMap((field) => readField(name, field))
  const type = { name, fields, byName: new Map(fields.map((field) => [field.name, field])) }
  built.set(name, type)
  return type
}

function readField(owner: string, [number, name, code, keepZero]: RawField): Field[] {
  // An embedded struct: its fields are the owner's.
  if (name === '') return [...(messageType(code)?.fields ?? [])]
  const repeated = code.startsWith('*')
  const map = code.startsWith('%')
  const list = code.startsWith('L')
  const bare = repeated || map || list ? code.slice(1) : code
  const merge = merges[owner]?.[name] ?? {}
  const itself = merges[bare]?.['$type'] ?? {}
  return [
    {
      name,
      number,
      type: CODES[bare] ?? 'message',
      message: CODES[bare] ? '' : bare,
      repeated: repeated || list,
      map,
      keepZero: keepZero === 1,
      required: requiredNames[owner]?.includes(name) ?? false,
      mergeKey: merge.patch?.includes('merge') ? (merge.key ?? '') : undefined,
      patchStrategy: merge.patch ?? '',
      listType: (merge.list as Field['listType'] | undefined) ?? 'atomic',
      listKeys: merge.listKeys ?? [],
      mapType: (merge.map ?? itself.map) === 'atomic' ? 'atomic' : 'granular',
    },
  ]
}
