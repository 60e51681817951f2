import type { Kind } from './kind.ts'
import type { Namespace } from './resources.ts'
import { AGE, age, column } from './tables/columns.ts'

export const namespace: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  schema: 'core/v1.Namespace',
  status: true,
  generation: 'none',
  nameRule: 'label',
  subresources: { finalize: { verbs: ['update'] } },
  defaults(draft) {
    if (draft.metadata['name']) draft.metadata['labels'] = { ...draft.metadata['labels'], 'kubernetes.io/metadata.name': draft.metadata['name'] }
  },
  prepareForCreate(draft) {
    draft['spec'] = { ...draft['spec'], finalizers: [...new Set(['kubernetes', ...(draft['spec']?.finalizers ?? [])])] }
    draft['status'] = { phase: 'Active' }
  },
  prepareForUpdate(draft, old) {
    // Finalizers of the spec are changed by /finalize only.
    draft['spec'] = old['spec']
  },
  selectableFields: { 'status.phase': (object) => (object as unknown as Namespace).status?.phase ?? '' },
  columns: [column('Status'), AGE],
  cells: (object, context) => [(object as unknown as Namespace).status?.phase ?? '', age(object, context)],
}
