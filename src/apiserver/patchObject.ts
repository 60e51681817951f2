import { deepClone } from '../base/equality.ts'
import type { PatchType } from '../client/api.ts'
import type { Draft, Kind } from '../kinds/kind.ts'
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch, goPlain, PatchError } from '../kinds/patch/index.ts'
import { checkIdentity, type FieldValidation } from './body.ts'
import { DecodeError, decodeMessage } from './decode/index.ts'
import { invalid, plainFailure, unprocessable } from './errors.ts'
import { applyObject } from './fieldManagement/applyObject.ts'
import { servedAs, type Served } from './served.ts'
import type { ApiServer, WriteRequest, Written } from './server.ts'
import { subresourceOf } from './subresources/registry.ts'

export interface PatchRequest extends WriteRequest {
  readonly force?: boolean | undefined
  /** What is made of fields that the type does not know; warnings if absent. */
  readonly fieldValidation?: FieldValidation
  /** The version in which the patch is meant; the stored one if absent. */
  readonly served?: Served
}

/** Changes an object by a patch: reads, patches, checks the result against its type, and updates. */
export function patchObject(server: ApiServer, kind: Kind, namespace: string, name: string, type: PatchType, patch: unknown, request: PatchRequest): Written {
  if (type === 'apply') return applyObject(server, kind, namespace, name, patch, request)
  const subresource = request.subresource && request.subresource !== 'status' ? subresourceOf(kind, request.subresource) : undefined
  const served = request.served ?? servedAs(kind, kind.versions[0] as string)
  const old = subresource ? subresource.get(server, namespace, name) : served.fromStored(server.get(kind, namespace, name))
  const problems: string[] = []
  const schema = request.subresource === 'scale' ? 'autoscaling/v1.Scale' : served.schema
  const raw = patched(schema, deepClone(old), type, patch)
  const result = checked(schema, raw, problems)
  // An empty list, which the stored form does not tell from none, makes the server forget who manages what.
  const managedFields = (raw as Partial<Draft> | null)?.metadata?.['managedFields'] as unknown
  if (Array.isArray(managedFields) && managedFields.length === 0) result.metadata['managedFields'] = []
  if (problems.length > 0 && request.fieldValidation === 'Strict') throw refusedPatch(type === 'strategic' ? goPlain(patch) : JSON.stringify(result), `strict decoding error: ${problems.join(', ')}`)
  if (request.fieldValidation === 'Ignore') problems.length = 0
  checkIdentity(kind, { name, namespace }, result)
  const draft = subresource ? result : served.toStored(result)
  const written = subresource ? subresource.update(server, namespace, name, draft, request) : server.update(kind, namespace, name, draft, request)
  return { ...written, warnings: [...problems, ...written.warnings] }
}

function patched(schema: string, object: unknown, type: Exclude<PatchType, 'apply'>, patch: unknown): unknown {
  try {
    switch (type) {
      case 'json':
        return applyJsonPatch(object, patch)
      case 'merge':
        return applyMergePatch(object, patch)
      case 'strategic':
        return applyStrategicMergePatch(object, patch, schema)
    }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    throw type === 'json' ? unprocessable() : plainFailure(error.message)
  }
}

function checked(schema: string, value: unknown, problems: string[]): Draft {
  try {
    return decodeMessage(schema, value, problems) as Draft
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw refusedPatch(JSON.stringify(value), error.message)
  }
}

function refusedPatch(shown: string, why: string): Error {
  return invalid({ group: '', kind: '' }, '', [{ field: 'patch', reason: 'FieldValueInvalid', detail: `Invalid value: ${JSON.stringify(shown)}: ${why}` }])
}
