import { utf8Bytes, utf8Text } from '../../base/base64.ts'
import type { StatusError } from '../../client/status.ts'
import { schemaName } from '../../kinds/schema/index.ts'
import { badRequest } from '../errors.ts'
import { DecodeError } from './errors.ts'
import { type ParsedJson, withPlainNumbers } from './json.ts'
import { decodeMessage } from './message.ts'
import { decodeProtobuf, openProtobuf } from './protobuf.ts'
import { parseStrictly, yamlDuplicate } from './text.ts'

/** What the body of a request should hold. */
export interface Wanted {
  /** `apps/v1`. */
  readonly apiVersion: string
  readonly kind: string
  /** The type of its fields; for a custom resource, one that the table does not know. */
  readonly schema: string
}

export type BodyForm = 'json' | 'yaml' | 'protobuf'

export interface DecodedObject {
  readonly object: Record<string, unknown>
  /** Unknown fields and those that stand twice; the caller makes an error or warnings of them. */
  readonly problems: readonly string[]
}

interface TypeMeta {
  readonly apiVersion: string
  readonly kind: string
}

interface ReadBody extends ParsedJson {
  readonly found: TypeMeta
}

/**
 * Reads the object in a body, as kube-apiserver's handlers do before anything else: what is refused here is a 400. Kind and version may be missing; those of the path
 * are taken then. Unknown fields are only told of: what becomes of them depends on the request's `fieldValidation`.
 */
export function decodeObject(body: string | Uint8Array, form: BodyForm, wanted: Wanted): DecodedObject {
  const text = (): string => (typeof body === 'string' ? body : utf8Text(body))
  const read = unrecognized(wanted, body, () => (form === 'protobuf' ? readProtobuf(body) : readText(text(), form, wanted)))
  const problems: string[] = []
  return handled(wanted, read.found, () => {
    const schema = schemaOf(read.found, wanted)
    const twice = form === 'yaml' ? yamlDuplicate(text()) : undefined
    if (twice !== undefined) problems.push(twice)
    const object = decodeMessage(schema, read.value ?? {}, problems, read.duplicates)
    if (schema !== wanted.schema) throw new DecodeError(`converting (${goName(schema)}) to (${internalName(wanted)}): unknown conversion`)
    return { object: { ...(withPlainNumbers(object) as Record<string, unknown>), apiVersion: wanted.apiVersion, kind: wanted.kind }, problems }
  })
}

function readText(text: string, form: 'json' | 'yaml', wanted: Wanted): ReadBody {
  let parsed: ParsedJson
  try {
    parsed = parseStrictly(text, form === 'yaml')
  } catch (error) {
    if (form === 'json' && error instanceof DecodeError) throw new DecodeError(`${NO_TYPE}${error.message}`)
    throw error
  }
  return { ...parsed, found: typeMetaOf(parsed.value, wanted) }
}

const NO_TYPE = "couldn't get version/kind; json parse error: "

function readProtobuf(body: string | Uint8Array): ReadBody {
  const { raw, ...found } = openProtobuf(typeof body === 'string' ? Uint8Array.from(utf8Bytes(body)) : body)
  const schema = schemaName(found.apiVersion, found.kind)
  return { found, value: schema === undefined ? {} : decodeProtobuf(raw, schema), duplicates: new Map() }
}

function typeMetaOf(value: unknown, wanted: Wanted): TypeMeta {
  if (value === null) return wanted
  const wrong = (found: unknown, where: string): DecodeError => new DecodeError(`${NO_TYPE}json: cannot unmarshal ${Array.isArray(found) ? 'array' : typeof found === 'boolean' ? 'bool' : typeof found} into Go ${where}`)
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(value, String.raw`value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`)
  const { kind = '', apiVersion = '' } = value as Record<string, unknown>
  for (const [name, held] of Object.entries({ apiVersion, kind })) if (typeof held !== 'string' && held !== null) throw wrong(held, `struct field .${name} of type string`)
  return { kind: (kind as string) || wanted.kind, apiVersion: (apiVersion as string) || wanted.apiVersion }
}

/** The type that the body says it is of; whether that is the wanted one shows only after it has been read. */
function schemaOf(found: TypeMeta, wanted: Wanted): string {
  if (found.kind === wanted.kind && found.apiVersion === wanted.apiVersion) return wanted.schema
  const schema = schemaName(found.apiVersion, found.kind) ?? schemaName(found.apiVersion, found.kind.replace(/List$/, ''))
  if (schema !== undefined && schema === schemaName(found.apiVersion, found.kind)) {
    if (found.kind === wanted.kind) throw differentVersion(found, wanted)
    return schema
  }
  if (found.kind === wanted.kind && FORMER_VERSIONS[found.apiVersion]?.includes(found.kind)) throw differentVersion(found, wanted)
  if (schema !== undefined || (found.apiVersion === 'v1' && found.kind === 'List')) throw new DecodeError(`converting (${versionOf(found)}.${found.kind}) to (${internalName(wanted)}): unknown conversion`)
  throw new DecodeError(`no kind "${found.kind}" is registered for version "${found.apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`)
}

/** Versions that are no longer served, but whose objects the server can still read. */
const FORMER_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  'extensions/v1beta1': ['DaemonSet', 'Deployment', 'Ingress', 'NetworkPolicy', 'ReplicaSet'],
  'apps/v1beta1': ['ControllerRevision', 'Deployment', 'StatefulSet'],
  'apps/v1beta2': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'autoscaling/v2beta1': ['HorizontalPodAutoscaler'],
  'autoscaling/v2beta2': ['HorizontalPodAutoscaler'],
  'batch/v1beta1': ['CronJob'],
  'networking.k8s.io/v1beta1': ['Ingress', 'IngressClass'],
  'policy/v1beta1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1beta1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'storage.k8s.io/v1beta1': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
  'scheduling.k8s.io/v1beta1': ['PriorityClass'],
  'coordination.k8s.io/v1beta1': ['Lease'],
  'discovery.k8s.io/v1beta1': ['EndpointSlice'],
  'apiextensions.k8s.io/v1beta1': ['CustomResourceDefinition'],
}

function differentVersion(found: TypeMeta, wanted: Wanted): StatusError {
  return badRequest(`the API version in the data (${found.apiVersion}) does not match the expected API version (${wanted.apiVersion})`)
}

function versionOf({ apiVersion }: TypeMeta): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1)
}

/** `v1.Service` for `core/v1.Service`. */
function goName(schema: string): string {
  return schema.slice(schema.indexOf('/') + 1)
}

/** `core.Pod`: the version without a name, into which the server converts. */
function internalName({ schema, kind }: Wanted): string {
  return `${schema.slice(0, schema.indexOf('/'))}.${kind}`
}

/** Nothing is known of the body yet: its beginning is shown. */
function unrecognized<T>(wanted: Wanted, body: string | Uint8Array, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw badRequest(`the object provided is unrecognized (must be of type ${wanted.kind}): ${error.message} (${summary(body)})`)
  }
}

function handled<T>(wanted: Wanted, found: TypeMeta, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw cannotBeHandled(wanted, error.message, found)
  }
}

/** A body that was understood, but not as what it should be. */
export function cannotBeHandled(wanted: Wanted, why: string, found: TypeMeta = wanted): StatusError {
  return badRequest(`${found.kind} in version "${versionOf(found)}" cannot be handled as a ${wanted.kind}: ${why}`)
}

const SUMMARY_BYTES = 30

function summary(body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? utf8Bytes(body) : body
  if (bytes.length === 0) return '<empty>'
  const shown = bytes.slice(0, SUMMARY_BYTES)
  const text = shown[0] === 0x7b ? utf8Text(shown) : Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return bytes.length > SUMMARY_BYTES ? `${text} ...` : text
}
