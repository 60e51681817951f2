import type { MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from 'kubernetes-types/autoscaling/v2'
import { SOURCE_OF_TYPE } from '../validation/metrics.ts'

const SHOWN_MOST = 2
const UNKNOWN = '<unknown>'

/** The Targets cell: what is measured of each metric, and what is aimed at (`formatHPAMetrics`). */
export function metricsCell(metrics: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (metrics.length === 0) return '<none>'
  const texts = metrics.map((metric, index) => metricText(metric, statuses[index]))
  const more = texts.length > SHOWN_MOST ? ` + ${texts.length - SHOWN_MOST} more...` : ''
  return texts.slice(0, SHOWN_MOST).join(', ') + more
}

function metricText(metric: MetricSpec, status: MetricStatus | undefined): string {
  const name = SOURCE_OF_TYPE[metric.type as keyof typeof SOURCE_OF_TYPE]
  if (!name) return '<unknown type>'
  const source = metric[name] as { readonly name?: string; readonly target: MetricTarget } | undefined
  const current = (status?.[name] as { readonly current?: MetricValueStatus } | undefined)?.current
  const target: MetricTarget = source?.target ?? { type: '' }
  if (name === 'pods') return `${current?.averageValue ?? UNKNOWN}/${target.averageValue}`
  const isResource = name === 'resource' || name === 'containerResource'
  if (target.averageValue !== undefined) {
    const pair = `${current?.averageValue ?? UNKNOWN}/${target.averageValue}`
    return isResource ? `${source?.name}: ${pair}` : `${pair} (avg)`
  }
  if (!isResource) return `${current?.value ?? UNKNOWN}/${target.value}`
  const percent = (value: number | undefined, otherwise: string): string => (value === undefined ? otherwise : `${value}%`)
  return `${source?.name}: ${percent(current?.averageUtilization, UNKNOWN)}/${percent(target.averageUtilization, '<auto>')}`
}
