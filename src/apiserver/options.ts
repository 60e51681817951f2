/** What a request asks for besides its object, by its query or by the body of a DELETE; checked as by `k8s.io/apimachinery/pkg/apis/meta` and `meta/internalversion`. */
import type { DeleteOptions } from 'kubernetes-types/meta/v1'
import { GoText, goStrings } from '../kinds/validation/goValue.ts'
import { problemsOf, type Problems } from '../kinds/validation/errors.ts'
import type { FieldValidation } from './body.ts'
import { badRequest, invalid, plainFailure, timeout } from './errors.ts'
import type { Query } from './requestInfo.ts'

export interface ListRequest {
  /** 0: all. */
  readonly limit: number
  readonly continue: string | undefined
  /** The revision that the list must show; undefined: the newest. */
  readonly exact: number | undefined
  readonly resourceVersion: string | undefined
  readonly timeoutSeconds: number | undefined
  readonly bookmarks: boolean
  /** Undefined if the request leaves it open. */
  readonly sendInitialEvents: boolean | undefined
}

/** The options of a list or a watch. */
export function listRequest(query: Query, watch: boolean, revision: number): ListRequest {
  const limit = Math.max(0, integer(query.get('limit')) ?? 0)
  const timeoutSeconds = integer(query.get('timeoutSeconds'))
  const sendInitialEvents = query.has('sendInitialEvents') ? query.flag('sendInitialEvents') : undefined
  refuse('ListOptions', (problems) => (watch ? checkWatch(problems, query) : checkList(problems, query)))
  const resourceVersion = query.get('resourceVersion')
  const token = query.get('continue') || undefined
  checkRevision(resourceVersion, watch ? Number.POSITIVE_INFINITY : revision)
  const exact = query.get('resourceVersionMatch') === 'Exact' || (limit > 0 && !query.get('resourceVersionMatch') && Number(resourceVersion ?? 0) > 0 && !token)
  return {
    limit: resourceVersion === '0' ? 0 : limit,
    continue: token,
    exact: exact ? Number(resourceVersion) : undefined,
    resourceVersion,
    timeoutSeconds: timeoutSeconds === undefined || timeoutSeconds <= 0 ? undefined : timeoutSeconds,
    bookmarks: query.flag('allowWatchBookmarks'),
    sendInitialEvents,
  }
}

/** Refuses a revision that is not one, and one that the server has not reached. */
export function checkRevision(asked: string | undefined, current: number): void {
  if (!asked) return
  if (!/^\d+$/.test(asked)) throw plainFailure(`resourceVersion: Invalid value: ${JSON.stringify(asked)}: strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`)
  if (Number(asked) > current) throw timeout(`Too large resource version: ${asked}, current: ${current}`, 1, [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }])
}

/** A number in a query. */
export function integer(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

function checkList(problems: Problems, query: Query): void {
  const match = query.get('resourceVersionMatch')
  if (match) {
    if (!query.get('resourceVersion')) problems.forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided')
    if (query.get('continue')) problems.forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided')
    if (match !== 'Exact' && match !== 'NotOlderThan') problems.notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', ''])
    if (match === 'Exact' && query.get('resourceVersion') === '0') problems.forbidden('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
  }
  if (query.has('sendInitialEvents')) problems.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')
}

function checkWatch(problems: Problems, query: Query): void {
  const match = query.get('resourceVersionMatch')
  const initial = query.has('sendInitialEvents')
  if (initial && match !== 'NotOlderThan') problems.forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')
  if (match && !initial) problems.forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')
  if (match && match !== 'NotOlderThan') problems.notSupported('resourceVersionMatch', match, ['NotOlderThan'])
  if (query.get('continue')) problems.forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided')
}

export interface WriteOptions {
  readonly dryRun: boolean
  readonly fieldValidation: FieldValidation
  readonly manager: string | undefined
  readonly force: boolean
}

/** The options of a create, an update or a patch. */
export function writeOptions(query: Query, of: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions', apply: boolean): WriteOptions {
  const dryRun = query.all('dryRun')
  const validation = query.get('fieldValidation') ?? ''
  const manager = query.get('fieldManager') ?? ''
  refuse(of, (problems) => {
    if (of === 'PatchOptions' && !apply && query.has('force')) problems.forbidden('force', 'may not be specified for non-apply patch')
    if (of === 'PatchOptions' && apply && manager === '') problems.required('fieldManager', 'is required for apply patch')
    checkManager(problems, manager)
    checkDryRun(problems, dryRun)
    if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation)) problems.notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn'])
  })
  return { dryRun: dryRun.length > 0, fieldValidation: (validation || 'Warn') as FieldValidation, manager: manager || undefined, force: query.flag('force') }
}

const MANAGER_BYTES = 128

function checkManager(problems: Problems, manager: string): void {
  if (manager.length > MANAGER_BYTES) problems.tooLong('fieldManager', MANAGER_BYTES)
  const at = manager.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u)
  if (at === -1) return
  const code = (manager.codePointAt(at) as number).toString(16).toUpperCase().padStart(4, '0')
  problems.invalid('fieldManager', goQuoted(manager), `invalid character U+${code} (at position ${at})`)
}

/** A text in Go's quotes, whose escapes are not all those of JSON. */
function goQuoted(text: string): GoText {
  return new GoText(JSON.stringify(text).replaceAll(String.raw`\u0007`, String.raw`\a`).replaceAll(String.raw`\u000b`, String.raw`\v`).replace(/\\u00(..)/g, String.raw`\x$1`))
}

function checkDryRun(problems: Problems, dryRun: readonly string[]): void {
  if (dryRun.some((value) => value !== 'All')) problems.notSupported('dryRun', goStrings(dryRun), ['All'])
}

/** The options of a DELETE: those of the body, or else of the query. */
export function deleteRequest(query: Query, body: DeleteOptions & { kind?: string; apiVersion?: string }): DeleteOptions & { dryRun?: string[] } {
  const { kind, apiVersion = 'v1' } = body
  if (kind !== undefined && kind !== 'DeleteOptions') throw plainFailure(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`)
  const grace = integer(query.get('gracePeriodSeconds'))
  const policy = query.get('propagationPolicy')
  const options: DeleteOptions = {
    ...body,
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(query.has('orphanDependents') ? { orphanDependents: query.flag('orphanDependents') } : {}),
    ...(query.has('dryRun') ? { dryRun: query.all('dryRun') } : {}),
  }
  const { propagationPolicy, orphanDependents, dryRun } = options
  refuse('DeleteOptions', (problems) => {
    if (orphanDependents !== undefined && propagationPolicy !== undefined) problems.invalid('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set')
    if (propagationPolicy !== undefined && !['Foreground', 'Background', 'Orphan'].includes(propagationPolicy)) problems.notSupported('propagationPolicy', propagationPolicy, ['Foreground', 'Background', 'Orphan', 'nil'])
    checkDryRun(problems, dryRun ?? [])
  })
  return options
}

function refuse(kind: string, check: (problems: Problems) => void): void {
  const found = problemsOf(check)
  if (found.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', found)
}
