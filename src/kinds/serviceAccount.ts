import type { Kind } from './kind.ts'
import type { ServiceAccount } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'

export const serviceAccount: Kind = {
  ...basics('', 'ServiceAccount', 'serviceaccounts'),
  shortNames: ['sa'],
  subresources: { token: { verbs: ['create'], kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' } } },
  columns: columns('ServiceAccount', 'Secrets', 'Age'),
  cells: (object, context) => [(object as unknown as ServiceAccount).secrets?.length ?? 0, age(object, context)],
}
