import type { Kind } from './kind.ts'
import type { Lease } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'

export const lease: Kind = {
  group: 'coordination.k8s.io',
  versions: ['v1'],
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'coordination/v1.Lease',
  status: false,
  defaults(draft) {
    draft['spec'] ??= {}
  },
  columns: [column('Holder'), AGE],
  cells: (object, context) => [(object as unknown as Lease).spec.holderIdentity ?? '', age(object, context)],
}
