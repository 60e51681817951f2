import type { HorizontalPodAutoscalerSpec, HPAScalingRules } from 'kubernetes-types/autoscaling/v2'
import { version1 } from './horizontalPodAutoscalerV1.ts'
import type { Kind } from './kind.ts'
import type { HorizontalPodAutoscaler } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { metricsCell } from './tables/metrics.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { checkMetrics, checkScaleTarget, checkScalingRules } from './validation/metrics.ts'
import { checkCounts } from './validation/template.ts'

const UTILIZATION_PERCENT = 80
const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
}
const SCALE_DOWN: HPAScalingRules = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }

export const horizontalPodAutoscaler: Kind = {
  ...basics('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'v2'),
  versions: ['v2', 'v1'],
  convert: { v1: version1 },
  shortNames: ['hpa'],
  categories: ['all'],
  status: true,
  generation: 'none',
  defaults(draft) {
    const spec = (draft.spec ??= {})
    spec.minReplicas ??= 1
    if (!spec.metrics?.length) spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: UTILIZATION_PERCENT } } }]
    const { behavior } = spec
    if (!behavior) return
    behavior.scaleUp = { ...SCALE_UP, ...behavior.scaleUp }
    behavior.scaleDown = { ...SCALE_DOWN, ...behavior.scaleDown }
  },
  prepareForCreate(draft) {
    draft.status = { desiredReplicas: 0, currentMetrics: null }
  },
  validate: (draft) => problemsOf((problems) => checkSpec(draft.spec, problems)),
  validateStatusUpdate: (next) => problemsOf((problems) => checkCounts(next.status, ['currentReplicas', 'desiredReplicas'], [], problems)),
  columns: columns('HorizontalPodAutoscaler', 'Reference', 'Targets', 'MinPods', 'MaxPods', 'Replicas', 'Age'),
  cells(object, context) {
    const { spec, status } = object as unknown as HorizontalPodAutoscaler
    const { scaleTargetRef: target } = spec
    return [`${target.kind}/${target.name}`, metricsCell(spec.metrics ?? [], status.currentMetrics ?? []), String(spec.minReplicas ?? '<unset>'), spec.maxReplicas, status.currentReplicas ?? 0, age(object, context)]
  },
}

function checkSpec({ minReplicas, maxReplicas = 0, scaleTargetRef, metrics = [], behavior }: HorizontalPodAutoscalerSpec, problems: Problems): void {
  if (minReplicas !== undefined && minReplicas < 1) problems.invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1')
  if (maxReplicas < 1) problems.invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0')
  if (minReplicas !== undefined && maxReplicas < minReplicas) problems.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')
  checkScaleTarget(scaleTargetRef ?? {}, 'spec.scaleTargetRef', problems)
  checkMetrics(metrics, minReplicas, 'spec.metrics', problems)
  checkScalingRules(behavior?.scaleUp, 'spec.behavior.scaleUp', problems)
  checkScalingRules(behavior?.scaleDown, 'spec.behavior.scaleDown', problems)
}
