import type { Toleration } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import type { RuntimeClass } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'
import { goObject } from './validation/goObject.ts'
import { checkLabels } from './validation/metadata.ts'
import { labelFaults } from './validation/names.ts'
import { checkResourceRequirements } from './validation/resources.ts'
import { checkTolerations } from './validation/scheduling.ts'

export const runtimeClass: Kind = {
  ...basics('node.k8s.io', 'RuntimeClass', 'runtimeclasses'),
  namespaced: false,
  createOnUpdate: true,
  requiresResourceVersion: true,
  validate: (draft) =>
    problemsOf((problems) => {
      const { handler = '', overhead, scheduling } = draft as unknown as RuntimeClass
      problems.each('handler', handler, labelFaults(handler))
      if (overhead) checkResourceRequirements({ limits: overhead.podFixed ?? {} }, 'overhead', problems)
      checkLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector', problems)
      const tolerations = scheduling?.tolerations ?? []
      checkTolerations(tolerations, 'scheduling.tolerations.tolerations', problems)
      tolerations.forEach((toleration, index) => {
        if (tolerations.slice(0, index).some((other) => sameKey(other, toleration))) problems.duplicate(`scheduling.tolerations[${index}]`, goObject('core/v1.Toleration', toleration))
      })
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (next['handler'] !== old['handler']) problems.immutable('handler', next['handler'] ?? '')
    }),
  columns: columns('RuntimeClass', 'Handler', 'Age'),
  cells: (object, context) => [(object as unknown as RuntimeClass).handler, age(object, context)],
}

function sameKey(one: Toleration, other: Toleration): boolean {
  return (['key', 'operator', 'value', 'effect'] as const).every((field) => (one[field] ?? '') === (other[field] ?? ''))
}
