import type { ExternalMetricSource, MetricSpec, MetricTarget } from 'kubernetes-types/autoscaling/v2'

/** Why the value of a metric is not known. */
export interface MetricFailure {
  /** The reason of the Event and of the condition ScalingActive. */
  readonly reason: string
  readonly message: string
  /** The message as it stands among the failures of all metrics. */
  readonly summary: string
}

/**
 * Metrics come from APIs that other servers add: `metrics.k8s.io`, `custom.metrics.k8s.io`, `external.metrics.k8s.io`. A cluster without those servers answers every question
 * with one of these failures (`replica_calculator.go`, `metrics/client.go`).
 */
export function failureOf(metric: MetricSpec, namespace: string): MetricFailure {
  switch (metric.type) {
    case 'Resource': {
      const { name = '', target } = metric.resource ?? {}
      const message = ofResource(name, target)
      return { reason: 'FailedGetResourceMetric', message, summary: `failed to get ${name} resource metric value: ${message}` }
    }
    case 'ContainerResource': {
      const { name = '', container = '', target } = metric.containerResource ?? {}
      const message = ofResource(name, target)
      return { reason: 'FailedGetContainerResourceMetric', message, summary: `failed to get ${container} container metric value: ${message}` }
    }
    case 'Pods': {
      const message = `unable to get metric ${metric.pods?.metric.name}: ${UNKNOWN_CUSTOM_METRICS}`
      return { reason: 'FailedGetPodsMetric', message, summary: `failed to get pods metric value: ${message}` }
    }
    case 'Object': {
      const { kind = '', name = '' } = metric.object?.describedObject ?? {}
      const message = `unable to get metric ${metric.object?.metric.name}: ${kind} on ${namespace} ${name}/${UNKNOWN_CUSTOM_METRICS}`
      return { reason: 'FailedGetObjectMetric', message, summary: `failed to get object metric value: ${message}` }
    }
    case 'External': {
      const message = ofExternal(metric.external as ExternalMetricSource, namespace)
      return { reason: 'FailedGetExternalMetric', message, summary: `failed to get ${metric.external?.metric.name} external metric value: ${message}` }
    }
    default: {
      const message = `unknown metric source type ${JSON.stringify(metric.type)}`
      return { reason: 'InvalidMetricSourceType', message, summary: message }
    }
  }
}

const UNKNOWN_CUSTOM_METRICS = 'unable to fetch metrics from custom metrics API: no known available metric versions found'

function ofResource(name: string, target: MetricTarget | undefined): string {
  const what = target?.averageValue === undefined ? 'utilization' : 'usage'
  return `failed to get ${name} ${what}: unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`
}

function ofExternal({ metric: { name, selector }, target }: ExternalMetricSource, namespace: string): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${value},`)
  const printed = selector ? `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{},}` : 'nil'
  const why = `unable to get external metric ${namespace}/${name}/${printed}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`
  return target.averageValue === undefined ? `failed to get external metric ${name}: ${why}` : `failed to get ${name} external metric: ${why}`
}
