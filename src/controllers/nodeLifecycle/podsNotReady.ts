import { formatTime } from '../../base/time.ts'
import type { EventRecorder } from '../../client/eventRecorder.ts'
import { isNotFound, StatusError } from '../../client/status.ts'
import type { Pod } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'

/** Says of pods on a machine that is not ready that they are not ready either. Returns whether all writes succeeded (`MarkPodsNotReady`). */
export function markPodsNotReady({ api, simulation }: ControllerContext, events: EventRecorder, pods: readonly Pod[]): boolean {
  let succeeded = true
  for (const pod of pods) {
    const ready = pod.status.conditions?.find(({ type }) => type === 'Ready')
    if (!ready || ready.status === 'False') continue
    const conditions = pod.status.conditions?.map((condition) => (condition === ready ? { ...condition, status: 'False', lastTransitionTime: formatTime(simulation.nowMs) } : condition))
    try {
      api.update('pods', { ...pod, status: { ...pod.status, conditions } } as never, { subresource: 'status' })
    } catch (error) {
      if (isNotFound(error)) continue
      if (!(error instanceof StatusError)) throw error
      succeeded = false
    }
    events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready')
  }
  return succeeded
}
