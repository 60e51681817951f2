import type { PodDisruptionBudgetStatus } from 'kubernetes-types/policy/v1'
import type { Condition } from 'kubernetes-types/meta/v1'
import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import { formatTime, parseTime } from '../../base/time.ts'
import { isConflict } from '../../client/status.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { isReady } from '../runtime/pods.ts'
import { expectedPods, type Expected } from './expectedPods.ts'

/** How long an eviction that was granted is believed in before its pod is seen to go. */
const DELETION_TIMEOUT_MS = 120_000

/** Brings a budget's status up to date (`disruption.go trySync`). Returns when to look again, in milliseconds, if not only on a change. */
export function syncBudget(context: ControllerContext, budget: PodDisruptionBudget): number | undefined {
  try {
    return trySync(context, budget)
  } catch (error) {
    if (isConflict(error)) throw error
    forbidAll(context, budget, error instanceof Error ? error.message : String(error))
    return undefined
  }
}

function trySync(context: ControllerContext, budget: PodDisruptionBudget): number | undefined {
  const { api, events, informers, simulation } = context
  const { nowMs } = simulation
  const selector = selectorOfObject(budget.spec.selector as never)
  const pods = informers.of('pods').indexed('namespace', budget.metadata.namespace ?? '').filter(({ metadata }) => selector.matches(metadata.labels))
  if (pods.length === 0) events.event(budget, 'Normal', 'NoPods', 'No matching pods found')
  let expected: Expected
  try {
    expected = expectedPods(api, budget, pods)
  } catch (error) {
    events.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${error instanceof Error ? error.message : String(error)}`)
    throw error
  }
  if (expected.unmanaged.length > 0) events.event(budget, 'Warning', 'UnmanagedPods', unmanagedText(budget))
  const disrupted = stillDisrupted(context, budget, pods, nowMs)
  const healthy = pods.filter((pod) => !pod.metadata.deletionTimestamp && !disrupted.has(pod.metadata.name) && isReady(pod)).length
  writeStatus(context, budget, expected, healthy, disrupted)
  const ends = [...disrupted.values()].map((since) => parseTime(since) + DELETION_TIMEOUT_MS - nowMs)
  return ends.length > 0 ? Math.min(...ends) : undefined
}

/** The pods whose eviction was granted and that are still to go. */
function stillDisrupted({ events }: ControllerContext, { metadata, status }: PodDisruptionBudget, pods: readonly Pod[], nowMs: number): Map<string, string> {
  const out = new Map<string, string>()
  for (const pod of pods) {
    const since = status.disruptedPods?.[pod.metadata.name]
    if (pod.metadata.deletionTimestamp || since === undefined) continue
    if (parseTime(since) + DELETION_TIMEOUT_MS >= nowMs) out.set(pod.metadata.name, since)
    // The namespace stands in the place of the name, too.
    else events.event(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${metadata.namespace}/${metadata.namespace} to be deleted but it wasn't`)
  }
  return out
}

function writeStatus(context: ControllerContext, budget: PodDisruptionBudget, expected: Expected, healthy: number, disrupted: ReadonlyMap<string, string>): void {
  const disruptionsAllowed = expected.count <= 0 ? 0 : Math.max(0, healthy - expected.healthy)
  const { generation = 0 } = budget.metadata
  const condition = { type: 'DisruptionAllowed', status: disruptionsAllowed > 0 ? 'True' : 'False', reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods', message: '' }
  const status: PodDisruptionBudgetStatus = {
    observedGeneration: generation,
    ...(disrupted.size > 0 ? { disruptedPods: Object.fromEntries(disrupted) } : {}),
    disruptionsAllowed,
    currentHealthy: healthy,
    desiredHealthy: expected.healthy,
    expectedPods: expected.count,
    conditions: withCondition(context, budget, condition, generation),
  }
  write(context, budget, status)
}

/** Nothing may be evicted while it cannot be told what should be there. */
function forbidAll(context: ControllerContext, budget: PodDisruptionBudget, message: string): void {
  const condition = { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message }
  write(context, budget, { ...budget.status, disruptionsAllowed: 0, conditions: withCondition(context, budget, condition, budget.status.observedGeneration ?? 0) })
}

function withCondition({ simulation }: ControllerContext, { status }: PodDisruptionBudget, next: Omit<Condition, 'lastTransitionTime'>, observedGeneration: number): Condition[] {
  const known = status.conditions?.find(({ type }) => type === next.type)
  const lastTransitionTime = known?.status === next.status ? known.lastTransitionTime : formatTime(simulation.nowMs)
  const condition = { ...next, ...(observedGeneration ? { observedGeneration } : {}), lastTransitionTime }
  return known ? (status.conditions ?? []).map((candidate) => (candidate === known ? condition : candidate)) : [...(status.conditions ?? []), condition]
}

function write({ api }: ControllerContext, budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): void {
  if (!deepEqual(status, budget.status)) api.update('poddisruptionbudgets.policy', { ...budget, status } as never, { subresource: 'status' })
}

function unmanagedText({ spec }: PodDisruptionBudget): string {
  const labels = Object.entries(spec.selector?.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${value},`)
  const expressions = (spec.selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`)
  const printed = `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  return `Pods selected by this PodDisruptionBudget (selector: ${printed}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`
}
