import type { ResourceName } from '../../kinds/resources.ts'
import { subresources } from '../subresources/registry.ts'
import { localSubjectAccessReview, selfSubjectAccessReview, selfSubjectRulesReview, subjectAccessReview } from './access.ts'
import { selfSubjectReview, tokenReview } from './identity.ts'
import type { Review } from './review.ts'

/** A binding by its older path, which names the pod in the body. */
const binding: Review = (server, namespace, draft, request) => subresources['pods/binding']?.create?.(server, namespace, draft.metadata['name'] ?? '', draft, request).object as never

/** What answers the resources that are questions. */
export const reviews: Readonly<Partial<Record<ResourceName, Review>>> = {
  bindings: binding,
  'selfsubjectreviews.authentication.k8s.io': selfSubjectReview,
  'tokenreviews.authentication.k8s.io': tokenReview,
  'localsubjectaccessreviews.authorization.k8s.io': localSubjectAccessReview,
  'selfsubjectaccessreviews.authorization.k8s.io': selfSubjectAccessReview,
  'selfsubjectrulesreviews.authorization.k8s.io': selfSubjectRulesReview,
  'subjectaccessreviews.authorization.k8s.io': subjectAccessReview,
}
