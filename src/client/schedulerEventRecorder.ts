import type { Simulation } from '../base/simulation.ts'
import { formatMicroTime } from '../base/time.ts'
import type { Api } from './api.ts'
import { bestEffort, eventSuffix, referenceTo, type EventSubject } from './eventRecorder.ts'

/** Writes Events of the newer kind (`events.k8s.io`): with an action and a microsecond, without counts and source. */
export interface SchedulerEventRecorder {
  event(about: EventSubject, type: 'Normal' | 'Warning', reason: string, action: string, message: string): void
}

const LATENCY_MS = [2, 8] as const
/** How long the same event is folded into a series. */
const SERIES_PERIOD_MS = 360_000

/** The Events of kube-scheduler (`client-go/tools/events`). */
export function schedulerEventRecorder(simulation: Simulation, api: Api, component: string): SchedulerEventRecorder {
  const random = simulation.random(`events of ${component}`)
  const known = new Map<string, { namespace: string; name: string; count: number; lastMs: number }>()
  return {
    event(about, type, reason, action, message) {
      const regarding = referenceTo(about)
      simulation.schedule(random.integer(...LATENCY_MS), () =>
        bestEffort(() => {
          const key = [regarding.uid, regarding.resourceVersion, type, reason, action, message].join('\0')
          const previous = known.get(key)
          const now = formatMicroTime(simulation.nowMs)
          if (previous && simulation.nowMs - previous.lastMs < SERIES_PERIOD_MS) {
            previous.count++
            previous.lastMs = simulation.nowMs
            api.patch('events', previous.namespace, previous.name, 'strategic', { series: { count: previous.count, lastObservedTime: now } })
            return
          }
          const namespace = regarding.namespace || 'default'
          const name = `${regarding.name ?? ''}.${eventSuffix(simulation, random.integer(0, 999_999))}`
          api.create('events', {
            metadata: { name, namespace },
            involvedObject: regarding,
            reason,
            message,
            source: {},
            firstTimestamp: null,
            lastTimestamp: null,
            type,
            eventTime: now,
            action,
            reportingComponent: component,
            reportingInstance: `${component}-control-plane`,
          } as never)
          known.set(key, { namespace, name, count: 1, lastMs: simulation.nowMs })
        }),
      )
    },
  }
}
