import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from 'kubernetes-types/autoscaling/v2'
import { canonicalQuantity } from '../../base/quantity.ts'
import { rfc1123 } from '../duration.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { Sheet } from './sheet.ts'
import { referenceTo } from './source.ts'

export const horizontalPodAutoscaler = describerOf<HorizontalPodAutoscaler>('autoscaling/v2', 'HorizontalPodAutoscaler', async (object, source) => {
  const { metadata = {}, spec, status } = object
  const kind = spec?.scaleTargetRef.kind ?? ''
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp ?? '')}`)
  sheet.line(0, `Reference:\t${kind}/${spec?.scaleTargetRef.name ?? ''}`)
  sheet.line(0, 'Metrics:\t( current / target )')
  spec?.metrics?.forEach((metric, index) => sheet.line(1, metricText(metric, status?.currentMetrics?.[index])))
  sheet.line(0, `Min replicas:\t${spec?.minReplicas ?? '<unset>'}`)
  sheet.line(0, `Max replicas:\t${spec?.maxReplicas ?? 0}`)
  if (spec?.behavior) {
    sheet.line(0, 'Behavior:')
    describeBehavior(sheet, 'Scale Up', spec.behavior.scaleUp)
    describeBehavior(sheet, 'Scale Down', spec.behavior.scaleDown)
  }
  sheet.line(0, `${kind} pods:\t${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`)
  const conditions = status?.conditions ?? []
  if (conditions.length > 0) {
    sheet.line(0, 'Conditions:')
    sheet.table(1, ['Type', 'Status', 'Reason', 'Message'], conditions.map(({ type, status: value, reason = '', message = '' }) => [type, value, reason, message]))
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

const quantityText = (text: string | undefined) => canonicalQuantity(text ?? '0')

/** `current / target` of a value, or of an average. */
function valuePair(current: MetricValueStatus | undefined, target: MetricTarget, key: 'value' | 'averageValue'): string {
  return `${current ? quantityText(current[key]) : '<unknown>'} / ${quantityText(target[key])}`
}

function resourcePair(current: MetricValueStatus | undefined, target: MetricTarget): string {
  if (target.averageValue !== undefined) return `:\t${valuePair(current, target, 'averageValue')}`
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}% (${quantityText(current.averageValue)})`
  return `  (as a percentage of request):\t${now} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`
}

function metricText({ type, external, pods, object, resource, containerResource }: MetricSpec, current: MetricStatus | undefined): string {
  if (type === 'External' && external) {
    const name = JSON.stringify(external.metric.name)
    const now = current?.external?.current
    if (external.target.averageValue === undefined) return `${name} (target value):\t${valuePair(now, external.target, 'value')}`
    return `${name} (target average value):\t${valuePair(now?.averageValue === undefined ? undefined : now, external.target, 'averageValue')}`
  }
  if (type === 'Pods' && pods) return `${JSON.stringify(pods.metric.name)} on pods:\t${valuePair(current?.pods?.current, pods.target, 'averageValue')}`
  if (type === 'Object' && object) {
    const isAverage = object.target.type === 'AverageValue'
    const pair = valuePair(current?.object?.current, object.target, isAverage ? 'averageValue' : 'value')
    return `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name} (target ${isAverage ? 'average ' : ''}value):\t${pair}`
  }
  if (type === 'Resource' && resource) return `resource ${resource.name} on pods${resourcePair(current?.resource?.current, resource.target)}`
  if (type === 'ContainerResource' && containerResource) return `resource ${containerResource.name} of container "${containerResource.container}" on pods${resourcePair(current?.containerResource?.current, containerResource.target)}`
  return `<unknown metric type ${JSON.stringify(type)}>`
}

function describeBehavior(sheet: Sheet, direction: string, rules: HPAScalingRules | undefined): void {
  if (!rules) return
  sheet.line(1, `${direction}:`)
  if (rules.stabilizationWindowSeconds !== undefined) sheet.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`)
  if (!rules.policies?.length) return
  sheet.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`)
  sheet.line(2, 'Policies:')
  for (const { type, value, periodSeconds } of rules.policies) sheet.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`)
}
