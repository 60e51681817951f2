/**
 * The hash that names the ControllerRevisions of a StatefulSet (`pkg/controller/history/controller_history.go HashControllerRevision`).
 * Those of a DaemonSet carry the `podTemplateHash` of its template.
 */
import { utf8Bytes } from '../base/base64.ts'
import { safeEncode } from '../base/fnv.ts'
import { sortedJson } from '../base/goJson.ts'

/** What a ControllerRevision of a StatefulSet or DaemonSet keeps: a strategic merge patch that brings the template back. */
export function revisionData(template: object): { spec: { template: object } } {
  return { spec: { template: { ...template, $patch: 'replace' } } }
}

/** @param collisionCount `status.collisionCount` of the StatefulSet, 0 if it has none: it is always hashed. */
export function revisionHash(template: object, collisionCount: number): string {
  return safeEncode(fnv32(utf8Bytes(sortedJson(revisionData(template)) + collisionCount)))
}

/** FNV-1: unlike with FNV-1a, each byte comes after the multiplication. */
function fnv32(bytes: readonly number[]): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash, 0x01000193) ^ byte
  return hash >>> 0
}
