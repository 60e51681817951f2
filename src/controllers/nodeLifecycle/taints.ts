/** The taints that tell of a node's state (`node_lifecycle_controller.go`, `controller_utils.go`). */
import type { Taint } from 'kubernetes-types/core/v1'
import { formatTime } from '../../base/time.ts'
import type { Api } from '../../client/api.ts'
import { isConflict } from '../../client/status.ts'
import type { Node } from '../../kinds/resources.ts'

export const UNREACHABLE = 'node.kubernetes.io/unreachable'
export const NOT_READY = 'node.kubernetes.io/not-ready'
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'

/** Which condition under which status gives which taint. */
const TAINTS_OF_CONDITIONS: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: 'Ready', status: 'False', key: NOT_READY },
  { type: 'Ready', status: 'Unknown', key: UNREACHABLE },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
]

export type TaintName = Pick<Taint, 'key' | 'effect'>

export const noExecute = (key: string): TaintName => ({ key, effect: 'NoExecute' })

export function hasTaint(node: Node, taint: TaintName): boolean {
  return node.spec.taints?.some((candidate) => isSame(candidate, taint)) ?? false
}

/** Which NoSchedule taints a node lacks for its conditions and for being cordoned, and which it has too many. */
export function noScheduleDifference(node: Node): { add: TaintName[]; remove: TaintName[] } {
  const wanted = (node.status.conditions ?? []).flatMap(({ type, status }) => TAINTS_OF_CONDITIONS.filter((row) => row.type === type && row.status === status).map(({ key }) => key))
  if (node.spec.unschedulable) wanted.push(UNSCHEDULABLE)
  const ours = (node.spec.taints ?? []).filter(({ key, effect }) => effect === 'NoSchedule' && (key === UNSCHEDULABLE || TAINTS_OF_CONDITIONS.some((row) => row.key === key))).map(({ key }) => key)
  const named = (keys: readonly string[]): TaintName[] => keys.map((key) => ({ key, effect: 'NoSchedule' }))
  return { add: named(wanted.filter((key) => !ours.includes(key))), remove: named(ours.filter((key) => !wanted.includes(key))) }
}

/** Puts taints on a node, stamped with the time, then takes others off it: two writes, as far as there is something to write. */
export function swapTaints(api: Api, node: Node, add: readonly TaintName[], remove: readonly TaintName[], nowMs: number): void {
  if (add.length > 0) changeTaints(api, node.metadata.name, (taints) => add.reduce((sum, name) => withTaint(sum, { ...name, timeAdded: formatTime(nowMs) }), taints))
  removeTaints(api, node, remove)
}

/** Takes taints off a node if it has any of them. */
export function removeTaints(api: Api, node: Node, remove: readonly TaintName[]): void {
  if (remove.some((taint) => hasTaint(node, taint))) changeTaints(api, node.metadata.name, (taints) => taints.filter((taint) => !remove.some((name) => isSame(taint, name))))
}

const ATTEMPTS = 5

function changeTaints(api: Api, name: string, change: (taints: readonly Taint[]) => readonly Taint[]): void {
  for (let attempt = 1; ; attempt++) {
    const node = api.get('nodes', '', name)
    const before = node.spec.taints ?? []
    const after = change(before)
    if (after.length === before.length && after.every((taint, i) => taint === before[i])) return
    try {
      api.patch('nodes', '', name, 'strategic', { metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: after.length > 0 ? after : null } })
      return
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error
    }
  }
}

/** A taint takes the place of the one of its key and effect, or goes to the end. */
function withTaint(taints: readonly Taint[], taint: Taint): readonly Taint[] {
  return taints.some((candidate) => isSame(candidate, taint)) ? taints.map((candidate) => (isSame(candidate, taint) ? taint : candidate)) : [...taints, taint]
}

function isSame(a: TaintName, b: TaintName): boolean {
  return a.key === b.key && a.effect === b.effect
}
