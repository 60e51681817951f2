import type { PodCondition } from 'kubernetes-types/core/v1'
import { formatTime } from '../../base/time.ts'
import type { Api } from '../../client/api.ts'
import type { Pod } from '../../kinds/resources.ts'

/** Why a controller ends a pod before its time. */
export interface Disruption {
  readonly reason: string
  readonly message: string
}

/** Writes into a pod's status that it is being disrupted, and a phase if one is given; nothing if that is there already. Throws if the pod is gone. */
export function markDisrupted(api: Api, namespace: string, name: string, change: { disruption?: Disruption; phase?: string }, nowMs: number): void {
  const pod = api.get('pods', namespace, name)
  const conditions = change.disruption ? withDisruption(pod, change.disruption, nowMs) : pod.status.conditions
  const phase = change.phase ?? pod.status.phase
  if (conditions === pod.status.conditions && phase === pod.status.phase) return
  api.update('pods', { ...pod, status: { ...pod.status, phase, conditions } } as never, { subresource: 'status' })
}

function withDisruption({ status }: Pod, { reason, message }: Disruption, nowMs: number): readonly PodCondition[] | undefined {
  const known = status.conditions?.find(({ type }) => type === 'DisruptionTarget')
  if (known?.status === 'True' && known.reason === reason && known.message === message) return status.conditions
  const lastTransitionTime = known?.status === 'True' ? known.lastTransitionTime : undefined
  // The API prints the time of the last probe, which no condition has, as null.
  const condition = { type: 'DisruptionTarget', status: 'True', lastProbeTime: null as unknown as string, lastTransitionTime: lastTransitionTime ?? formatTime(nowMs), reason, message }
  return known ? status.conditions?.map((candidate) => (candidate === known ? condition : candidate)) : [...(status.conditions ?? []), condition]
}
