import type { Kind } from './kind.ts'
import type { Lease } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'

export const lease: Kind = {
  ...basics('coordination.k8s.io', 'Lease', 'leases'),
  createOnUpdate: true,
  requiresResourceVersion: true,
  defaults(draft) {
    draft.spec ??= {}
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const { leaseDurationSeconds: duration, leaseTransitions } = (draft as unknown as Lease).spec
      if (duration !== undefined && duration <= 0) problems.invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0')
      problems.nonNegative('spec.leaseTransitions', leaseTransitions)
    }),
  columns: columns('Lease', 'Holder', 'Age'),
  cells: (object, context) => [(object as unknown as Lease).spec.holderIdentity ?? '', age(object, context)],
}
