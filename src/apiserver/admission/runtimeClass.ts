import { deepEqual } from '../../base/equality.ts'
import type { RuntimeClass } from '../../kinds/resources.ts'
import { forbidden } from '../errors.ts'
import type { AdmissionPlugin } from './plugin.ts'

/** A pod of a runtime class gets its overhead and goes where the class is (`plugin/pkg/admission/runtimeclass`). */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  operations: ['create'],
  mutate({ resource, subresource, object, name }, context) {
    const spec = object?.['spec']
    if (resource !== 'pods' || subresource !== '' || !spec) return
    const subject = { group: '', plural: 'pods', name }
    if (spec.runtimeClassName === undefined) {
      if (spec.overhead) throw forbidden(subject, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead')
      return
    }
    const found = context.get('runtimeclasses.node.k8s.io', '', spec.runtimeClassName) as unknown as RuntimeClass | undefined
    if (!found) throw forbidden(subject, `pod rejected: RuntimeClass ${JSON.stringify(spec.runtimeClassName)} not found`)
    const { overhead, scheduling } = found
    if (overhead) {
      if (spec.overhead && !deepEqual(spec.overhead, overhead.podFixed)) throw forbidden(subject, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
      spec.overhead = overhead.podFixed
    } else if (spec.overhead) throw forbidden(subject, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead')
    for (const [key, value] of Object.entries(scheduling?.nodeSelector ?? {})) {
      const own = spec.nodeSelector?.[key]
      if (own !== undefined && own !== value) throw forbidden(subject, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`)
      spec.nodeSelector = { ...spec.nodeSelector, [key]: value }
    }
    if (scheduling?.tolerations) spec.tolerations = [...(spec.tolerations ?? []), ...scheduling.tolerations]
  },
}
