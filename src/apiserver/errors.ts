/** Constructors of the answers that say no; their text is that of `k8s.io/apimachinery/pkg/api/errors`. */
import type { Status } from 'kubernetes-types/meta/v1'
import { StatusError } from '../client/status.ts'
import type { FieldError } from '../kinds/kind.ts'

/** What an error is about: a resource, written `deployments.apps`, and perhaps one object of it. */
export interface Subject {
  readonly group: string
  readonly plural: string
  readonly name?: string
}

function failure(code: number, reason: string, message: string, details?: Status['details']): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details ? { details } : {}), code })
}

function details(subject: Subject): Status['details'] {
  return { ...(subject.name ? { name: subject.name } : {}), ...(subject.group ? { group: subject.group } : {}), kind: subject.plural }
}

/** `deployments.apps`, `pods`. */
function qualified(subject: Subject): string {
  return subject.group === '' ? subject.plural : `${subject.plural}.${subject.group}`
}

export function notFound(subject: Subject): StatusError {
  return failure(404, 'NotFound', `${qualified(subject)} "${subject.name ?? ''}" not found`, details(subject))
}

export function alreadyExists(subject: Subject): StatusError {
  return failure(409, 'AlreadyExists', `${qualified(subject)} "${subject.name ?? ''}" already exists`, details(subject))
}

export function conflict(subject: Subject, why: string): StatusError {
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(subject)} "${subject.name ?? ''}": ${why}`, details(subject))
}

/** Others manage fields for which other values are applied. */
export function applyConflict(conflicts: readonly { readonly manager: string; readonly field: string }[]): StatusError {
  const causes = conflicts.map(({ manager, field }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field }))
  const [first, second] = conflicts
  if (first && !second) return failure(409, 'Conflict', `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.field}`, { causes })
  const managers = [...new Set(conflicts.map(({ manager }) => manager))]
  const lines = managers.flatMap((manager) => [`conflicts with ${manager}:`, ...conflicts.filter((conflict) => conflict.manager === manager).map(({ field }) => `- ${field}`)])
  return failure(409, 'Conflict', `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`, { causes })
}

/** The reason for a conflict that a stale resourceVersion gives. */
export const MODIFIED_MEANWHILE = 'the object has been modified; please apply your changes to the latest version and try again'

export function forbidden(subject: Subject, why: string): StatusError {
  const what = subject.name ? `${qualified(subject)} "${subject.name}" is forbidden` : `${qualified(subject)} is forbidden`
  return failure(403, 'Forbidden', `${what}: ${why}`, details(subject))
}

export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message)
}

export function methodNotSupported(subject: Subject, verb: string): StatusError {
  return failure(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "${qualified(subject)}"`, details(subject))
}

/** A failure without a reason, as an error of Go that nobody gave one becomes. */
export function plainFailure(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 })
}

export function internalError(message: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
}

export function tooManyRequests(message: string, retryAfterSeconds: number, causes?: { reason: string; message: string }[]): StatusError {
  return failure(429, 'TooManyRequests', message, { ...(causes ? { causes } : {}), ...(retryAfterSeconds ? { retryAfterSeconds } : {}) })
}

/** The server does not come to what is asked for in time. */
export function timeout(message: string, retryAfterSeconds: number, causes: { reason: string; message: string }[]): StatusError {
  return failure(504, 'Timeout', `Timeout: ${message}`, { causes, retryAfterSeconds })
}

export function serviceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message)
}

export function tooLarge(why: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`)
}

/** The path is served, but not with this method. */
export function methodNotAllowed(): StatusError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})
}

export function gone(message: string): StatusError {
  return failure(410, 'Expired', message)
}

export function unauthorized(): StatusError {
  return failure(401, 'Unauthorized', 'Unauthorized')
}

/** The object cannot be accepted: every cause is listed, each once. */
export function invalid(kind: { group: string; kind: string }, name: string, errors: readonly FieldError[]): StatusError {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.detail}`))]
  const what = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return failure(422, 'Invalid', `${what} "${name}" is invalid: ${list}`, {
    ...(name ? { name } : {}),
    ...(kind.group ? { group: kind.group } : {}),
    ...(kind.kind ? { kind: kind.kind } : {}),
    causes: errors.map((error) => ({ reason: error.reason, message: error.detail, field: error.field })),
  })
}

/** A patch of a kind that does not exist. */
export function unknownPatchType(): StatusError {
  return failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})
}

export function unsupportedMediaType(type: string): StatusError {
  return failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json (got ${type})`)
}

export function notAcceptable(): StatusError {
  return failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf')
}

/** The path names a version or a resource that is not served. */
export function noSuchResource(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {})
}

/** A JSON patch that does not fit the object. */
export function unprocessable(): StatusError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}
