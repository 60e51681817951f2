import { forbidden } from '../errors.ts'
import type { AdmissionPlugin } from './plugin.ts'

/** Resolves a pod's priority class to its number (`plugin/pkg/admission/priority`). */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  operations: ['create'],
  mutate(attributes, context) {
    if (attributes.resource !== 'pods' || attributes.subresource !== '') return
    const spec = attributes.object?.['spec']
    if (!spec) return
    const classes = context.list('priorityclasses.scheduling.k8s.io', '')
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
