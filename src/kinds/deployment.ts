import { deepEqual } from '../base/equality.ts'
import type { DeploymentStrategy } from 'kubernetes-types/apps/v1'
import type { Kind } from './kind.ts'
import type { Deployment } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, containerCells } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goIntOrString, goPointer, goSelector, goStruct } from './validation/goValue.ts'
import { checkIntOrPercent, checkNotAboveWhole, isZero } from './validation/numbers.ts'
import { checkCounts, checkReplicas } from './validation/template.ts'
import { defaultTemplate, emptyStatus, replicaScale, selectorCell } from './workload.ts'

const COUNTS = ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'collisionCount']

export const deployment: Kind = {
  ...basics('apps', 'Deployment', 'deployments'),
  shortNames: ['deploy'],
  categories: ['all'],
  status: true,
  // Annotations count too: they are copied to the ReplicaSets (`apps/deployment/strategy.go`).
  generation: (next, old) => !deepEqual(next.spec, old['spec']) || !deepEqual(next.metadata.annotations, old.metadata.annotations),
  scale: replicaScale,
  defaults(draft) {
    const spec = (draft.spec ??= {})
    spec.replicas ??= 1
    defaultTemplate(spec)
    const strategy = (spec.strategy ??= {})
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {}
      strategy.rollingUpdate.maxUnavailable ??= '25%'
      strategy.rollingUpdate.maxSurge ??= '25%'
    }
    spec.revisionHistoryLimit ??= 10
    spec.progressDeadlineSeconds ??= 600
  },
  prepareForCreate: emptyStatus,
  validate: (draft) =>
    problemsOf((problems) => {
      const { spec } = draft as unknown as Deployment
      problems.nonNegative('spec.replicas', spec.replicas)
      checkReplicas(spec, problems)
      checkStrategy(spec.strategy ?? {}, problems)
      problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
      problems.nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit)
      const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec
      problems.nonNegative('spec.progressDeadlineSeconds', deadline)
      if (deadline !== undefined && deadline <= minReadySeconds) problems.invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (!deepEqual(next.spec.selector, (old as unknown as Deployment).spec.selector)) problems.immutable('spec.selector', goSelector(next.spec.selector ?? {}))
    }),
  validateStatusUpdate: (next) => problemsOf((problems) => checkCounts(next.status, COUNTS, ['updatedReplicas', 'readyReplicas', 'availableReplicas'], problems)),
  columns: columns('Deployment', 'Ready', 'Up-to-date', 'Available', 'Age', 'Containers', 'Images', 'Selector'),
  cells(object, context) {
    const { spec, status } = object as unknown as Deployment
    return [`${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`, status?.updatedReplicas ?? 0, status?.availableReplicas ?? 0, age(object, context), ...containerCells(spec.template), selectorCell(spec.selector)]
  },
}

function checkStrategy(strategy: DeploymentStrategy, problems: Problems): void {
  const path = 'spec.strategy'
  const { type = '', rollingUpdate } = strategy
  if (type === 'Recreate') {
    if (rollingUpdate) problems.forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")
    return
  }
  if (type !== 'RollingUpdate')
    return problems.notSupported(path, goStruct('apps.DeploymentStrategy', { Type: type, RollingUpdate: goPointer('apps.RollingUpdateDeployment', rollingUpdate) }), ['Recreate', 'RollingUpdate'])
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {}
  checkIntOrPercent(maxUnavailable, `${path}.rollingUpdate.maxUnavailable`, problems)
  checkIntOrPercent(maxSurge, `${path}.rollingUpdate.maxSurge`, problems)
  if (isZero(maxUnavailable) && isZero(maxSurge)) problems.invalid(`${path}.rollingUpdate.maxUnavailable`, goIntOrString(maxUnavailable), 'may not be 0 when `maxSurge` is 0')
  checkNotAboveWhole(maxUnavailable, `${path}.rollingUpdate.maxUnavailable`, problems)
}
