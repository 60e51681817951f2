/** Tokens of service accounts: JSON Web Tokens in form. They are signed by a sum over the server's own secret, which only this server can check. */
import { base64ToText, bytesToBase64, textToBase64 } from '../base/base64.ts'
import { sha256 } from '../base/sha256.ts'
import type { Caller } from './caller.ts'
import type { ApiServer } from './server.ts'
import { keyOf } from './store.ts'

/** Whom tokens are for unless they say otherwise: the API server. */
export const AUDIENCE = 'https://kubernetes.default.svc.cluster.local'

/** What a token says. */
export interface Claims {
  readonly aud: readonly string[]
  readonly exp: number
  readonly iat: number
  readonly iss: string
  readonly jti: string
  readonly 'kubernetes.io': {
    readonly namespace: string
    readonly serviceaccount: { readonly name: string; readonly uid: string }
    readonly pod?: { readonly name: string; readonly uid: string }
    readonly secret?: { readonly name: string; readonly uid: string }
    readonly node?: { readonly name: string; readonly uid: string }
  }
  readonly nbf: number
  readonly sub: string
}

const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
const fromUrlSafe = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(text.length / 4) * 4, '=')

export function signToken(server: ApiServer, claims: Claims): string {
  const signed = `${urlSafe(textToBase64(JSON.stringify({ alg: 'HS256', typ: 'JWT' })))}.${urlSafe(textToBase64(JSON.stringify(claims)))}`
  return `${signed}.${signature(server, signed)}`
}

function signature(server: ApiServer, signed: string): string {
  return urlSafe(bytesToBase64(sha256(`${server.tokenSecret}.${signed}`)))
}

/** Whose token it is, for the API server as its audience; undefined if it is none of ours, has expired, or what it is bound to is gone. */
export function readToken(server: ApiServer, token: string): Caller | undefined {
  const [header = '', payload = '', sum] = token.split('.')
  if (sum !== signature(server, `${header}.${payload}`)) return undefined
  const claims = JSON.parse(base64ToText(fromUrlSafe(payload))) as Claims
  const { namespace, serviceaccount, pod } = claims['kubernetes.io']
  const bound = [['serviceaccounts', serviceaccount] as const, ...(pod ? [['pods', pod] as const] : [])]
  const lives = bound.every(([resource, { name, uid }]) => server.store.get(resource, keyOf(namespace, name))?.metadata.uid === uid)
  if (!lives || claims.exp * 1000 <= server.simulation.nowMs || !claims.aud.includes(AUDIENCE)) return undefined
  return { user: claims.sub, uid: serviceaccount.uid, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'], manager: 'unknown' }
}
