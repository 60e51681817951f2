import type { Kind } from './kind.ts'
import type { ServiceAccount } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'

export const serviceAccount: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'core/v1.ServiceAccount',
  status: false,
  columns: [column('Secrets'), AGE],
  cells: (object, context) => [(object as unknown as ServiceAccount).secrets?.length ?? 0, age(object, context)],
}
