import { forbidden } from '../errors.ts'
import type { AdmissionPlugin } from './plugin.ts'

const CLASSES = 'priorityclasses.scheduling.k8s.io'

/** Resolves a pod's priority class to its number (`plugin/pkg/admission/priority`). */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  operations: ['create', 'update'],
  validate(attributes, context) {
    if (attributes.resource !== CLASSES || attributes.object?.['globalDefault'] !== true) return
    const other = context.list(CLASSES, '').find((item) => item['globalDefault'] === true && item.metadata.name !== attributes.name)
    if (other) throw forbidden({ group: 'scheduling.k8s.io', plural: 'priorityclasses', name: attributes.name }, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`)
  },
  mutate(attributes, context) {
    if (attributes.resource !== 'pods' || attributes.subresource !== '' || attributes.operation !== 'create') return
    const spec = attributes.object?.['spec']
    if (!spec) return
    const classes = context.list(CLASSES, '')
    const chosen = spec.priorityClassName ? classes.find((item) => item.metadata.name === spec.priorityClassName) : classes.find((item) => item['globalDefault'] === true)
    if (spec.priorityClassName && !chosen) throw forbidden({ group: '', plural: 'pods', name: attributes.name }, `no PriorityClass with name ${spec.priorityClassName} was found`)
    if (chosen) spec.priorityClassName = chosen.metadata.name
    const value = (chosen?.['value'] as number | undefined) ?? 0
    if (spec.priority !== undefined && spec.priority !== value)
      throw forbidden(
        { group: '', plural: 'pods', name: attributes.name },
        `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      )
    spec.priority = value
    spec.preemptionPolicy ??= chosen?.['preemptionPolicy'] ?? 'PreemptLowerPriority'
  },
}
