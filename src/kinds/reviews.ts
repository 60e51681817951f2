/** Resources that are questions: each is asked by creating one, answered at once and not kept. What answers them is `apiserver/reviews`. */
import type { Kind } from './kind.ts'
import { basics } from './standard.ts'

function review(group: string, kind: string, namespaced = false): Kind {
  return { ...basics(group, kind, `${kind.toLowerCase()}s`), namespaced, verbs: ['create'], columns: [], cells: () => [] }
}

const AUTHENTICATION = 'authentication.k8s.io'
const AUTHORIZATION = 'authorization.k8s.io'

export const reviews: readonly Kind[] = [
  review('', 'Binding', true),
  review(AUTHENTICATION, 'SelfSubjectReview'),
  review(AUTHENTICATION, 'TokenReview'),
  review(AUTHORIZATION, 'LocalSubjectAccessReview', true),
  review(AUTHORIZATION, 'SelfSubjectAccessReview'),
  review(AUTHORIZATION, 'SelfSubjectRulesReview'),
  review(AUTHORIZATION, 'SubjectAccessReview'),
]
