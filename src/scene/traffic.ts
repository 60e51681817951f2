import type { ClientFigure, RequestFact, Spark, TrafficReading } from './model.ts'

/** Readings tell of so much of the past. */
export const windowMs = 5000

interface Answer {
  readonly endedMs: number
  readonly latencyMs: number
  readonly answered: boolean
}

/** The requests of the last seconds, and what they come to: for each pod of a Service, and for each client. */
export class TrafficWindow {
  readonly #byPod = new Map<string, { readonly service: string; readonly pod: string; answers: Answer[] }>()
  readonly #byClient = new Map<string, { endings: number[]; services: Map<string, number> }>()

  add(fact: RequestFact): void {
    const { service, pod, endedMs, startedMs } = fact
    if (pod !== '') {
      const key = `readings/${service}/${pod}`
      const known = this.#byPod.get(key) ?? { service, pod, answers: [] }
      known.answers.push({ endedMs, latencyMs: endedMs - startedMs, answered: isAnswered(fact) })
      this.#byPod.set(key, known)
    }
    const { from } = fact.request
    if (!from.startsWith('clients/')) return
    const client = this.#byClient.get(from) ?? { endings: [], services: new Map<string, number>() }
    client.endings.push(endedMs)
    if (service !== '') client.services.set(service, endedMs)
    this.#byClient.set(from, client)
  }

  readings(nowMs: number): TrafficReading[] {
    const totals = new Map<string, number>()
    for (const [key, entry] of this.#byPod) {
      entry.answers = entry.answers.filter(({ endedMs }) => endedMs > nowMs - windowMs)
      if (entry.answers.length === 0) this.#byPod.delete(key)
      else totals.set(entry.service, (totals.get(entry.service) ?? 0) + entry.answers.length)
    }
    return [...this.#byPod].map(([key, { service, pod, answers }]) => {
      const latencies = answers.filter(({ answered }) => answered).map(({ latencyMs }) => latencyMs).sort((a, b) => a - b)
      return {
        type: 'reading', key, pod, service,
        perSecond: (answers.length * 1000) / windowMs,
        share: answers.length / (totals.get(service) as number),
        medianMs: quantile(latencies, 0.5),
        p95Ms: quantile(latencies, 0.95),
        failed: answers.length - latencies.length,
      }
    })
  }

  /** A client that has been heard of stays on stage: it may only be waiting. */
  clients(nowMs: number): ClientFigure[] {
    return [...this.#byClient].map(([key, client]) => {
      client.endings = client.endings.filter((endedMs) => endedMs > nowMs - windowMs)
      return { type: 'client', key, name: key.slice('clients/'.length), perSecond: (client.endings.length * 1000) / windowMs, services: [...client.services.keys()].sort() }
    })
  }
}

/** The value below which the given part of sorted values lies; 0 of none. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

/** An HTTP server error is an answer too, but not one that anybody wanted. */
export function isAnswered({ outcome }: RequestFact): boolean {
  return outcome.kind === 'response' && (outcome.status ?? 200) < 500
}

/** So many sparks are drawn of one frame's requests; of more, every n-th. */
const sparksPerFrameMost = 60

export function sparksOf(facts: readonly RequestFact[]): { sparks: Spark[]; oneIn: number } {
  const oneIn = Math.max(1, Math.ceil(facts.length / sparksPerFrameMost))
  const sparks = facts.filter((fact, index) => index % oneIn === 0 || !isAnswered(fact)).slice(0, sparksPerFrameMost * 2)
  return {
    oneIn,
    sparks: sparks.map((fact) => ({ id: fact.id, from: fact.request.from, service: fact.service, pod: fact.pod, latencyMs: fact.endedMs - fact.startedMs, answered: isAnswered(fact) })),
  }
}
