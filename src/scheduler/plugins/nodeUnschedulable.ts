import type { Plugin } from '../framework.ts'
import { tolerates } from '../../kinds/tolerations.ts'

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** A cordoned machine takes only pods that tolerate it (`plugins/nodeunschedulable`). */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter(pod, { node }) {
    if (!node.spec.unschedulable || tolerates(pod.pod.spec.tolerations, TAINT)) return undefined
    return { plugin: 'NodeUnschedulable', reasons: ['node(s) were unschedulable'], resolvable: false }
  },
  retryOn: (event) => (event.kind === 'node added' || (event.kind === 'node changed' && event.what.includes('unschedulable'))) && !event.node.node.spec.unschedulable,
}
