import { formatTime } from '../../base/time.ts'
import { present } from '../../base/invariant.ts'
import { kindOf } from '../../kinds/registry.ts'
import { problemsOf } from '../../kinds/validation/errors.ts'
import { badRequest, conflict, invalid } from '../errors.ts'
import { AUDIENCE, signToken, type Claims } from '../tokens.ts'
import type { Subresource } from './subresource.ts'

const SHORTEST_SECONDS = 600
const USUAL_SECONDS = 3600
const BINDABLE: Readonly<Record<string, 'pod' | 'secret' | 'node'>> = { Pod: 'pod', Secret: 'secret', Node: 'node' }

/** `serviceaccounts/NAME/token`: a token for an account, for some time and perhaps as long as another object lives (`registry/core/serviceaccount/storage/token.go`). */
export const token: Subresource = {
  create(server, namespace, name, draft, { caller }) {
    const account = server.get(present(kindOf('serviceaccounts'), 'the kind ServiceAccount'), namespace, name)
    const spec = draft['spec'] ?? {}
    const seconds: number = spec.expirationSeconds ?? USUAL_SECONDS
    const errors = problemsOf((problems) => {
      if (seconds < SHORTEST_SECONDS) problems.invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 10 minutes')
      if (seconds > 2 ** 32) problems.invalid('spec.expirationSeconds', seconds, 'may not specify a duration larger than 2^32 seconds')
    })
    if (errors.length > 0) throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', errors)
    const audiences: string[] = spec.audiences?.length ? spec.audiences : [AUDIENCE]
    const reference = spec.boundObjectRef ?? null
    let bound: Partial<Claims['kubernetes.io']> = {}
    if (reference) {
      const role = BINDABLE[reference.kind]
      if (!role || reference.apiVersion !== 'v1') throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(name)} to object type /${reference.apiVersion}, Kind=${reference.kind}`)
      const object = server.get(present(kindOf(`${role}s`), `the kind of ${role}s`), role === 'node' ? '' : namespace, reference.name)
      if (reference.uid && reference.uid !== object.metadata.uid)
        throw conflict({ group: '', plural: `${role}s`, name: reference.name }, `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`)
      bound = { [role]: { name: reference.name, uid: object.metadata.uid } }
    }
    const issuedSeconds = Math.floor(server.simulation.nowMs / 1000)
    const claims: Claims = {
      aud: audiences,
      exp: issuedSeconds + seconds,
      iat: issuedSeconds,
      iss: AUDIENCE,
      jti: server.simulation.random(`tokens for ${caller.user}`).uuid(),
      'kubernetes.io': { namespace, serviceaccount: { name, uid: account.metadata.uid }, ...bound },
      nbf: issuedSeconds,
      sub: `system:serviceaccount:${namespace}:${name}`,
    }
    return {
      object: {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { name, namespace, creationTimestamp: formatTime(server.simulation.nowMs) } as never,
        spec: { audiences, expirationSeconds: seconds, boundObjectRef: reference },
        status: { token: signToken(server, claims), expirationTimestamp: formatTime(claims.exp * 1000) },
      },
      warnings: [],
    }
  },
}
