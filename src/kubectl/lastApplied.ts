import { canonicalJson, type JsonObject } from './json.ts'

/** The annotation in which `kubectl apply` keeps what it applied last. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** The configuration as it goes into the annotation: without the annotation itself, with `annotations` there. */
export function lastAppliedText(object: JsonObject): string {
  const { [LAST_APPLIED]: _, ...annotations } = object['metadata']?.annotations ?? {}
  return `${canonicalJson({ ...object, metadata: { ...object['metadata'], annotations } })}\n`
}

export function withLastApplied(object: JsonObject): JsonObject {
  const annotations = { ...object['metadata']?.annotations, [LAST_APPLIED]: lastAppliedText(object) }
  return { ...object, metadata: { ...object['metadata'], annotations } }
}

/** What was applied last, or undefined. */
export function lastAppliedOf(object: JsonObject): JsonObject | undefined {
  const text = object['metadata']?.annotations?.[LAST_APPLIED] as string | undefined
  return text === undefined ? undefined : (JSON.parse(text) as JsonObject)
}
