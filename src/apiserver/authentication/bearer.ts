/** Who sends a request, by its bearer token (`apiserver/pkg/authentication/request/{bearertoken,anonymous}`). */
import type { Headers } from '../../client/transport.ts'
import type { Caller } from '../caller.ts'
import { unauthorized } from '../errors.ts'
import { headerOf } from '../negotiation.ts'
import type { ApiServer } from '../server.ts'
import { readToken } from '../tokens.ts'

const ANONYMOUS = { user: 'system:anonymous', groups: ['system:unauthenticated'] } as const
/** Everybody who has shown who they are is a member. */
export const AUTHENTICATED = 'system:authenticated'

/** Throws 401 for a token that the server does not know. Without a token, or with another scheme, the sender is anonymous. */
export function callerOf(server: ApiServer, headers: Headers): Caller {
  const manager = managerOf(headers)
  const token = bearerToken(headerOf(headers, 'authorization'))
  if (token === '') return { ...ANONYMOUS, manager }
  const caller = callerOfToken(server, token)
  if (!caller) throw unauthorized()
  return { ...caller, manager }
}

/** Whose token it is: one of those the server was started with, or one that it has issued to a service account. */
export function callerOfToken(server: ApiServer, token: string): Caller | undefined {
  const caller = server.authenticate(token) ?? readToken(server, token)
  if (!caller || caller.groups.includes(AUTHENTICATED)) return caller
  return { ...caller, groups: [...caller.groups, AUTHENTICATED] }
}

function bearerToken(authorization: string): string {
  const [scheme = '', token = ''] = authorization.trim().split(' ')
  return scheme.toLowerCase() === 'bearer' ? token : ''
}

/** The field manager of those who name none: the User-Agent up to its first slash. */
function managerOf(headers: Headers): string {
  return headerOf(headers, 'user-agent').split('/', 1)[0] || 'unknown'
}
