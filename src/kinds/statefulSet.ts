import { deepEqual } from '../base/equality.ts'
import type { StatefulSetSpec, StatefulSetUpdateStrategy } from 'kubernetes-types/apps/v1'
import { defaultClaim } from './claimDefaults.ts'
import type { Kind } from './kind.ts'
import type { StatefulSet } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, containerCells } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goPointer, goSelector, goStruct } from './validation/goValue.ts'
import { checkAnnotations, checkLabels } from './validation/metadata.ts'
import { labelFaults } from './validation/names.ts'
import { checkCollisionCount, checkCounts, checkRunsForEver, checkSelected, checkSelector } from './validation/template.ts'
import { defaultTemplate, replicaScale } from './workload.ts'

const RETENTION = ['Retain', 'Delete']
const COUNTS = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount']
const CHANGEABLE = ['replicas', 'template', 'updateStrategy', 'minReadySeconds', 'ordinals', 'persistentVolumeClaimRetentionPolicy'] as const

export const statefulSet: Kind = {
  ...basics('apps', 'StatefulSet', 'statefulsets'),
  shortNames: ['sts'],
  categories: ['all'],
  status: true,
  generation: 'spec',
  nameFaults: labelFaults,
  scale: replicaScale,
  defaults(draft) {
    const spec = (draft.spec ??= {})
    spec.replicas ??= 1
    spec.serviceName ??= ''
    spec.podManagementPolicy ||= 'OrderedReady'
    const strategy = (spec.updateStrategy ??= {})
    if (!strategy.type) {
      strategy.type = 'RollingUpdate'
      strategy.rollingUpdate ??= {}
    }
    if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0
    const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {})
    retention.whenDeleted ||= 'Retain'
    retention.whenScaled ||= 'Retain'
    spec.revisionHistoryLimit ??= 10
    defaultTemplate(spec)
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion = 'v1'
      claim.kind = 'PersistentVolumeClaim'
      defaultClaim(claim)
    }
  },
  prepareForCreate(draft) {
    dropMaxUnavailable(draft.spec)
    draft.status = { replicas: 0, availableReplicas: 0 }
  },
  prepareForUpdate: (draft) => dropMaxUnavailable(draft.spec),
  validate: (draft) => problemsOf((problems) => checkSpec(draft.spec, problems)),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      const before = (old as unknown as StatefulSet).spec
      const kept = Object.fromEntries(CHANGEABLE.map((field) => [field, before[field]]))
      if (!deepEqual({ ...next.spec, ...kept }, { ...before, ...kept }))
        problems.forbidden('spec', "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")
    }),
  validateStatusUpdate: (next, old) =>
    problemsOf((problems) => {
      checkCounts(next.status, COUNTS, ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'], problems, 'cannot be greater than status.readyReplicas')
      checkCollisionCount(next, old, problems)
    }),
  columns: columns('StatefulSet', 'Ready', 'Age', 'Containers', 'Images'),
  cells(object, context) {
    const { spec, status } = object as unknown as StatefulSet
    return [`${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`, age(object, context), ...containerCells(spec.template)]
  },
}

/** How many pods may be down during an update is behind a feature gate that is off. */
function dropMaxUnavailable(spec: StatefulSetSpec): void {
  const update = spec.updateStrategy?.rollingUpdate as { maxUnavailable?: unknown } | undefined
  if (update) delete update.maxUnavailable
}

function checkSpec(spec: StatefulSetSpec, problems: Problems): void {
  const { podManagementPolicy: policy = '', updateStrategy = {}, selector, template } = spec
  if (policy === '') problems.required('spec.podManagementPolicy')
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') problems.invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")
  checkStrategy(updateStrategy, problems)
  const { whenDeleted, whenScaled } = spec.persistentVolumeClaimRetentionPolicy ?? {}
  problems.optionalChoice('spec.persistentVolumeClaimRetentionPolicy.whenDeleted', whenDeleted, RETENTION)
  problems.optionalChoice('spec.persistentVolumeClaimRetentionPolicy.whenScaled', whenScaled, RETENTION)
  problems.nonNegative('spec.replicas', spec.replicas)
  problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
  problems.nonNegative('spec.ordinals.start', (spec as { ordinals?: { start?: number } }).ordinals?.start)
  const path = 'spec.template'
  if (!checkSelector(selector, 'statefulset', 'spec.selector', problems)) problems.invalid('spec.selector', goSelector(selector), '')
  else {
    checkSelected(selector, template, path, problems)
    // Not the rest of the template: volumes of the claims' names are not among its own.
    checkLabels(template?.metadata?.labels, `${path}.labels`, problems)
    checkAnnotations(template?.metadata?.annotations, `${path}.annotations`, problems)
  }
  checkRunsForEver(template, 'StatefulSet', path, problems)
}

function checkStrategy({ type = '', rollingUpdate }: StatefulSetUpdateStrategy, problems: Problems): void {
  const path = 'spec.updateStrategy'
  if (type === '') problems.required(path)
  else if (type === 'OnDelete') {
    if (!rollingUpdate) return
    const shown = goStruct('apps.RollingUpdateStatefulSetStrategy', { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: goPointer('intstr.IntOrString', undefined) })
    problems.invalid(`${path}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")
  } else if (type === 'RollingUpdate') problems.nonNegative(`${path}.rollingUpdate.partition`, rollingUpdate?.partition)
  else
    problems.invalid(path, goStruct('apps.StatefulSetUpdateStrategy', { Type: type, RollingUpdate: goPointer('apps.RollingUpdateStatefulSetStrategy', rollingUpdate) }), "must be 'RollingUpdate' or 'OnDelete'")
}
