import type { Kind } from './kind.ts'
import type { PriorityClass } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'

const HIGHEST_OF_USERS = 1_000_000_000
/** The classes that the cluster itself has, with their values. */
export const SYSTEM_CLASSES: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 }

export const priorityClass: Kind = {
  ...basics('scheduling.k8s.io', 'PriorityClass', 'priorityclasses'),
  namespaced: false,
  shortNames: ['pc'],
  // It begins at one, and no change counts.
  generation: () => false,
  defaults(draft) {
    draft.value ??= 0
    draft.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const { metadata, value, globalDefault, preemptionPolicy } = draft as unknown as PriorityClass
      if (metadata.name.startsWith('system-')) {
        const fault = systemClassFault(metadata.name, value, globalDefault ?? false)
        if (fault) problems.forbidden('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${fault}`)
      } else if (value > HIGHEST_OF_USERS) problems.forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`)
      if (preemptionPolicy === '') problems.required('preemptionPolicy')
      else problems.optionalChoice('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'])
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (next['value'] !== old['value']) problems.forbidden('value', 'may not be changed in an update.')
      if (next['preemptionPolicy'] !== old['preemptionPolicy']) problems.immutable('preemptionPolicy', next['preemptionPolicy'])
    }),
  columns: columns('PriorityClass', 'Value', 'Global-Default', 'Age', 'PreemptionPolicy'),
  cells(object, context) {
    const { value, globalDefault = false, preemptionPolicy = '' } = object as unknown as PriorityClass
    return [value, globalDefault, age(object, context), preemptionPolicy]
  },
}

function systemClassFault(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = SYSTEM_CLASSES[name]
  if (known === undefined) return `${name} is not a known system priority class`
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}
