import type { ApiRequest } from '../client/transport.ts'
import type { Draft, Kind } from '../kinds/kind.ts'
import { DecodeError, decodeMessage, parseText } from './decode/index.ts'
import { badRequest, unsupportedMediaType } from './errors.ts'
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
  if (body.length > LIMIT_BYTES) throw badRequest('the request body is too large')
  const mediaType = headerOf(request.headers, 'content-type').split(';')[0]?.trim() ?? ''
  if (typeof body !== 'string' || !['', 'application/json', 'application/yaml', '*/*'].includes(mediaType)) throw unsupportedMediaType(mediaType)
  const wanted = subresourceKind(kind, served, path)
  const problems: string[] = []
  try {
    const value = parseText(body, mediaType === 'application/yaml') as Record<string, unknown>
    checkType(wanted, value)
    return finished(path.version, wanted, decodeMessage(wanted.schema, value, problems), problems, fieldValidation)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw badRequest(`${wanted.kind} in version "${path.version}" cannot be handled as a ${wanted.kind}: ${error.message}`)
  }
}

interface Wanted {
  readonly kind: string
  readonly apiVersion: string
  readonly schema: string
}

/** What the body of a request to a path holds: the kind itself, or what its subresource takes. */
function subresourceKind(kind: Kind, served: Served, path: ResourceRequest): Wanted {
  if (path.subresource === 'scale') return { kind: 'Scale', apiVersion: 'autoscaling/v1', schema: 'autoscaling/v1.Scale' }
  const other = kind.subresources?.[path.subresource]?.kind
  if (!other) return served
  const apiVersion = other.group === '' ? other.version : `${other.group}/${other.version}`
  return { kind: other.kind, apiVersion, schema: `${other.group === '' ? 'core' : other.group.split('.')[0]}/${other.version}.${other.kind}` }
}

function checkType(wanted: Wanted, value: Record<string, unknown>): void {
  if (typeof value !== 'object' || value === null) return
  const { kind, apiVersion } = value
  if ((kind && kind !== wanted.kind) || (apiVersion && apiVersion !== wanted.apiVersion)) {
    const given = String(apiVersion ?? '')
    const [group, version] = given.includes('/') ? given.split('/') : ['', given]
    throw badRequest(`the object provided is unrecognized (must be of type ${wanted.kind}): no kind "${String(kind ?? '')}" is registered for version "${group === '' ? version : `${group}/${version}`}" in scheme "pkg/api/legacyscheme/scheme.go:30"`)
  }
}

function finished(version: string, wanted: Wanted, value: Record<string, unknown>, problems: readonly string[], fieldValidation: FieldValidation): Decoded {
  if (fieldValidation === 'Strict' && problems.length > 0) throw badRequest(`${wanted.kind} in version "${version}" cannot be handled as a ${wanted.kind}: strict decoding error: ${problems.join(', ')}`)
  const object = value as Draft
  object.metadata ??= {}
  object['apiVersion'] = wanted.apiVersion
  object['kind'] = wanted.kind
  return { object, warnings: fieldValidation === 'Warn' ? problems : [] }
}
