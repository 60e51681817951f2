import type { HorizontalPodAutoscalerCondition, HorizontalPodAutoscalerStatus } from 'kubernetes-types/autoscaling/v2'
import { deepEqual } from '../../base/equality.ts'
import { parseLabelSelector, type LabelSelector } from '../../base/selectors.ts'
import { formatTime } from '../../base/time.ts'
import { StatusError } from '../../client/status.ts'
import type { HorizontalPodAutoscaler } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { failureOf } from './metrics.ts'
import { rescale, targetOf, type Target } from './target.ts'

type ConditionType = 'AbleToScale' | 'ScalingActive'

/** Says which autoscalers run the pods of a selector, this one included. */
export type RivalsOf = (selector: LabelSelector) => readonly string[]

/** One look at one HorizontalPodAutoscaler (`horizontal.go reconcileAutoscaler`). */
export class Sync {
  readonly #context: ControllerContext
  readonly #autoscaler: HorizontalPodAutoscaler
  readonly #rivalsOf: RivalsOf
  #conditions: readonly HorizontalPodAutoscalerCondition[]

  constructor(context: ControllerContext, autoscaler: HorizontalPodAutoscaler, rivalsOf: RivalsOf) {
    this.#context = context
    this.#autoscaler = autoscaler
    this.#rivalsOf = rivalsOf
    this.#conditions = autoscaler.status.conditions ?? []
  }

  run(): void {
    const { minReplicas = 1, maxReplicas } = this.#autoscaler.spec
    const target = this.#target()
    if (!target) return
    const { replicas } = target
    if (replicas === 0 && minReplicas !== 0) {
      this.#set('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero')
      this.#write(this.#statusWith(0, 0))
    } else if (replicas > maxReplicas) this.#rescale(target, maxReplicas, 'Current number of replicas above Spec.MaxReplicas')
    else if (replicas < minReplicas) this.#rescale(target, minReplicas, 'Current number of replicas below Spec.MinReplicas')
    else this.#reportMetrics(target)
  }

  #target(): Target | undefined {
    try {
      const target = targetOf(this.#context.api, this.#autoscaler)
      this.#set('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale")
      return target
    } catch (error) {
      const message = messageOf(error)
      this.#warn('FailedGetScale', message)
      this.#set('AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${message}`)
      this.#write({ ...this.#autoscaler.status })
      return undefined
    }
  }

  #rescale({ resource, replicas }: Target, wanted: number, reason: string): void {
    const { metadata, spec, status } = this.#autoscaler
    try {
      rescale(this.#context.api, resource, metadata.namespace ?? '', spec.scaleTargetRef.name, wanted)
    } catch (error) {
      const message = messageOf(error)
      this.#warn('FailedRescale', `New size: ${wanted}; reason: ${reason}; error: ${message}`)
      this.#set('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${message}`)
      return this.#write(this.#statusWith(replicas, status.desiredReplicas ?? 0))
    }
    this.#set('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${wanted}`)
    this.#context.events.event(this.#autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${wanted}; reason: ${reason}`)
    this.#write({ ...this.#statusWith(replicas, wanted), lastScaleTime: formatTime(this.#context.simulation.nowMs) })
  }

  /** Within its bounds the target would be scaled by its metrics. */
  #reportMetrics(target: Target): void {
    const { metadata, spec, status } = this.#autoscaler
    const { metrics = [] } = spec
    let summary = this.#faultOfSelector(target.selector)
    let unknown: number | undefined
    if (summary === undefined) {
      const failures = metrics.map((metric) => failureOf(metric, metadata.namespace ?? ''))
      for (const { reason, message } of failures) this.#warn(reason, message)
      const [first] = failures
      if (first) this.#set('ScalingActive', 'False', first.reason, `the HPA was unable to compute the replica count: ${first.message}`)
      summary = `invalid metrics (${failures.length} invalid out of ${metrics.length}), first error is: ${first?.summary ?? ''}`
      unknown = metrics.length
    }
    this.#write(this.#statusWith(target.replicas, status.desiredReplicas ?? 0, unknown))
    this.#warn('FailedComputeMetricsReplicas', summary)
  }

  /** What is wrong with the target's selector, told and written down; undefined if nothing is. */
  #faultOfSelector(text: string): string | undefined {
    if (text === '') {
      this.#warn('SelectorRequired', 'selector is required')
      this.#set('ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector")
      return 'selector is required'
    }
    const rivals = this.#rivalsOf(parseLabelSelector(text))
    if (rivals.length <= 1) return undefined
    const message = `pods by selector ${text} are controlled by multiple HPAs: [${rivals.join(' ')}]`
    this.#warn('AmbiguousSelector', message)
    this.#set('ScalingActive', 'False', 'AmbiguousSelector', message)
    return message
  }

  #statusWith(currentReplicas: number, desiredReplicas: number, unknownMetrics?: number): HorizontalPodAutoscalerStatus {
    const { lastScaleTime } = this.#autoscaler.status
    // A metric without value stands in the list all the same.
    const currentMetrics = unknownMetrics === undefined ? null : Array.from({ length: unknownMetrics }, () => ({ type: '' }))
    return { ...(lastScaleTime ? { lastScaleTime } : {}), ...(currentReplicas ? { currentReplicas } : {}), desiredReplicas, currentMetrics } as unknown as HorizontalPodAutoscalerStatus
  }

  #set(type: ConditionType, status: 'True' | 'False', reason: string, message: string): void {
    const known = this.#conditions.find((condition) => condition.type === type)
    const lastTransitionTime = known?.status === status ? known.lastTransitionTime : formatTime(this.#context.simulation.nowMs)
    const next = { type, status, ...(lastTransitionTime ? { lastTransitionTime } : {}), reason, message }
    this.#conditions = known ? this.#conditions.map((condition) => (condition === known ? next : condition)) : [...this.#conditions, next]
  }

  #write(status: HorizontalPodAutoscalerStatus): void {
    const next = { ...status, conditions: this.#conditions }
    if (deepEqual(next, this.#autoscaler.status)) return
    try {
      this.#context.api.update('horizontalpodautoscalers.autoscaling', { ...this.#autoscaler, status: next } as never, { subresource: 'status' })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.#warn('FailedUpdateStatus', error.message)
    }
  }

  #warn(reason: string, message: string): void {
    this.#context.events.event(this.#autoscaler, 'Warning', reason, message)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
