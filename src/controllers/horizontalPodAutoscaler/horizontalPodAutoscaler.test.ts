import { beforeEach, expect, test } from 'vitest'
import type { HorizontalPodAutoscaler } from '../../kinds/resources.ts'
import { ControlPlane } from '../../testing/controlPlane.ts'
import { horizontalPodAutoscalerController } from './horizontalPodAutoscaler.ts'

let plane: ControlPlane

beforeEach(() => {
  plane = new ControlPlane([horizontalPodAutoscalerController])
})

function createTarget(replicas: number): void {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
  plane.api.create('deployments.apps', { metadata: { name: 'web', namespace: 'default' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template } } as never)
}

function create(spec: Record<string, unknown> = {}, name = 'web'): void {
  plane.api.create('horizontalpodautoscalers.autoscaling', { metadata: { name, namespace: 'default' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 4, ...spec } } as never)
}

const autoscaler = (name = 'web'): HorizontalPodAutoscaler => plane.api.get('horizontalpodautoscalers.autoscaling', 'default', name)
const replicas = (): number | undefined => plane.api.get('deployments.apps', 'default', 'web').spec.replicas
const conditions = (): string[] => (autoscaler().status.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`)

test('after 15 s, and every 15 s, the target is brought into its bounds', () => {
  createTarget(1)
  create()
  plane.run(14_900)
  expect(replicas()).toBe(1)
  plane.run(200)
  expect(replicas()).toBe(2)
  expect(autoscaler().status).toMatchObject({ currentReplicas: 1, desiredReplicas: 2, currentMetrics: null, lastScaleTime: '2026-01-01T00:00:15Z' })
  expect(conditions()).toEqual(['AbleToScale=True SucceededRescale'])
  plane.api.patch('deployments.apps', 'default', 'web', 'merge', { spec: { replicas: 9 } })
  plane.run(15_100)
  expect(replicas()).toBe(4)
  expect(plane.events('web')).toEqual([
    'Normal SuccessfulRescale New size: 2; reason: Current number of replicas below Spec.MinReplicas',
    'Normal SuccessfulRescale New size: 4; reason: Current number of replicas above Spec.MaxReplicas',
  ])
})

test('within the bounds it tells that there are no metrics', () => {
  createTarget(3)
  create({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }, { type: 'Pods', pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '10' } } }] })
  plane.run(15_100)
  const why = 'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
  expect(autoscaler().status).toMatchObject({ currentReplicas: 3, desiredReplicas: 0, currentMetrics: [{ type: '' }, { type: '' }] })
  expect(autoscaler().status.conditions?.[1]).toMatchObject({ type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message: `the HPA was unable to compute the replica count: ${why}` })
  expect(plane.events('web')).toEqual([
    `Warning FailedGetResourceMetric ${why}`,
    'Warning FailedGetPodsMetric unable to get metric hits: unable to fetch metrics from custom metrics API: no known available metric versions found',
    `Warning FailedComputeMetricsReplicas invalid metrics (2 invalid out of 2), first error is: failed to get cpu resource metric value: ${why}`,
  ])
})

test('a target at zero is left alone, a missing one is told', () => {
  createTarget(0)
  create()
  create({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nosuch' } }, 'lost')
  plane.run(15_100)
  expect(conditions()).toEqual(['AbleToScale=True SucceededGetScale', 'ScalingActive=False ScalingDisabled'])
  expect(plane.events('web')).toEqual([])
  expect(plane.events('lost')).toEqual(['Warning FailedGetScale deployments.apps "nosuch" not found'])
})
