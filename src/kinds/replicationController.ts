import type { ReplicationControllerSpec } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import type { ReplicationController } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, containerCells, labelsCell } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { checkCounts, checkRunsForEver, checkSelected, checkTemplate, labelNameWarning } from './validation/template.ts'
import { defaultTemplate, replicaScale } from './workload.ts'

export const replicationController: Kind = {
  ...basics('', 'ReplicationController', 'replicationcontrollers'),
  shortNames: ['rc'],
  categories: ['all'],
  status: true,
  generation: 'spec',
  orphansDependents: true,
  scale: { ...replicaScale, selector: (object) => labelsSelector((object as unknown as ReplicationController).spec.selector) },
  defaults(draft) {
    const spec = (draft.spec ??= {})
    const labels = spec.template?.metadata?.labels
    if (labels && Object.keys(labels).length > 0) {
      if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
      if (Object.keys(draft.metadata['labels'] ?? {}).length === 0) draft.metadata['labels'] = { ...labels }
    }
    spec.replicas ??= 1
    if (spec.template) defaultTemplate(spec)
  },
  prepareForCreate(draft) {
    draft.status = { replicas: 0 }
  },
  validate: (draft) => problemsOf((problems) => checkSpec(draft.spec, problems)),
  validateStatusUpdate: (next) =>
    problemsOf((problems) => checkCounts(next.status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'], ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], problems)),
  warnings: (object, old) => (old ? [] : labelNameWarning(object.metadata['name'])),
  selectableFields: { 'status.replicas': ({ status }: ReplicationController) => String(status.replicas ?? 0) },
  columns: columns('ReplicationController', 'Desired', 'Current', 'Ready', 'Age', 'Containers', 'Images', 'Selector'),
  cells(object, context) {
    const { spec, status } = object as unknown as ReplicationController
    return [spec.replicas ?? 0, status.replicas ?? 0, status.readyReplicas ?? 0, age(object, context), ...containerCells(spec.template), labelsCell(spec.selector)]
  },
}

function labelsSelector(labels: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(labels ?? {}).length === 0 ? '' : labelsCell(labels)
}

function checkSpec({ minReadySeconds, selector = {}, replicas, template }: ReplicationControllerSpec, problems: Problems): void {
  problems.nonNegative('spec.minReadySeconds', minReadySeconds)
  if (Object.keys(selector).length === 0) problems.required('spec.selector')
  problems.nonNegative('spec.replicas', replicas)
  if (!template) return problems.required('spec.template')
  checkSelected({ matchLabels: selector }, template, 'spec.template', problems)
  checkTemplate(template, 'spec.template', problems)
  checkRunsForEver(template, 'ReplicationController', 'spec.template', problems)
}
