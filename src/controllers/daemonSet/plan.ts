import { parseTime } from '../../base/time.ts'
import type { DaemonSet, Node, Pod } from '../../kinds/resources.ts'
import { isAvailable, isReady } from '../runtime/pods.ts'
import { isUpdated, placementOn, REVISION_HASH } from './placement.ts'

/** What is to be done: machines that get a pod, and pods that go. */
export interface Plan {
  readonly create: readonly string[]
  readonly delete: readonly Pod[]
}

/** A set with its machines and their pods at one moment. */
export interface View {
  readonly set: DaemonSet
  readonly nodes: readonly Node[]
  /** The pods by the name of their machine, without those that are deleted and have ended. */
  readonly pods: ReadonlyMap<string, readonly Pod[]>
  /** The hash of the current template. */
  readonly hash: string
  readonly nowMs: number
}

/** What is done with a pod that has ended though it should run for ever; returns whether it goes now. */
export type OnEnded = (pod: Pod, node: string) => boolean

/** Which machines lack a pod, and which pods are where they should not be (`podsShouldBeOnNode`). */
export function placePods(view: View, onEnded: OnEnded): Plan {
  const create: string[] = []
  const remove: Pod[] = []
  for (const node of view.nodes) {
    const { name } = node.metadata
    const pods = view.pods.get(name)
    const { wanted, mayStay } = placementOn(node, view.set)
    if (wanted && !pods) create.push(name)
    else if (!mayStay) remove.push(...(pods ?? []).filter(({ metadata }) => !metadata.deletionTimestamp))
    else {
      const running: Pod[] = []
      for (const pod of pods ?? []) {
        if (pod.metadata.deletionTimestamp) continue
        if (pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded') running.push(pod)
        else if (onEnded(pod, name)) remove.push(pod)
      }
      running.sort(oldestFirst)
      if (!allowsSurge(view.set)) remove.push(...running.slice(1))
      else if (running.length === 0 && wanted) create.push(name)
      else if (running.length > 1) remove.push(...surplusOf(view, running))
    }
  }
  const known = new Set(view.nodes.map(({ metadata }) => metadata.name))
  for (const [name, pods] of view.pods) if (!known.has(name)) remove.push(...pods.filter(({ spec }) => !spec.nodeName))
  return { create, delete: remove }
}

/** Of several pods on a machine one of the new template and one of an older may be there side by side, until the new one is available. */
function surplusOf({ set, hash, nowMs }: View, running: readonly Pod[]): Pod[] {
  const isNew = (pod: Pod): boolean => pod.metadata.labels?.[REVISION_HASH] === hash
  const newest = running.find(isNew)
  const oldest = running.find((pod) => !isNew(pod))
  const surplus = running.filter((pod) => pod !== newest && pod !== oldest)
  const replaced = newest && oldest && (!isReady(oldest) || isAvailable(newest, set.spec.minReadySeconds ?? 0, nowMs))
  return replaced ? [...surplus, oldest] : surplus
}

/** What a rolling update does next (`update.go rollingUpdate`). */
export function rollPods(view: View): Plan {
  const desired = view.nodes.filter((node) => placementOn(node, view.set).wanted).map(({ metadata }) => metadata.name)
  const { rollingUpdate } = view.set.spec.updateStrategy ?? {}
  const surge = countOf(rollingUpdate?.maxSurge ?? 0, desired.length)
  const unavailable = countOf(rollingUpdate?.maxUnavailable ?? 0, desired.length)
  const names = [...new Set([...view.pods.keys(), ...desired])]
  return surge > 0 ? rollWithSurge(view, names, surge, desired.length) : rollInPlace(view, names, desired.length > 0 ? Math.max(unavailable, 1) : unavailable)
}

function rollInPlace(view: View, names: readonly string[], most: number): Plan {
  const allowed: Pod[] = []
  const candidates: Pod[] = []
  let unavailable = 0
  for (const name of names) {
    const pair = pairOn(view, name)
    const fresh = pair?.fresh
    const stale = pair?.stale
    if (!fresh === !stale) unavailable++
    else if (fresh) unavailable += available(view, fresh) ? 0 : 1
    else if (stale && !available(view, stale)) {
      allowed.push(stale)
      unavailable++
    } else if (stale && unavailable < most) candidates.push(stale)
  }
  return { create: [], delete: [...allowed, ...candidates.slice(0, Math.max(0, most - unavailable))] }
}

function rollWithSurge(view: View, names: readonly string[], most: number, desired: number): Plan {
  const remove: Pod[] = []
  const misplaced: Pod[] = []
  const allowed: string[] = []
  const candidates: string[] = []
  let surge = 0
  let availableCount = 0
  for (const name of names) {
    const pair = pairOn(view, name)
    if (!pair) {
      surge++
      continue
    }
    const { fresh, stale } = pair
    const serving = stale ?? fresh
    if (serving && available(view, serving)) availableCount++
    if (!stale) continue
    if (fresh) {
      if (available(view, fresh)) remove.push(stale)
      else surge++
      continue
    }
    const node = view.nodes.find(({ metadata }) => metadata.name === name)
    const wanted = node !== undefined && placementOn(node, view.set).wanted
    if (!available(view, stale)) {
      if (wanted) allowed.push(name)
      else remove.push(stale)
    } else if (!wanted) misplaced.push(stale)
    else if (surge < most) candidates.push(name)
  }
  remove.push(...misplaced.slice(0, Math.max(0, availableCount - desired)))
  return { create: [...allowed, ...candidates.slice(0, Math.max(0, most - surge))], delete: remove }
}

/** The pod of the current template and that of an older on a machine; undefined if there are more than one of a kind. */
function pairOn({ set, hash, pods }: View, name: string): { fresh: Pod | undefined; stale: Pod | undefined } | undefined {
  const there = (pods.get(name) ?? []).filter(({ metadata }) => !metadata.deletionTimestamp)
  const fresh = there.filter((pod) => isUpdated(pod, set, hash))
  const stale = there.filter((pod) => !isUpdated(pod, set, hash))
  return fresh.length > 1 || stale.length > 1 ? undefined : { fresh: fresh[0], stale: stale[0] }
}

function available({ set, nowMs }: View, pod: Pod): boolean {
  return isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)
}

function allowsSurge({ spec: { updateStrategy } }: DaemonSet): boolean {
  return updateStrategy?.type === 'RollingUpdate' && countOf(updateStrategy.rollingUpdate?.maxSurge ?? 0, 1) > 0
}

/** A number of pods, or a percentage of the machines, rounded up. */
function countOf(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100)
}

/** Those that have a machine first, then by age. */
export function oldestFirst(a: Pod, b: Pod): number {
  if (!a.spec.nodeName !== !b.spec.nodeName) return a.spec.nodeName ? -1 : 1
  return parseTime(a.metadata.creationTimestamp) - parseTime(b.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1)
}
