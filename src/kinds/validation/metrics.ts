/** What may drive a HorizontalPodAutoscaler (`pkg/apis/autoscaling/validation`). */
import { parseQuantity } from '../../base/quantity.ts'
import type {
  ContainerResourceMetricSource, CrossVersionObjectReference, ExternalMetricSource, HPAScalingRules, MetricIdentifier, MetricSpec, MetricTarget, ObjectMetricSource, PodsMetricSource, ResourceMetricSource,
} from 'kubernetes-types/autoscaling/v2'
import type { Problems } from './errors.ts'
import { goQuantity } from './goValue.ts'
import { labelFaults, pathFaults } from './names.ts'
import { checkContainerResourceName } from './resources.ts'

const STABILIZATION_LONGEST_SECONDS = 3600
const PERIOD_LONGEST_SECONDS = 1800
/** The field that holds the source of each type. */
export const SOURCE_OF_TYPE = { ContainerResource: 'containerResource', External: 'external', Object: 'object', Pods: 'pods', Resource: 'resource' } as const

type SourceName = (typeof SOURCE_OF_TYPE)[keyof typeof SOURCE_OF_TYPE]

export function checkScaleTarget({ kind, name }: Partial<CrossVersionObjectReference>, path: string, problems: Problems): void {
  for (const [field, value] of [['kind', kind], ['name', name]] as const) {
    if (!value) problems.required(`${path}.${field}`)
    else problems.each(`${path}.${field}`, value, pathFaults(value))
  }
}

export function checkMetrics(metrics: readonly MetricSpec[], minReplicas: number | undefined, path: string, problems: Problems): void {
  metrics.forEach((metric, index) => checkMetric(metric, `${path}[${index}]`, problems))
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) problems.forbidden(path, 'must specify at least one Object or External metric to support scaling to zero replicas')
}

function checkMetric(metric: MetricSpec, path: string, problems: Problems): void {
  const { type = '' } = metric
  if (type === '') problems.required(`${path}.type`, 'must specify a metric source type')
  const expected = (SOURCE_OF_TYPE as Readonly<Record<string, SourceName>>)[type]
  if (!expected) problems.notSupported(`${path}.type`, type, Object.keys(SOURCE_OF_TYPE))
  const given = (['object', 'external', 'pods', 'resource', 'containerResource'] as const).filter((name) => metric[name])
  const first = given[0]
  if (first) checks[first](metric[first] as never, `${path}.${first}`, problems)
  if (expected && !metric[expected]) problems.required(`${path}.${expected}`, 'must populate information for the given metric source')
  if (given.length !== 1) for (const name of given) if (name !== expected) problems.forbidden(`${path}.${name}`, 'must populate the given metric source only')
}

const checks = {
  object(source: ObjectMetricSource, path: string, problems: Problems) {
    checkScaleTarget(source.describedObject ?? {}, `${path}.describedObject`, problems)
    checkIdentifier(source.metric, `${path}.metric`, problems)
    checkTarget(source.target, `${path}.target`, problems)
    if (source.target?.value === undefined && source.target?.averageValue === undefined) problems.required(`${path}.target.averageValue`, 'must set either a target value or averageValue')
  },
  external(source: ExternalMetricSource, path: string, problems: Problems) {
    checkIdentifier(source.metric, `${path}.metric`, problems)
    checkTarget(source.target, `${path}.target`, problems)
    const { value, averageValue } = source.target ?? {}
    if (value === undefined && averageValue === undefined) problems.required(`${path}.target.averageValue`, 'must set either a target value for metric or a per-pod target')
    if (value !== undefined && averageValue !== undefined) problems.forbidden(`${path}.target.value`, 'may not set both a target value for metric and a per-pod target')
  },
  pods(source: PodsMetricSource, path: string, problems: Problems) {
    checkIdentifier(source.metric, `${path}.metric`, problems)
    checkTarget(source.target, `${path}.target`, problems)
    if (source.target?.averageValue === undefined) problems.required(`${path}.target.averageValue`, 'must specify a positive target averageValue')
  },
  resource(source: ResourceMetricSource, path: string, problems: Problems) {
    if (!source.name) problems.required(`${path}.name`, 'must specify a resource name')
    checkResourceTarget(source.target, `${path}.target`, problems)
  },
  containerResource(source: ContainerResourceMetricSource, path: string, problems: Problems) {
    if (!source.name) problems.required(`${path}.name`, 'must specify a resource name')
    else checkContainerResourceName(source.name, `${path}.name`, problems)
    if (!source.container) problems.required(`${path}.container`, 'must specify a container')
    else problems.each(`${path}.container`, source.container, labelFaults(source.container))
    checkResourceTarget(source.target, `${path}.target`, problems)
  },
}

function checkResourceTarget(target: MetricTarget | undefined, path: string, problems: Problems): void {
  checkTarget(target, path, problems)
  const { averageUtilization, averageValue } = target ?? {}
  if (averageUtilization === undefined && averageValue === undefined) problems.required(`${path}.averageUtilization`, 'must set either a target raw value or a target utilization')
  if (averageUtilization !== undefined && averageValue !== undefined) problems.forbidden(`${path}.averageValue`, 'may not set both a target raw value and a target utilization')
}

function checkTarget(target: MetricTarget | undefined, path: string, problems: Problems): void {
  const { type = '', averageUtilization } = target ?? {}
  if (type === '') problems.required(`${path}.type`, 'must specify a metric target type')
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) problems.invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue')
  for (const field of ['value', 'averageValue'] as const) {
    const amount = target?.[field] as string | undefined
    if (amount !== undefined && parseQuantity(amount).nano <= 0n) problems.invalid(`${path}.${field}`, goQuantity(amount), 'must be positive')
  }
  if (averageUtilization !== undefined && averageUtilization < 1) problems.invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0')
}

function checkIdentifier(metric: MetricIdentifier | undefined, path: string, problems: Problems): void {
  const name = metric?.name ?? ''
  if (name === '') problems.required(`${path}.name`, 'must specify a metric name')
  else problems.each(`${path}.name`, name, pathFaults(name))
}

export function checkScalingRules(rules: HPAScalingRules | undefined, path: string, problems: Problems): void {
  if (!rules) return
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [] } = rules
  if (window !== undefined && window < 0) problems.invalid(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero')
  if (window !== undefined && window > STABILIZATION_LONGEST_SECONDS) problems.invalid(`${path}.stabilizationWindowSeconds`, window, `must be less than or equal to ${STABILIZATION_LONGEST_SECONDS}`)
  problems.optionalChoice(`${path}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min'])
  if (policies.length === 0) problems.required(`${path}.policies`, 'must specify at least one Policy')
  policies.forEach(({ type = '', value = 0, periodSeconds = 0 }, index) => {
    const at = `${path}.policies[${index}]`
    if (type !== 'Pods' && type !== 'Percent') problems.notSupported(`${at}.type`, type, ['Percent', 'Pods'])
    if (value <= 0) problems.invalid(`${at}.value`, value, 'must be greater than zero')
    if (periodSeconds <= 0) problems.invalid(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero')
    if (periodSeconds > PERIOD_LONGEST_SECONDS) problems.invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${PERIOD_LONGEST_SECONDS}`)
  })
}
