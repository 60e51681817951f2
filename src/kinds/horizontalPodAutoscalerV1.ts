/**
 * HorizontalPodAutoscalers of `autoscaling/v1`: the use of CPU alone has fields; all else of version 2 is carried in annotations (`pkg/apis/autoscaling/v1/conversion.go`).
 */
import type { Conversion, Draft } from './kind.ts'
import type { AnyStored } from './objects.ts'

type Fields = Record<string, any>

const PREFIX = 'autoscaling.alpha.kubernetes.io/'
const METRICS = `${PREFIX}metrics`
const CURRENT_METRICS = `${PREFIX}current-metrics`
const BEHAVIOR = `${PREFIX}behavior`
const CONDITIONS = `${PREFIX}conditions`
const CARRIED = [METRICS, CURRENT_METRICS, BEHAVIOR, CONDITIONS]

export const version1: Conversion = {
  schema: 'autoscaling/v1.HorizontalPodAutoscaler',
  fromStored(object) {
    const spec = object['spec'] as Fields
    const status = (object['status'] ?? {}) as Fields
    const metrics: Fields[] = spec['metrics'] ?? []
    const utilization = metrics.find(isCpuUtilization)?.['resource'].target.averageUtilization
    const current = (status['currentMetrics'] ?? []).findLast(isCpu)?.resource.current.averageUtilization
    const { scaleTargetRef, minReplicas, maxReplicas } = spec
    return {
      ...object,
      apiVersion: 'autoscaling/v1',
      metadata: withAnnotations(object.metadata, carriedBy(spec, status)) as AnyStored['metadata'],
      spec: { scaleTargetRef, ...defined({ minReplicas }), maxReplicas, ...defined({ targetCPUUtilizationPercentage: utilization }) },
      status: {
        ...defined({ observedGeneration: status['observedGeneration'], lastScaleTime: status['lastScaleTime'] }),
        currentReplicas: status['currentReplicas'] ?? 0,
        desiredReplicas: status['desiredReplicas'] ?? 0,
        ...defined({ currentCPUUtilizationPercentage: current }),
      },
    }
  },
  toStored(object) {
    const { spec = {}, status = {} } = object as Fields
    const annotations: Fields = object.metadata['annotations'] ?? {}
    const { targetCPUUtilizationPercentage: utilization, ...kept } = spec
    const cpu = utilization === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: utilization } } }]
    const metrics = [...(read(annotations[METRICS]) ?? []).map((metric: Fields) => metricToStored(metric)), ...cpu]
    const behavior = read(annotations[BEHAVIOR])
    const currentMetrics = read(annotations[CURRENT_METRICS])?.map((metric: Fields) => statusToStored(metric))
    const conditions = read(annotations[CONDITIONS])
    const { currentCPUUtilizationPercentage: current, ...keptStatus } = status
    const ofCpu = current === undefined ? undefined : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } }]
    return {
      ...object,
      apiVersion: 'autoscaling/v2',
      metadata: withAnnotations(object.metadata, {}),
      spec: { ...kept, ...(metrics.length > 0 ? { metrics } : {}), ...(behavior ? { behavior: behaviorToStored(behavior) } : {}) },
      status: { ...keptStatus, currentMetrics: currentMetrics ?? ofCpu ?? null, ...defined({ conditions }) },
    } as Draft
  },
}

function carriedBy(spec: Fields, status: Fields): Record<string, string> {
  const others = (spec['metrics'] ?? []).filter((metric: Fields) => !isCpuUtilization(metric))
  return {
    ...(others.length > 0 ? { [METRICS]: JSON.stringify(others.map(metricFromStored)) } : {}),
    ...(status['currentMetrics']?.length ? { [CURRENT_METRICS]: JSON.stringify(status['currentMetrics'].map(statusFromStored)) } : {}),
    ...(spec['behavior'] ? { [BEHAVIOR]: JSON.stringify(behaviorFromStored(spec['behavior'])) } : {}),
    ...(status['conditions']?.length ? { [CONDITIONS]: JSON.stringify(status['conditions']) } : {}),
  }
}

function withAnnotations(metadata: Fields, carried: Readonly<Record<string, string>>): Fields {
  const { annotations, ...rest } = metadata
  const own = Object.entries<string>(annotations ?? {}).filter(([key]) => !CARRIED.includes(key))
  const all = { ...Object.fromEntries(own), ...carried }
  return Object.keys(all).length > 0 ? { ...rest, annotations: all } : rest
}

function isCpu({ type, resource }: Fields): boolean {
  return type === 'Resource' && resource?.name === 'cpu'
}

function isCpuUtilization(metric: Fields): boolean {
  return isCpu(metric) && metric['resource'].target?.averageUtilization !== undefined
}

/** Only the fields that have a value. */
function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function read(text: string | undefined): any {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // As in the real server, an annotation that cannot be read says nothing.
    return undefined
  }
}

function metricFromStored({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  return defined({
    type,
    object: object && { target: object.describedObject, metricName: object.metric.name, targetValue: object.target.value ?? '0', ...defined({ selector: object.metric.selector, averageValue: object.target.averageValue }) },
    pods: pods && { metricName: pods.metric.name, targetAverageValue: pods.target.averageValue ?? '0', ...defined({ selector: pods.metric.selector }) },
    resource: resource && { name: resource.name, ...defined({ targetAverageUtilization: resource.target.averageUtilization, targetAverageValue: resource.target.averageValue }) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...defined({ targetAverageUtilization: containerResource.target.averageUtilization, targetAverageValue: containerResource.target.averageValue }),
      container: containerResource.container,
    },
    external: external && { metricName: external.metric.name, ...defined({ metricSelector: external.metric.selector, targetValue: external.target.value, targetAverageValue: external.target.averageValue }) },
  })
}

function metricToStored({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  const amounts = (source: Fields): Fields => ({
    type: source['targetAverageUtilization'] === undefined ? 'AverageValue' : 'Utilization',
    ...defined({ averageValue: source['targetAverageValue'], averageUtilization: source['targetAverageUtilization'] }),
  })
  return defined({
    type,
    object: object && {
      describedObject: object.target,
      target: { type: object.averageValue === undefined ? 'Value' : 'AverageValue', value: object.targetValue, ...defined({ averageValue: object.averageValue }) },
      metric: { name: object.metricName, ...defined({ selector: object.selector }) },
    },
    pods: pods && { metric: { name: pods.metricName, ...defined({ selector: pods.selector }) }, target: { type: 'AverageValue', averageValue: pods.targetAverageValue } },
    resource: resource && { name: resource.name, target: amounts(resource) },
    containerResource: containerResource && { name: containerResource.name, target: amounts(containerResource), container: containerResource.container },
    external: external && {
      metric: { name: external.metricName, ...defined({ selector: external.metricSelector }) },
      target: { type: external.targetValue === undefined ? 'AverageValue' : 'Value', ...defined({ value: external.targetValue, averageValue: external.targetAverageValue }) },
    },
  })
}

function statusFromStored({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  const amounts = ({ current }: Fields): Fields => ({ ...defined({ currentAverageUtilization: current.averageUtilization }), currentAverageValue: current.averageValue ?? '0' })
  return defined({
    type,
    object: object && { target: object.describedObject, metricName: object.metric.name, currentValue: object.current.value ?? '0', ...defined({ selector: object.metric.selector, averageValue: object.current.averageValue }) },
    pods: pods && { metricName: pods.metric.name, currentAverageValue: pods.current.averageValue ?? '0', ...defined({ selector: pods.metric.selector }) },
    resource: resource && { name: resource.name, ...amounts(resource) },
    containerResource: containerResource && { name: containerResource.name, ...amounts(containerResource), container: containerResource.container },
    external: external && { metricName: external.metric.name, ...defined({ metricSelector: external.metric.selector }), currentValue: external.current.value ?? '0', ...defined({ currentAverageValue: external.current.averageValue }) },
  })
}

function statusToStored({ type, object, pods, resource, containerResource, external }: Fields): Fields {
  const amounts = (source: Fields): Fields => defined({ averageValue: source['currentAverageValue'], averageUtilization: source['currentAverageUtilization'] })
  return defined({
    type,
    object: object && { describedObject: object.target, metric: { name: object.metricName, ...defined({ selector: object.selector }) }, current: defined({ value: object.currentValue, averageValue: object.averageValue }) },
    pods: pods && { metric: { name: pods.metricName, ...defined({ selector: pods.selector }) }, current: { averageValue: pods.currentAverageValue } },
    resource: resource && { name: resource.name, current: amounts(resource) },
    containerResource: containerResource && { name: containerResource.name, current: amounts(containerResource), container: containerResource.container },
    external: external && { metric: { name: external.metricName, ...defined({ selector: external.metricSelector }) }, current: defined({ value: external.currentValue, averageValue: external.currentAverageValue }) },
  })
}

/** The annotation has the server's own form, whose fields begin with capitals. */
function behaviorFromStored({ scaleUp, scaleDown }: Fields): Fields {
  const rules = (given: Fields | undefined): Fields | null =>
    given
      ? {
          StabilizationWindowSeconds: given['stabilizationWindowSeconds'] ?? null,
          SelectPolicy: given['selectPolicy'] ?? null,
          Policies: given['policies']?.map(({ type, value, periodSeconds }: Fields) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ?? null,
        }
      : null
  return { ScaleUp: rules(scaleUp), ScaleDown: rules(scaleDown) }
}

function behaviorToStored({ ScaleUp, ScaleDown }: Fields): Fields {
  const rules = (given: Fields | null | undefined): Fields | undefined =>
    given
      ? defined({
          stabilizationWindowSeconds: given['StabilizationWindowSeconds'] ?? undefined,
          selectPolicy: given['SelectPolicy'] ?? undefined,
          policies: given['Policies']?.map(({ Type, Value, PeriodSeconds }: Fields) => ({ type: Type, value: Value, periodSeconds: PeriodSeconds })),
        })
      : undefined
  return defined({ scaleUp: rules(ScaleUp), scaleDown: rules(ScaleDown) })
}
