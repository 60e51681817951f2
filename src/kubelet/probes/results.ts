export type ProbeResult = 'success' | 'failure' | 'unknown'

/** What the probes of one kind found of each container; tells of what is new (`prober/results`). */
export class ProbeResults {
  readonly #results = new Map<string, ProbeResult>()
  readonly #onChange: (podUid: string, containerId: string, result: ProbeResult) => void

  constructor(onChange: (podUid: string, containerId: string, result: ProbeResult) => void) {
    this.#onChange = onChange
  }

  get(containerId: string): ProbeResult | undefined {
    return this.#results.get(containerId)
  }

  set(podUid: string, containerId: string, result: ProbeResult): void {
    if (this.#results.get(containerId) === result) return
    this.#results.set(containerId, result)
    this.#onChange(podUid, containerId, result)
  }

  remove(containerId: string): void {
    this.#results.delete(containerId)
  }
}
