import type { Kind } from './kind.ts'
import type { Namespace } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'
import { labelFaults, qualifiedNameFaults } from './validation/names.ts'

export const namespace: Kind = {
  ...basics('', 'Namespace', 'namespaces'),
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  shortNames: ['ns'],
  status: true,
  generation: 'none',
  nameFaults: labelFaults,
  subresources: { finalize: { verbs: ['update'] } },
  defaults(draft) {
    if (draft.metadata.name) draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name }
  },
  prepareForCreate(draft) {
    draft.spec = { ...draft.spec, finalizers: [...new Set(['kubernetes', ...(draft.spec?.finalizers ?? [])])] }
    draft.status = { phase: 'Active' }
  },
  prepareForUpdate(draft, old) {
    // Finalizers of the spec are changed by /finalize only.
    draft.spec = old['spec']
  },
  validate: (draft) =>
    problemsOf((problems) => {
      for (const finalizer of (draft as unknown as Namespace).spec?.finalizers ?? []) {
        const faults = qualifiedNameFaults(finalizer)
        problems.each('spec.finalizers', finalizer, faults)
        if (faults.length === 0 && !finalizer.includes('/') && finalizer !== 'kubernetes') problems.invalid('spec.finalizers', finalizer, 'name is neither a standard finalizer name nor is it fully qualified')
      }
    }),
  selectableFields: { 'status.phase': ({ status }: Namespace) => status?.phase ?? '' },
  columns: columns('Namespace', 'Status', 'Age'),
  cells: (object, context) => [(object as unknown as Namespace).status?.phase ?? '', age(object, context)],
}
