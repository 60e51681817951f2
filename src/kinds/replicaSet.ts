import { deepEqual } from '../base/equality.ts'
import type { Kind } from './kind.ts'
import type { ReplicaSet } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, containerCells } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'
import { goSelector } from './validation/goValue.ts'
import { checkCounts, checkReplicas } from './validation/template.ts'
import { defaultTemplate, replicaScale, selectorCell } from './workload.ts'

export const replicaSet: Kind = {
  ...basics('apps', 'ReplicaSet', 'replicasets'),
  shortNames: ['rs'],
  categories: ['all'],
  status: true,
  generation: 'spec',
  scale: replicaScale,
  defaults(draft) {
    const spec = (draft.spec ??= {})
    spec.replicas ??= 1
    defaultTemplate(spec)
  },
  prepareForCreate(draft) {
    draft.status = { replicas: 0 }
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const { spec } = draft as unknown as ReplicaSet
      problems.nonNegative('spec.replicas', spec.replicas)
      problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
      checkReplicas(spec, problems)
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (!deepEqual(next.spec.selector, (old as unknown as ReplicaSet).spec.selector)) problems.immutable('spec.selector', goSelector(next.spec.selector ?? {}))
    }),
  validateStatusUpdate: (next) =>
    problemsOf((problems) => checkCounts(next.status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'], ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], problems)),
  columns: columns('ReplicaSet', 'Desired', 'Current', 'Ready', 'Age', 'Containers', 'Images', 'Selector'),
  cells(object, context) {
    const { spec, status } = object as unknown as ReplicaSet
    return [spec.replicas ?? 0, status?.replicas ?? 0, status?.readyReplicas ?? 0, age(object, context), ...containerCells(spec.template), selectorCell(spec.selector)]
  },
}
