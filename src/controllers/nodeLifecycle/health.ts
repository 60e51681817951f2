/** Whether a node has been heard of lately (`tryUpdateNodeHealth`). Pure. */
import type { NodeCondition } from 'kubernetes-types/core/v1'
import { formatTime, parseTime } from '../../base/time.ts'
import type { Lease, Node } from '../../kinds/resources.ts'

/** How long a node may be silent, in milliseconds (`--node-monitor-grace-period`; 40 s before 1.32). */
const GRACE_MS = 50_000
/** The same for a node whose kubelet has never posted a status. */
const STARTUP_GRACE_MS = 60_000
/** The conditions that a kubelet keeps, in the order in which they are added if it never did. */
const KUBELET_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const

/** What is remembered of a node from one pass to the next. */
export interface NodeHealth {
  /** When a sign of life was last seen: the time of the pass that saw it, not that of the sign. */
  readonly seenMs: number
  readonly ready: NodeCondition | undefined
  readonly renewTime: string | undefined
}

export interface Verdict {
  readonly health: NodeHealth
  /** The condition Ready before this pass; Unknown if there was none. */
  readonly observed: NodeCondition
  /** The condition Ready after it. */
  readonly current: NodeCondition | undefined
  /** The conditions to write because the node has been silent for too long. */
  readonly conditions: readonly NodeCondition[] | undefined
}

export function readyCondition(node: Node): NodeCondition | undefined {
  return node.status.conditions?.find(({ type }) => type === 'Ready')
}

export function judge(node: Node, lease: Lease | undefined, known: NodeHealth | undefined, nowMs: number): Verdict {
  const current = readyCondition(node)
  const created = node.metadata.creationTimestamp
  const observed = current ?? { type: 'Ready', status: 'Unknown', lastHeartbeatTime: created, lastTransitionTime: created }
  let health = remember(known, current, created, nowMs)
  const renewTime = lease?.spec.renewTime
  if (renewTime !== undefined && (health.renewTime === undefined || health.renewTime < renewTime)) health = { ...health, renewTime, seenMs: nowMs }
  if (nowMs <= health.seenMs + (current ? GRACE_MS : STARTUP_GRACE_MS)) return { health, observed, current, conditions: undefined }
  const conditions = silenced(node, nowMs)
  const after = conditions.find(({ type }) => type === 'Ready')
  if (after === current) return { health, observed, current, conditions: undefined }
  return { health: { ...health, ready: after }, observed, current: after, conditions }
}

/** A changed heartbeat in the condition is a sign of life; so is the first sight of a node. */
function remember(known: NodeHealth | undefined, current: NodeCondition | undefined, created: string, nowMs: number): NodeHealth {
  if (!current) return known ? { ...known, ready: undefined } : { seenMs: parseTime(created), ready: undefined, renewTime: undefined }
  if (!known?.ready) return { seenMs: nowMs, ready: current, renewTime: undefined }
  if (known.ready.lastHeartbeatTime !== current.lastHeartbeatTime) return { seenMs: nowMs, ready: current, renewTime: undefined }
  return known
}

function silenced(node: Node, nowMs: number): NodeCondition[] {
  const conditions = [...(node.status.conditions ?? [])]
  const lastTransitionTime = formatTime(nowMs)
  for (const type of KUBELET_CONDITIONS) {
    const at = conditions.findIndex((condition) => condition.type === type)
    const known = conditions[at]
    if (!known) conditions.push({ type, status: 'Unknown', lastHeartbeatTime: node.metadata.creationTimestamp, lastTransitionTime, reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' })
    else if (known.status !== 'Unknown') conditions[at] = { ...known, status: 'Unknown', lastTransitionTime, reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
  }
  return conditions
}
