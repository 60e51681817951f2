import { deepEqual } from '../base/equality.ts'
import { selectorOfObject } from '../base/selectors.ts'
import { defaultTemplate } from './deployment.ts'
import type { Kind } from './kind.ts'
import type { AnyStored } from './objects.ts'
import type { ReplicaSet } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column, containerCells } from './tables/columns.ts'
import { immutable } from './validation/errors.ts'
import { validateNonNegative, validateSelectorAndTemplate, validateTemplate } from './validation/workload.ts'

export const replicaSet: Kind = {
  group: 'apps',
  versions: ['v1'],
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'apps/v1.ReplicaSet',
  status: true,
  scale: {
    specReplicas: (object) => (object as unknown as ReplicaSet).spec.replicas ?? 0,
    statusReplicas: (object) => (object as unknown as ReplicaSet).status?.replicas ?? 0,
    selector: (object) => selectorOfObject((object as unknown as ReplicaSet).spec.selector as never).toString(),
    withReplicas: (object, replicas) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }) as AnyStored,
  },
  defaults(draft) {
    const spec = (draft['spec'] ??= {})
    spec.replicas ??= 1
    defaultTemplate(spec)
  },
  prepareForCreate(draft) {
    draft['status'] = { replicas: 0 }
  },
  validate(object) {
    const spec = object['spec'] ?? {}
    return [
      ...validateNonNegative(spec.replicas, 'spec.replicas'),
      ...validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
      ...validateSelectorAndTemplate(spec),
      ...validateTemplate(spec.template ?? {}, 'spec.template'),
    ]
  },
  validateUpdate: (next, old) => (deepEqual(next['spec'].selector, (old as unknown as ReplicaSet).spec.selector) ? [] : [immutable('spec.selector', next['spec'].selector)]),
  selectableFields: { 'status.replicas': (object) => String((object as unknown as ReplicaSet).status?.replicas ?? 0) },
  columns: [column('Desired', 'integer'), column('Current', 'integer'), column('Ready', 'integer'), AGE, column('Containers', 'string', 'wide'), column('Images', 'string', 'wide'), column('Selector', 'string', 'wide')],
  cells(object, context) {
    const { spec, status } = object as unknown as ReplicaSet
    return [spec.replicas ?? 0, status?.replicas ?? 0, status?.readyReplicas ?? 0, age(object, context), ...containerCells(spec.template), selectorOfObject(spec.selector as never).toString()]
  },
}
