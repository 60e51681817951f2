/**
 * The fields of every API type of Kubernetes 1.32: one table (`types.json`, made by `scripts/generate-schema.mjs`) from which decoding, protobuf, patches,
 * server-side apply, hashes and documentation are derived. Names are those of Kubernetes' packages: `apps/v1.DeploymentSpec`.
 *
 * The table's form: package → type → either `=` and the Go type that it is another name for, or its fields in Go's order, separated by blanks. A field is
 * `jsonName=GoName:protobufNumber:GoType` and then `?` (omitempty) or `!` (required) and rules, each after a bar. The Go name is left out where it is the JSON name with
 * a capital; an embedded struct has no JSON name; types of the same package are named without it. Rules: `merge=KEY`, `retainKeys`, `replace` (strategic merge patch),
 * `map=KEYS`, `set`, `atomic` (server-side apply), `default=VALUE`. A struct that begins with the rule `|atomic` is always taken as a whole.
 */
import table from './types.json' with { type: 'json' }

/** What a value is in JSON and how it is checked. */
export type FieldType =
  | 'string'
  | 'boolean'
  /** 32 or 64 bits, see `Shape.go`. */
  | 'integer'
  | 'double'
  /** base64 in JSON. */
  | 'bytes'
  /** RFC 3339 in whole seconds, or null. */
  | 'time'
  /** RFC 3339 in microseconds, or null. */
  | 'microTime'
  /** Go's text of a duration: `1m30s`. */
  | 'duration'
  | 'quantity'
  | 'intOrString'
  /** Any JSON. */
  | 'raw'
  /** An OpenAPI schema, or something else that stands in its place: a list of schemas, a boolean, a list of names. */
  | 'schemaOrList'
  | 'schemaOrBoolean'
  | 'schemaOrNames'
  | 'message'

/** A Go type. */
export type Shape =
  | { readonly kind: 'single'; readonly type: FieldType; readonly message: string; readonly go: string }
  | { readonly kind: 'pointer' | 'list' | 'map'; readonly of: Shape; readonly go: string }

export interface Field {
  readonly name: string
  readonly goName: string
  /** The protobuf field number; 0 for what is not on the wire (kind and apiVersion). */
  readonly number: number
  readonly shape: Shape
  /** What it holds, or what its elements are if it is `repeated` or a `map`. */
  readonly type: FieldType
  /** The name of the message, if it is one. */
  readonly message: string
  readonly repeated: boolean
  /** A map from text to the type. */
  readonly map: boolean
  /** Whether Go leaves it out of JSON when it is empty. */
  readonly omitEmpty: boolean
  /** Whether an empty value is told apart from none, and shown. */
  readonly keepZero: boolean
  /** Whether the API's documents say that it must be given. */
  readonly required: boolean
  /** How a strategic merge patch treats a list: by this key, or as a set of plain values (''); undefined: it is replaced. */
  readonly mergeKey: string | undefined
  /** The strategies of a strategic merge patch: `merge`, `retainKeys`, `merge,retainKeys`, `replace` or ''. */
  readonly patchStrategy: string
  /** How server-side apply sees a list. */
  readonly listType: 'atomic' | 'set' | 'map'
  readonly listKeys: readonly string[]
  /** How server-side apply sees a map or a struct. */
  readonly mapType: 'atomic' | 'granular'
  /** What the API takes a missing value of a list's key for. */
  readonly defaultValue: string | number | boolean | undefined
}

export interface MessageType {
  readonly name: string
  /** `v1.PodSpec`. */
  readonly go: string
  /** In the order of the Go struct; fields of embedded structs stand among them. */
  readonly fields: readonly Field[]
  readonly byName: ReadonlyMap<string, Field>
  /** The fields as the Go struct has them: an embedded struct is one field, without a name. */
  readonly own: readonly Field[]
  readonly atomic: boolean
}

const packages = table as Readonly<Record<string, Readonly<Record<string, string>>>>

/** Types that have JSON of their own. */
const SPECIAL: Readonly<Record<string, FieldType>> = {
  string: 'string', bool: 'boolean', int: 'integer', int32: 'integer', int64: 'integer', float64: 'double',
  'types.UID': 'string', 'types.NodeName': 'string', 'resource.Quantity': 'quantity', 'intstr.IntOrString': 'intOrString', 'runtime.RawExtension': 'raw',
  'meta/v1.Time': 'time', 'meta/v1.MicroTime': 'microTime', 'meta/v1.Duration': 'duration', 'meta/v1.FieldsV1': 'raw', 'apiextensions/v1.JSON': 'raw',
  'apiextensions/v1.JSONSchemaPropsOrArray': 'schemaOrList', 'apiextensions/v1.JSONSchemaPropsOrBool': 'schemaOrBoolean', 'apiextensions/v1.JSONSchemaPropsOrStringArray': 'schemaOrNames',
}

const built = new Map<string, MessageType>()

/** The fields of a type; undefined if there is none of that name. */
export function messageType(name: string): MessageType | undefined {
  const known = built.get(name)
  if (known) return known
  const [home, own] = split(name)
  const text = packages[home]?.[own]
  if (text === undefined || text.startsWith('=')) return undefined
  const atomic = text.startsWith('|atomic')
  const structFields = text.split(' ').filter((part) => part !== '' && part !== '|atomic').map((part) => readField(part, home))
  const fields = structFields.flatMap((field) => (field.name === '' ? (messageType(field.message)?.fields ?? []) : [field]))
  const type: MessageType = { name, go: goName(name), fields, byName: new Map(fields.map((field) => [field.name, field])), own: structFields, atomic }
  built.set(name, type)
  return type
}

function split(name: string): [home: string, own: string] {
  const at = name.lastIndexOf('.')
  return [name.slice(0, at), name.slice(at + 1)]
}

/** `v1.PodSpec` for `core/v1.PodSpec`: Go names a package by its last part. */
function goName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

function readField(text: string, home: string): Field {
  const [declaration = '', ...rules] = text.split('|')
  const [, name = '', exceptionalName, number, typeText = '', presence] = /^([\w$-]*)(?:=(\w+))?:(\d+):([^?!]+)([?!]?)$/.exec(declaration) ?? []
  const shape = readShape(typeText, home)
  const inner = shape.kind === 'pointer' ? shape.of : shape
  const single = innermost(inner)
  const rule = (key: string): string | undefined => rules.find((candidate) => candidate.startsWith(`${key}=`))?.slice(key.length + 1)
  const mergeKey = rule('merge')
  const listKeys = rule('map')?.split(',')
  const omitEmpty = presence === '?'
  const own = split(single.message)[1]
  return {
    name,
    goName: exceptionalName ?? (name === '' ? own : name.charAt(0).toUpperCase() + name.slice(1)),
    number: Number(number),
    shape,
    type: single.type,
    message: single.message,
    repeated: inner.kind === 'list',
    map: inner.kind === 'map',
    omitEmpty,
    keepZero: shape.kind === 'pointer' || !omitEmpty,
    required: presence === '!',
    mergeKey,
    patchStrategy: [mergeKey !== undefined && 'merge', rules.includes('retainKeys') && 'retainKeys', rules.includes('replace') && 'replace'].filter(Boolean).join(','),
    // A list that says nothing else about server-side apply follows its strategic merge key (kube-openapi, schemaconv/smd.go).
    listType: rules.includes('atomic') ? 'atomic' : listKeys || mergeKey ? 'map' : rules.includes('set') || mergeKey === '' ? 'set' : 'atomic',
    listKeys: listKeys ?? (mergeKey ? [mergeKey] : []),
    mapType: rules.includes('atomic') || (inner.kind === 'single' && isAtomic(single.message)) ? 'atomic' : 'granular',
    defaultValue: defaultOf(rule('default'), single.type, omitEmpty || shape.kind !== 'single'),
  }
}

function defaultOf(text: string | undefined, type: FieldType, mayBeAbsent: boolean): Field['defaultValue'] {
  if (text !== undefined) return JSON.parse(text) as string | number | boolean
  if (mayBeAbsent) return undefined
  return type === 'string' ? '' : type === 'integer' || type === 'double' ? 0 : type === 'boolean' ? false : undefined
}

function isAtomic(message: string): boolean {
  const [home, own] = split(message)
  return packages[home]?.[own]?.startsWith('|atomic') ?? false
}

function innermost(shape: Shape): Shape & { kind: 'single' } {
  return shape.kind === 'single' ? shape : innermost(shape.of)
}

function readShape(text: string, home: string): Shape {
  if (text === '[]byte') return { kind: 'single', type: 'bytes', message: '', go: '[]uint8' }
  const [, prefix] = /^(\*|\[\]|map\[[^\]]+\])?/.exec(text) ?? []
  if (prefix !== undefined) {
    const of = readShape(text.slice(prefix.length), home)
    if (prefix.startsWith('map')) return { kind: 'map', of, go: `map[${readShape(prefix.slice(4, -1), home).go}]${of.go}` }
    return { kind: prefix === '*' ? 'pointer' : 'list', of, go: prefix + of.go }
  }
  const name = text.includes('.') || text in SPECIAL ? text : `${home}.${text}`
  const go = goName(name)
  const special = SPECIAL[name]
  if (special) return { kind: 'single', type: special, message: '', go }
  const [package_, own] = split(name)
  const declared = packages[package_]?.[own]
  return declared?.startsWith('=') ? { ...readShape(declared.slice(1), package_), go } : { kind: 'single', type: 'message', message: name, go }
}

/**
 * The type of a kind's objects: `apps/v1.Deployment` for `apps/v1` and `Deployment`; undefined if the built-in API has none. Kinds that every group version knows,
 * such as DeleteOptions, are of `meta/v1`.
 */
export function schemaName(apiVersion: string, kind: string): string | undefined {
  const slash = apiVersion.indexOf('/')
  const home = slash < 0 ? `core/${apiVersion}` : `${apiVersion.slice(0, slash).split('.')[0]}/${apiVersion.slice(slash + 1)}`
  return [home, 'meta/v1'].filter((candidate) => hasTypeMeta(packages[candidate]?.[kind])).map((candidate) => `${candidate}.${kind}`)[0]
}

function hasTypeMeta(text: string | undefined): boolean {
  return text !== undefined && /^:0:(?:meta\/v1\.)?TypeMeta/.test(text)
}
