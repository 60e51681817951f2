import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1'
import type { PriorityClass } from 'kubernetes-types/scheduling/v1'
import { formatSelector } from '../workload/selectorText.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { joinLabels, Sheet } from './sheet.ts'
import { referenceTo } from './source.ts'

export const podDisruptionBudget = describerOf<PodDisruptionBudget>('policy/v1', 'PodDisruptionBudget', async (object, source) => {
  const { metadata = {}, spec = {}, status } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  if (spec.minAvailable !== undefined) sheet.line(0, `Min available:\t${spec.minAvailable}`)
  else if (spec.maxUnavailable !== undefined) sheet.line(0, `Max unavailable:\t${spec.maxUnavailable}`)
  sheet.line(0, `Selector:\t${spec.selector ? formatSelector(spec.selector) : '<unset>'}`)
  sheet.line(0, 'Status:')
  sheet.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`)
  sheet.line(2, `Current:\t${status?.currentHealthy ?? 0}`)
  sheet.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`)
  sheet.line(2, `Total:\t${status?.expectedPods ?? 0}`)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const priorityClass = describerOf<PriorityClass>('scheduling.k8s.io/v1', 'PriorityClass', async (object, source) => {
  const { metadata = {} } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Value:\t${object.value}`)
  sheet.line(0, `GlobalDefault:\t${object.globalDefault ?? false}`)
  sheet.line(0, `PreemptionPolicy:\t${object.preemptionPolicy ?? 'PreemptLowerPriority'}`)
  sheet.line(0, `Description:\t${object.description ?? ''}`)
  sheet.line(0, `Annotations:\t${joinLabels(metadata.annotations)}`)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})
