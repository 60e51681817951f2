import type { ApiRequest } from '../client/transport.ts'
import type { Draft, Kind } from '../kinds/kind.ts'
import { cannotBeHandled, decodeObject, type BodyForm, type Wanted } from './decode/index.ts'
import { badRequest, tooLarge, unsupportedMediaType } from './errors.ts'
import { headerOf } from './negotiation.ts'
import type { ResourceRequest } from './requestInfo.ts'
import type { Served } from './served.ts'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface Decoded {
  readonly object: Draft
  readonly warnings: readonly string[]
}

/** Bodies larger than this are refused, as by the real server. */
const LIMIT_BYTES = 3 * 1024 * 1024

/** Reads the object in a request's body, checked against the kind's fields; which version it is in comes from the path. */
export function readObject(kind: Kind, served: Served, path: ResourceRequest, request: ApiRequest, fieldValidation: FieldValidation): Decoded {
  const body = request.body ?? ''
  if (body.length > LIMIT_BYTES) throw tooLarge(`limit is ${LIMIT_BYTES}`)
  const mediaType = headerOf(request.headers, 'content-type').split(';')[0]?.trim() ?? ''
  const form = FORMS[mediaType]
  if (!form) throw unsupportedMediaType(mediaType)
  const wanted = subresourceKind(kind, served, path)
  const { object, problems } = decodeObject(body, form, wanted)
  if (fieldValidation === 'Strict' && problems.length > 0) throw cannotBeHandled(wanted, `strict decoding error: ${problems.join(', ')}`)
  const draft = object as Draft
  draft.metadata ??= {}
  return { object: draft, warnings: fieldValidation === 'Warn' ? problems.map((problem) => problem.replace(/^yaml: unmarshal errors:\n {2}/, '')) : [] }
}

const FORMS: Readonly<Record<string, BodyForm>> = {
  '': 'json',
  '*/*': 'json',
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/vnd.kubernetes.protobuf': 'protobuf',
}

/** What the body of a request to a path holds: the kind itself, or what its subresource takes. */
function subresourceKind(kind: Kind, served: Served, path: ResourceRequest): Wanted {
  if (path.subresource === 'scale') return { kind: 'Scale', apiVersion: 'autoscaling/v1', schema: 'autoscaling/v1.Scale' }
  const other = kind.subresources?.[path.subresource]?.kind
  if (!other) return served
  const apiVersion = other.group === '' ? other.version : `${other.group}/${other.version}`
  return { kind: other.kind, apiVersion, schema: `${other.group === '' ? 'core' : other.group.split('.')[0]}/${other.version}.${other.kind}` }
}

/** The name and the namespace in a body are those of the path (`rest.EnsureObjectNamespaceMatchesRequestNamespace`). */
export function checkIdentity(kind: Kind, path: Pick<ResourceRequest, 'name' | 'namespace'>, { metadata }: Draft): void {
  const name: unknown = metadata['name'] || undefined
  if (name === undefined) throw badRequest(`the name of the object (${path.name} based on URL) was undeterminable: name must be provided`)
  if (name !== path.name) throw badRequest(`the name of the object (${String(name)}) does not match the name on the URL (${path.name})`)
  const namespace: unknown = metadata['namespace'] || path.namespace
  if (kind.namespaced && namespace !== path.namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}
