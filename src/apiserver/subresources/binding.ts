import { formatTime } from '../../base/time.ts'
import type { Pod } from '../../kinds/resources.ts'
import { kindOf } from '../../kinds/registry.ts'
import { present } from '../../base/invariant.ts'
import { conflict, plainFailure } from '../errors.ts'
import { draftOf } from '../server.ts'
import { SUCCESS, type Subresource } from './subresource.ts'

/** `pods/NAME/binding`: gives a pod its machine, once, and says so in the condition PodScheduled, in one write (`registry/core/pod/storage`). */
export const binding: Subresource = {
  create(server, namespace, name, draft, request) {
    const kind = present(kindOf('pods'), 'the kind Pod')
    const pod = server.get(kind, namespace, name) as unknown as Pod
    const node: string = draft['target']?.name ?? ''
    const { kind: target = '' } = (draft['target'] ?? {}) as { kind?: string }
    if (target !== '' && target !== 'Node') throw plainFailure(`target.kind: Unsupported value: ${JSON.stringify(target)}: supported values: "Node", "<empty>"`)
    if (node === '') throw plainFailure('target.name: Required value')
    const subject = { group: '', plural: 'pods/binding', name }
    if (draft.metadata['uid'] && draft.metadata['uid'] !== pod.metadata.uid)
      throw conflict(subject, `Precondition failed: UID in precondition: ${draft.metadata['uid']}, UID in object meta: ${pod.metadata.uid}`)
    if (pod.metadata.deletionTimestamp) throw conflict(subject, `pod ${name} is being deleted, cannot be assigned to a host`)
    if (pod.spec.schedulingGates?.length) throw conflict(subject, `pod ${name} has non-empty .spec.schedulingGates`)
    if (pod.spec.nodeName) throw conflict(subject, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`)
    const next = draftOf(pod as never)
    next['spec'].nodeName = node
    Object.assign((next.metadata['annotations'] ??= {}), draft.metadata['annotations'])
    if (Object.keys(next.metadata['annotations']).length === 0) delete next.metadata['annotations']
    const conditions: Record<string, unknown>[] = (next['status'].conditions ?? []).filter((condition: { type: string }) => condition.type !== 'PodScheduled')
    conditions.push({ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: formatTime(server.simulation.nowMs) })
    next['status'].conditions = conditions
    server.replace(kind, next, pod as never, { ...request, subresource: 'binding' })
    return { object: SUCCESS, warnings: [] }
  },
}
