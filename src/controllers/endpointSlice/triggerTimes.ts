import type { Pod, Service } from '../../kinds/resources.ts'

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time'

interface Known {
  readonly service: string
  readonly pods: ReadonlyMap<string, string>
}

/** Finds for each sync of a Service the moment of the change that led to it (`trigger_time_tracker.go`). Times are RFC 3339 texts in UTC, which sort as they are. */
export class TriggerTimes {
  readonly #known = new Map<string, Known>()

  /**
   * The earliest of the times that are newer than at the last sync: when pods became ready or unready, when the Service was made. The first sync of a Service has the time
   * at which it was made.
   */
  next(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const known = this.#known.get(key)
    const made = service.metadata.creationTimestamp
    const times = new Map<string, string>()
    const changed: string[] = []
    for (const { metadata, status } of pods) {
      const time = status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime
      if (!time) continue
      times.set(metadata.name, time)
      if (time > (known?.pods.get(metadata.name) ?? '')) changed.push(time)
    }
    if (made > (known?.service ?? '')) changed.push(made)
    this.#known.set(key, { service: made, pods: times })
    return known ? changed.sort()[0] : made
  }

  forget(key: string): void {
    this.#known.delete(key)
  }
}

/** Annotations with the trigger time, or without one. */
export function withTriggerTime(annotations: Readonly<Record<string, string>> | undefined, time: string | undefined): Record<string, string> | undefined {
  const { [TRIGGER_TIME]: _, ...rest } = annotations ?? {}
  const next = time === undefined ? rest : { ...rest, [TRIGGER_TIME]: time }
  return Object.keys(next).length > 0 ? next : undefined
}
