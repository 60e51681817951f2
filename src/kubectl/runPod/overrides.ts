import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch } from '../../kinds/patch/index.ts'
import { KubectlError } from '../errors.ts'
import type { Flag } from '../flags.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'

/** Flags by which `run` and `expose` let their object be changed before it is sent. */
export const OVERRIDE_FLAGS: readonly Flag[] = [
  { name: 'override-type', kind: 'string', default: 'merge', completes: ['json', 'merge', 'strategic'], usage: 'How --overrides changes the object: json, merge, or strategic.' },
  { name: 'overrides', kind: 'string', usage: 'JSON that changes the object before it is sent. It needs an apiVersion.' },
]

/** The object with `--overrides` applied. */
export function withOverrides(session: Session, object: JsonObject): JsonObject {
  const text = session.flags.string('overrides')
  return text === '' ? object : (overridden(object, text, session.flags.string('override-type')) as JsonObject)
}

function overridden(object: JsonObject, text: string, type: string): unknown {
  switch (type) {
    case 'json':
      return applyJsonPatch(object, parsed(text, 'invalid character in JSON patch'))
    case 'strategic': {
      const apiVersion = String(object['apiVersion'])
      return applyStrategicMergePatch(object, parsed(text, 'invalid JSON document'), `${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}.${object['kind']}`)
    }
    case 'merge':
      return applyMergePatch(object, parsed(text, 'Invalid JSON Patch'))
    default:
      throw new KubectlError(`invalid override type: ${type}`)
  }
}

function parsed(text: string, failure: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new KubectlError(failure)
  }
}
