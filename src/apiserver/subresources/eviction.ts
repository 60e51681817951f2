import { formatTime } from '../../base/time.ts'
import { present } from '../../base/invariant.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import type { Condition, DeleteOptions } from 'kubernetes-types/meta/v1'
import { kindOf } from '../../kinds/registry.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/resources.ts'
import { badRequest, forbidden, plainFailure, tooManyRequests } from '../errors.ts'
import { draftOf, type ApiServer, type WriteRequest } from '../server.ts'
import { SUCCESS, type Subresource } from './subresource.ts'

/** Budgets that are told of more evictions than this take no further ones. */
const DISRUPTED_PODS_MOST = 2000
const RETRY_SECONDS = 10
const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."

/** `pods/NAME/eviction`: deletes a pod if its disruption budget allows (`registry/core/pod/storage/eviction.go`). */
export const eviction: Subresource = {
  create(server, namespace, name, draft, request) {
    if (draft.metadata['name'] !== name) throw badRequest('name in URL does not match name in Eviction object')
    const pod = server.get(podKind(), namespace, name) as unknown as Pod
    const options = (draft['deleteOptions'] ?? {}) as DeleteOptions
    const dryRun = request.dryRun || (options.dryRun?.length ?? 0) > 0
    if (needsNoLeave(pod)) evict(server, pod, options, { ...request, dryRun })
    else {
      askBudget(server, pod, { ...request, dryRun })
      evict(server, pod, options, { ...request, dryRun })
    }
    return { object: SUCCESS, warnings: [] }
  },
}

const podKind = () => present(kindOf('pods'), 'the kind Pod')
const budgetKind = () => present(kindOf('poddisruptionbudgets.policy'), 'the kind PodDisruptionBudget')

/** A pod that serves nobody may always go. */
function needsNoLeave({ metadata, status }: Pod): boolean {
  return ['Succeeded', 'Failed', 'Pending'].includes(status.phase ?? '') || metadata.deletionTimestamp !== undefined
}

/** Asks the budget of a pod and takes one disruption from it; throws if there is none left. */
function askBudget(server: ApiServer, pod: Pod, request: WriteRequest): void {
  const namespace = pod.metadata.namespace ?? ''
  const budgets = (server.all('poddisruptionbudgets.policy', namespace) as unknown as PodDisruptionBudget[]).filter(({ spec }) => spec.selector && selectorOfObject(spec.selector as never).matches(pod.metadata.labels ?? {}))
  if (budgets.length > 1) throw plainFailure('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
  const [budget] = budgets
  if (!budget || (!isReady(pod) && unreadyMayGo(budget))) return
  const status = takeOne(budget, pod.metadata.name, server.simulation.nowMs)
  if (request.dryRun) return
  const next = draftOf(budget as never)
  next['status'] = status
  server.replace(budgetKind(), next, budget as never, { ...request, subresource: 'status' })
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false
}

/** A pod that is not ready does not count as healthy: it may go if enough others are, or always. */
function unreadyMayGo({ spec, status }: PodDisruptionBudget): boolean {
  const { currentHealthy = 0, desiredHealthy = 0 } = status
  return (spec as { unhealthyPodEvictionPolicy?: string }).unhealthyPodEvictionPolicy === 'AlwaysAllow' || (currentHealthy >= desiredHealthy && desiredHealthy > 0)
}

function takeOne({ metadata, status }: PodDisruptionBudget, pod: string, nowMs: number): PodDisruptionBudget['status'] {
  const subject = { group: 'policy', plural: 'poddisruptionbudget', name: metadata.name }
  const cause = (message: string) => [{ reason: 'DisruptionBudget', message }]
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) throw tooManyRequests(REFUSED, RETRY_SECONDS, cause(`The disruption budget ${metadata.name} is still being processed by the server.`))
  if (status.disruptionsAllowed < 0) throw forbidden(subject, 'pdb disruptions allowed is negative')
  if (Object.keys(status.disruptedPods ?? {}).length > DISRUPTED_PODS_MOST) throw forbidden(subject, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  if (status.disruptionsAllowed === 0) throw tooManyRequests(REFUSED, 0, cause(`The disruption budget ${metadata.name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`))
  const now = formatTime(nowMs)
  const disruptionsAllowed = status.disruptionsAllowed - 1
  const next = { ...status, disruptionsAllowed, disruptedPods: { ...status.disruptedPods, [pod]: now } }
  return disruptionsAllowed > 0 ? next : { ...next, conditions: withNoneAllowed(status.conditions ?? [], metadata.generation ?? 0, now) }
}

/** The conditions of a budget that allows no more disruptions. */
function withNoneAllowed(conditions: readonly Condition[], observedGeneration: number, now: string): Condition[] {
  const before = conditions.find(({ type }) => type === 'DisruptionAllowed')
  const lastTransitionTime = before?.status === 'False' ? before.lastTransitionTime : now
  const condition = { type: 'DisruptionAllowed', status: 'False', observedGeneration, lastTransitionTime, reason: 'InsufficientPods', message: '' }
  return before ? conditions.map((other) => (other === before ? condition : other)) : [...conditions, condition]
}

function evict(server: ApiServer, pod: Pod, options: DeleteOptions, request: WriteRequest): void {
  const { name, namespace = '' } = pod.metadata
  const { dryRun: _, ...rest } = options
  if (!request.dryRun) {
    const next = draftOf(pod as never)
    const conditions = (next['status'].conditions ?? []).filter(({ type }: { type: string }) => type !== 'DisruptionTarget')
    const told = { type: 'DisruptionTarget', status: 'True', lastProbeTime: null, lastTransitionTime: formatTime(server.simulation.nowMs), reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' }
    next['status'].conditions = [...conditions, told]
    server.replace(podKind(), next, pod as never, { ...request, subresource: 'status' })
  }
  server.delete(podKind(), namespace, name, rest, request)
}
