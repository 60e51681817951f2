import type { ServiceAccountTokenProjection } from 'kubernetes-types/core/v1'
import { textToBase64 } from '../../base/base64.ts'
import type { Pod } from '../../kinds/resources.ts'
import { hashText } from '../../base/random.ts'
import type { KubeletContext } from '../context.ts'

const ISSUER = 'https://kubernetes.default.svc.cluster.local'
const DEFAULT_SECONDS = 3600
const SIGNATURE_LENGTH = 342

/** The tokens that a kubelet has for its pods; it asks for another when four fifths of a token's time are over (`pkg/kubelet/token`). */
export class ServiceAccountTokens {
  readonly #context: KubeletContext
  /** By pod, then by audience. */
  readonly #tokens = new Map<string, Map<string, { readonly token: string; readonly freshUntilMs: number }>>()

  constructor(context: KubeletContext) {
    this.#context = context
  }

  get(pod: Pod, projection: ServiceAccountTokenProjection): string {
    const { nowMs } = this.#context.clock
    const { uid } = pod.metadata
    const { audience = ISSUER, expirationSeconds = DEFAULT_SECONDS } = projection
    const ofPod = this.#tokens.get(uid) ?? new Map<string, { readonly token: string; readonly freshUntilMs: number }>()
    this.#tokens.set(uid, ofPod)
    const known = ofPod.get(`${audience} ${expirationSeconds}`)
    if (known && nowMs < known.freshUntilMs) return known.token
    const token = serviceAccountToken(this.#context.machine.name, pod, audience, expirationSeconds, nowMs)
    ofPod.set(`${audience} ${expirationSeconds}`, { token, freshUntilMs: nowMs + 800 * expirationSeconds })
    return token
  }

  forget(podUid: string): void {
    this.#tokens.delete(podUid)
  }
}

/** A token of the pod's ServiceAccount, in the form of a JSON Web Token: whose it is, for whom and until when. */
function serviceAccountToken(node: string, pod: Pod, audience: string, expirationSeconds: number, nowMs: number): string {
  const { namespace = '', name, uid } = pod.metadata
  const account = pod.spec.serviceAccountName ?? 'default'
  const issued = Math.floor(nowMs / 1000)
  const claims = {
    aud: [audience],
    exp: issued + expirationSeconds,
    iat: issued,
    iss: ISSUER,
    'kubernetes.io': { namespace, node: { name: node }, pod: { name, uid }, serviceaccount: { name: account } },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${account}`,
  }
  const signed = `${base64Url(JSON.stringify({ alg: 'RS256', typ: 'JWT' }))}.${base64Url(JSON.stringify(claims))}`
  return `${signed}.${signatureOf(signed)}`
}

/** Stands in the place of a signature: no key is needed where nobody could steal one. */
function signatureOf(text: string): string {
  let signature = ''
  let state = hashText(text)
  while (signature.length < SIGNATURE_LENGTH) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    signature += LETTERS[state >>> 26]
  }
  return signature
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function base64Url(text: string): string {
  return textToBase64(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
