import { formatTime } from '../../base/time.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import { badRequest } from '../errors.ts'
import { callerOfToken } from '../authentication/bearer.ts'
import { AUDIENCE } from '../tokens.ts'
import type { Caller } from '../caller.ts'
import type { Review } from './review.ts'

/** Who the caller is. */
export const selfSubjectReview: Review = (server, _namespace, draft, { caller }) => ({ ...(draft as unknown as AnyStored), metadata: { creationTimestamp: formatTime(server.simulation.nowMs) } as never, status: { userInfo: userInfo(caller) } })

/** Whose token it is. */
export const tokenReview: Review = (server, _namespace, draft) => {
  const { token = '', audiences } = (draft['spec'] ?? {}) as { token?: string; audiences?: string[] }
  if (token === '') throw badRequest('token is required for TokenReview in authentication')
  const caller = callerOfToken(server, token)
  const status = caller ? { authenticated: true, user: userInfo(caller), audiences: audiences ?? [AUDIENCE] } : { user: {}, error: 'invalid bearer token' }
  return { ...(draft as unknown as AnyStored), metadata: { ...draft.metadata, creationTimestamp: null } as never, status }
}

function userInfo({ user, uid, groups }: Caller): Record<string, unknown> {
  return { username: user, ...(uid ? { uid } : {}), groups }
}
