/**
 * A scenario: a cluster with something to do in it. One file under `scenarios/` each, with one line in `scenarios/registry.ts`.
 */
import type { ObjectOf, ResourceName } from '../kinds/resources.ts'

export interface Scenario {
  /** Part of links: never changed once published. */
  readonly id: string
  readonly title: string
  /** One or two sentences: what one will see and do. */
  readonly summary: string
  /** About how long it takes. */
  readonly minutes: number
  /** How many machines the cluster has, besides the control plane. */
  readonly machines: number
  readonly setup: {
    /** YAML documents, applied when the machines are ready. */
    readonly manifests: string
    /** Who sends requests from outside, where to, how many a second. */
    readonly traffic: readonly { readonly name: string; readonly url: string; readonly perSecond: number }[]
    /** The moment at which the learner finds the cluster, milliseconds since its beginning. */
    readonly lengthMs: number
  }
  /** What the editor holds, by file name. */
  readonly files: Readonly<Record<string, string>>
  /** The workload that is coloured at first: `deployments/default/web`. */
  readonly focus?: string
  readonly view: 'machines' | 'workloads' | 'traffic'
  /** To be reached in this order. Empty for a playground. */
  readonly goals: readonly Goal[]
}

export interface Goal {
  readonly title: string
  /** What to do and why, in plain words; `backticks` for literals. */
  readonly text: string
  /** Shown one after the other when asked for; the last may be the command itself. */
  readonly hints: readonly string[]
  /** Lines that reach it: commands of the terminal, or `advance 30s`. Every scenario is solved by its own solution. */
  readonly solution: readonly string[]
  reached(view: GoalView): boolean
}

/** What a goal may look at: the cluster through its API, and moments. */
export interface GoalView {
  /** Objects of a resource, of one namespace or of all. */
  list<R extends ResourceName>(resource: R, namespace?: string): readonly ObjectOf<R>[]
  /** The moment at which this goal became the next one, milliseconds since the Unix epoch. */
  readonly sinceMs: number
  /** Requests from outside that ended since then. */
  readonly requests: readonly RequestRecord[]
}

export interface RequestRecord {
  /** `services/default/web`; '' if it went to no Service. */
  readonly service: string
  /** The pod that was meant: `pods/default/web-1`; '' if there was none. */
  readonly pod: string
  readonly answered: boolean
}
