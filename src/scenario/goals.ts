import type { ResourceName } from '../kinds/resources.ts'
import type { GoalView, RequestRecord, Scenario } from './scenario.ts'

/** How many requests are remembered for a goal. */
const REQUESTS_MOST = 500

/** How the tracker sees the cluster. */
export interface GoalSource {
  list: GoalView['list']
  nowMs(): number
}

/** Follows a scenario: its goals are reached one after the other, and one that was reached stays so. */
export class GoalTracker {
  readonly #scenario: Scenario
  readonly #source: GoalSource
  #reached = 0
  #sinceMs: number
  #requests: RequestRecord[] = []

  constructor(scenario: Scenario, source: GoalSource) {
    this.#scenario = scenario
    this.#source = source
    this.#sinceMs = source.nowMs()
  }

  /** How many goals have been reached. */
  get reached(): number {
    return this.#reached
  }

  get solved(): boolean {
    return this.#reached === this.#scenario.goals.length
  }

  request(record: RequestRecord): void {
    this.#requests.push(record)
    if (this.#requests.length > REQUESTS_MOST) this.#requests.shift()
  }

  /** Looks whether the next goal is reached; true if it is. */
  look(): boolean {
    const goal = this.#scenario.goals[this.#reached]
    if (!goal) return false
    const view: GoalView = { list: (resource: ResourceName, namespace) => this.#source.list(resource, namespace) as never, sinceMs: this.#sinceMs, requests: this.#requests }
    if (!goal.reached(view)) return false
    this.#reached++
    this.#sinceMs = this.#source.nowMs()
    this.#requests = []
    return true
  }
}
