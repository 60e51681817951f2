/** Acting as somebody else, by the headers `Impersonate-…` (`apiserver/pkg/endpoints/filters/impersonation.go`). */
import type { Headers } from '../../client/transport.ts'
import type { ResourceAccess } from '../authorization/rules.ts'
import type { Caller } from '../caller.ts'
import { AUTHENTICATED } from './bearer.ts'

const PREFIX = 'impersonate-'
const EXTRA = `${PREFIX}extra-`
const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/
const ANONYMOUS = 'system:anonymous'
const UNAUTHENTICATED = 'system:unauthenticated'
const GROUP = 'authentication.k8s.io'

/** As whom a request is to be answered, and what its sender must be allowed for that. */
export interface Impersonation {
  readonly caller: Caller
  readonly needed: readonly ResourceAccess[]
}

/** Headers that say what somebody is to be, but not who. */
export class NoUserError extends Error {
  override name = 'NoUserError'
}

/**
 * What a request asks for; undefined if its sender acts in the own name.
 *
 * @throws {NoUserError} if groups, a UID or more are asked for without a user.
 */
export function impersonationOf(headers: Headers, { manager }: Caller): Impersonation | undefined {
  const asked = Object.keys(headers).filter((name) => name.startsWith(PREFIX))
  if (asked.length === 0) return undefined
  const user = valuesOf(headers, 'impersonate-user')[0] ?? ''
  const groups = valuesOf(headers, 'impersonate-group')
  const uid = valuesOf(headers, 'impersonate-uid')[0] ?? ''
  const extras = asked.filter((name) => name.startsWith(EXTRA)).flatMap((name) => valuesOf(headers, name).map((value) => ({ key: name.slice(EXTRA.length), value })))
  const [, namespace = '', name = ''] = ACCOUNT.exec(user) ?? []
  const rest = [
    ...groups.map((group) => access('', 'groups', group)),
    ...extras.map(({ key, value }) => access(GROUP, 'userextras', value, '', key)),
    ...(uid === '' ? [] : [access(GROUP, 'uids', uid)]),
  ]
  if (user === '') {
    if (rest.length === 0) return undefined
    throw new NoUserError(`requested [${rest.map(referenceText).join(' ')}] without impersonating a user`)
  }
  const own = groups.length === 0 && name !== '' ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : groups
  const needed = [name === '' ? access('', 'users', user) : access('', 'serviceaccounts', name, namespace), ...rest]
  return { caller: { user, ...(uid === '' ? {} : { uid }), groups: completed(user, own), manager }, needed }
}

/** Everybody but the anonymous counts as one who has shown who they are. */
function completed(user: string, groups: readonly string[]): readonly string[] {
  if (groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED)) return groups
  return [...groups, user === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED]
}

function access(group: string, resource: string, name: string, namespace = '', subresource = ''): ResourceAccess {
  return { verb: 'impersonate', group, resource, subresource, name, namespace }
}

function valuesOf(headers: Headers, name: string): readonly string[] {
  const value = headers[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

const REFERENCE_KINDS: Readonly<Record<string, string>> = { groups: 'Group', userextras: 'UserExtra', uids: 'UID' }

/** As Go prints an ObjectReference: kind, namespace, name, UID, apiVersion, resourceVersion, fieldPath. */
function referenceText({ group, resource, name, subresource }: ResourceAccess): string {
  return `{${[REFERENCE_KINDS[resource], '', name, '', group === '' ? '' : `${group}/v1`, '', subresource].join(' ')}}`
}
