import type { PatchType } from '../client/api.ts'
import { DecodeError, parseText } from './decode/index.ts'
import { badRequest, tooLarge } from './errors.ts'

const MAXIMUM_OPERATIONS = 10_000

/** The patch in a request's body, which must have the shape of its type. */
export function readPatch(body: string, type: PatchType): unknown {
  const patch = type === 'apply' ? readYaml(body) : readBody(body, 'error decoding patch: ')
  const isMap = typeof patch === 'object' && patch !== null && !Array.isArray(patch)
  if (type === 'json') {
    if (!Array.isArray(patch)) throw badRequest(`error decoding patch: json: cannot unmarshal ${isMap ? 'object' : typeof patch} into Go value of type []handlers.jsonPatchOp`)
    if (patch.length > MAXIMUM_OPERATIONS) throw tooLarge(`The allowed maximum operations in a JSON patch is ${MAXIMUM_OPERATIONS}, got ${patch.length}`)
  }
  if (type === 'merge' && patch === null) throw badRequest('Invalid JSON Patch')
  if (type === 'merge' && !isMap) throw badRequest(`error decoding patch: json: cannot unmarshal ${Array.isArray(patch) ? 'array' : typeof patch} into Go value of type map[string]interface {}`)
  return patch
}

function readYaml(body: string): unknown {
  try {
    return body.trim() === '' ? null : parseText(body, true)
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`)
    throw error
  }
}

/** The JSON of a request's body. Throws 400 if it is none, with `prefix` before the reason. */
export function readBody(body: string, prefix = ''): unknown {
  try {
    return parseText(body, false)
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`${prefix}${error.message}`)
    throw error
  }
}
