import type { Kind } from './kind.ts'
import type { PodDisruptionBudget } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { checkConditions } from './validation/conditions.ts'
import { problemsOf } from './validation/errors.ts'
import { goObject } from './validation/goObject.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { checkIntOrPercent, checkNotAboveWhole } from './validation/numbers.ts'
import { checkCounts } from './validation/template.ts'

export const podDisruptionBudget: Kind = {
  ...basics('policy', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  shortNames: ['pdb'],
  status: true,
  generation: 'spec',
  requiresResourceVersion: true,
  defaults(draft) {
    draft.spec ??= {}
  },
  prepareForCreate(draft) {
    draft.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const spec = draft.spec as PodDisruptionBudget['spec'] & { unhealthyPodEvictionPolicy?: string }
      if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) problems.invalid('spec', goObject('policy/v1.PodDisruptionBudgetSpec', spec), 'minAvailable and maxUnavailable cannot be both set')
      for (const bound of ['minAvailable', 'maxUnavailable'] as const) {
        checkIntOrPercent(spec[bound] as number | string | undefined, `spec.${bound}`, problems)
        checkNotAboveWhole(spec[bound] as number | string | undefined, `spec.${bound}`, problems)
      }
      checkLabelSelector(spec.selector, 'spec.selector', problems)
      problems.optionalChoice('spec.unhealthyPodEvictionPolicy', spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget'])
    }),
  validateStatusUpdate: (next) =>
    problemsOf((problems) => {
      checkConditions(next.status.conditions ?? [], 'status.conditions', problems)
      checkCounts(next.status, ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'], [], problems)
    }),
  columns: columns('PodDisruptionBudget', 'Min Available', 'Max Unavailable', 'Allowed Disruptions', 'Age'),
  cells(object, context) {
    const { spec, status } = object as unknown as PodDisruptionBudget
    return [String(spec.minAvailable ?? 'N/A'), String(spec.maxUnavailable ?? 'N/A'), status.disruptionsAllowed ?? 0, age(object, context)]
  },
}
