import { eventRecorder } from '../../client/eventRecorder.ts'
import { keyOfObject } from '../../client/informer.ts'
import type { Controller } from '../runtime/controller.ts'
import { every } from '../runtime/periodic.ts'
import { Monitor } from './monitor.ts'
import { markPodsNotReady } from './podsNotReady.ts'
import { noScheduleDifference, swapTaints } from './taints.ts'

/** How often all nodes are looked at (`--node-monitor-period`). */
const PERIOD_MS = 5000
/** How often nodes are given up, as far as the rate of their zone allows. */
const EVICTION_PERIOD_MS = 100
/** Labels that repeat others under their old names. */
const BETA_LABELS = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
] as const

/** Notices nodes that have fallen silent or come back, and says so in their conditions and taints and in the readiness of their pods (`pkg/controller/nodelifecycle`). */
export const nodeLifecycleController: Controller = {
  name: 'node-lifecycle-controller',
  setup(context) {
    const { api, informers, simulation } = context
    const nodes = informers.of('nodes')
    const pods = informers.of('pods')
    const events = eventRecorder(simulation, api, { component: 'node-controller' })
    pods.addIndex('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))
    const monitor = new Monitor(context, events)

    const evictions = context.queue(
      () => {
        monitor.giveUpNodes()
        scheduleEvictions()
      },
      { background: true, maximumDelayMs: PERIOD_MS },
    )
    const scheduleEvictions = (): void => {
      const dueMs = monitor.nextEvictionMs
      if (dueMs !== undefined) evictions.addAfter('', Math.max(EVICTION_PERIOD_MS, dueMs - simulation.nowMs))
    }
    const nodeUpdates = context.queue((name) => {
      const node = nodes.byKey(name)
      if (!node) return
      const { add, remove } = noScheduleDifference(node)
      swapTaints(api, node, add, remove, simulation.nowMs)
      const { labels = {} } = node.metadata
      const missing = BETA_LABELS.flatMap(([label, beta]) => (labels[label] !== undefined && labels[beta] !== labels[label] ? [[beta, labels[label]] as const] : []))
      if (missing.length > 0) api.patch('nodes', '', name, 'strategic', { metadata: { labels: Object.fromEntries(missing) } })
    })
    const podUpdates = context.queue((key) => {
      const pod = pods.byKey(key)
      if (pod && monitor.isNotReady(pod.spec.nodeName ?? '') && !markPodsNotReady(context, events, [pod])) podUpdates.addRateLimited(key)
    })

    every(context, PERIOD_MS, () => {
      monitor.pass()
      scheduleEvictions()
    })
    nodes.on({
      added: ({ metadata }) => nodeUpdates.add(metadata.name),
      updated: ({ metadata }) => nodeUpdates.add(metadata.name),
      deleted: ({ metadata }) => monitor.forgetRetry(metadata.name),
    })
    pods.on({
      added: (pod) => void (pod.spec.nodeName && podUpdates.add(keyOfObject(pod))),
      updated: (pod, old) => void (pod.spec.nodeName && pod.spec.nodeName !== old.spec.nodeName && podUpdates.add(keyOfObject(pod))),
    })
  },
}
