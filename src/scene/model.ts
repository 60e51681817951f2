/**
 * What is drawn, as entities: one for each thing that has a place on stage. The scene's builder (builder.ts) makes them of watched objects and request facts;
 * a `SceneDelta` carries their changes to the page. All of it is plain data (it survives a structured clone) and says what is, not how it looks: which colour,
 * which word and where are decisions of the page (focus.ts, layout/).
 */

/** The readings of the encoding table: what a pod is doing, as far as its glyph tells. */
export const podPhases = ['pending', 'creating', 'pulling', 'init', 'notReady', 'ready', 'terminating', 'crash', 'blocked', 'completed', 'failed', 'unknown'] as const
export type PodPhase = (typeof podPhases)[number]

/** The place of a revision among the six inks; neighbours differ in lightness. */
export type Slot = 1 | 2 | 3 | 4 | 5 | 6

/** Something that takes a known time (pull, grace, back-off), or a known number of steps (init containers). */
export type Ring =
  | { readonly kind: 'pull' | 'grace' | 'backoff'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'init'; readonly done: number; readonly total: number }

export interface PodGlyph {
  readonly type: 'pod'
  /** `pods/NAMESPACE/NAME`, as request facts and due facts name it. */
  readonly key: string
  readonly uid: string
  readonly namespace: string
  readonly name: string
  /** What is left of the name without its owner's: `vk4cj` of `web-796cf5c97c-vk4cj`. */
  readonly shortName: string
  readonly phase: PodPhase
  /** Name of its machine; '' while it waits for one. */
  readonly node: string
  /** Key of what it belongs to in the end (a Deployment, a CronJob ...); `bare/NAMESPACE/NAME` if it belongs to nobody. */
  readonly workload: string
  /** Key of the ruler on which it stands: its ReplicaSet, or its revision of a StatefulSet or DaemonSet. */
  readonly ruler: string
  readonly revision: number
  readonly slot: Slot
  readonly ready: boolean
  /** Its deletion has begun: it is no longer counted. */
  readonly leaving: boolean
  readonly restarts: number
  /** Kubernetes' own word for the state (`CrashLoopBackOff`, `Evicted`), '' if it has none. */
  readonly reason: string
  readonly message: string
  readonly ring?: Ring
  readonly createdMs: number
}

export interface Meter {
  readonly allocatable: number
  readonly requested: number
  /** What is used now; undefined while nobody measures it. */
  readonly used?: number
}

export interface NodeTray {
  readonly type: 'node'
  readonly key: string
  readonly name: string
  readonly ready: boolean
  readonly cordoned: boolean
  /** In cores. */
  readonly cpu: Meter
  /** In bytes. */
  readonly memory: Meter
  readonly zone: string
}

/** A ReplicaSet, or a revision of a StatefulSet or DaemonSet: one slot for each pod that is wanted. */
export interface Ruler {
  readonly key: string
  readonly revision: number
  readonly slot: Slot
  /** The pod template's hash. */
  readonly hash: string
  readonly image: string
  readonly wanted: number
  /** Pods that exist and are not leaving. */
  readonly exist: number
  readonly ready: number
  readonly available: number
  readonly createdMs: number
}

export type WorkloadKind = 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob' | 'Pod'

export interface Bounds {
  /** Pods that must be available. */
  readonly atLeast: number
  /** Pods that may exist. */
  readonly atMost: number
  /** As they were written: `25%`, `1`. */
  readonly maxSurge: string
  readonly maxUnavailable: string
  readonly surge: number
  readonly unavailable: number
}

export interface WorkloadFrame {
  readonly type: 'workload'
  readonly key: string
  readonly kind: WorkloadKind
  readonly namespace: string
  readonly name: string
  readonly wanted: number
  readonly exist: number
  readonly available: number
  /** Newest revision first; only those that want or have pods. */
  readonly rulers: readonly Ruler[]
  /** For a Deployment that rolls; a Recreate has none. */
  readonly bounds?: Bounds
  readonly rolling: boolean
  /** Which bounds keep a roll-out from going on. */
  readonly held: 'no' | 'above' | 'below' | 'both'
  readonly paused: boolean
  /** When the Deployment reports ProgressDeadlineExceeded, if nothing moves before. */
  readonly deadlineMs?: number
  readonly deadlineExceeded: boolean
}

export interface Endpoint {
  readonly pod: string
  readonly ready: boolean
}

/** A Service's selector seen as a switch: one of its labels tells versions of an application apart. */
export interface Lever {
  readonly label: string
  readonly at: string
  readonly positions: readonly { readonly value: string; readonly slot: Slot }[]
}

export interface ServiceCapsule {
  readonly type: 'service'
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly serviceType: string
  readonly clusterIP: string
  readonly selector: Readonly<Record<string, string>>
  readonly endpoints: readonly Endpoint[]
  /** Keys of the workloads that it selects, or would select with its lever in another position. */
  readonly family: readonly string[]
  readonly lever?: Lever
}

/** Someone who sends requests from outside of the cluster. */
export interface ClientFigure {
  readonly type: 'client'
  readonly key: string
  readonly name: string
  readonly perSecond: number
  /** Keys of the Services that it called within the window. */
  readonly services: readonly string[]
}

/** An Ingress: a door in the wall. */
export interface Door {
  readonly type: 'door'
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly host: string
  readonly services: readonly string[]
}

/** What one pod answered to one Service within the window. */
export interface TrafficReading {
  readonly type: 'reading'
  readonly key: string
  readonly pod: string
  readonly service: string
  readonly perSecond: number
  /** Of the Service's answers, 0 to 1. */
  readonly share: number
  readonly medianMs: number
  readonly p95Ms: number
  readonly failed: number
}

/** A part of the control plane, as an instrument. */
export interface ControlDial {
  readonly type: 'control'
  readonly key: string
  readonly name: string
  readonly running: boolean
  /** 0 to 1: the hand. */
  readonly load: number
  readonly reading: number
  readonly unit: 'requests/s' | 'revision' | 'in queue' | 'reconciles/s'
}

export type Entity = PodGlyph | NodeTray | WorkloadFrame | ServiceCapsule | ClientFigure | Door | TrafficReading | ControlDial
export type EntityType = Entity['type']
export type EntityOf<T extends EntityType> = Extract<Entity, { type: T }>

/** A request that has ended, as the stage draws it. */
export interface Spark {
  readonly id: number
  readonly from: string
  readonly service: string
  readonly pod: string
  readonly latencyMs: number
  readonly answered: boolean
}

export interface SceneDelta {
  readonly nowMs: number
  readonly added: readonly Entity[]
  readonly changed: readonly Entity[]
  /** Keys. */
  readonly removed: readonly string[]
  readonly sparks: readonly Spark[]
  /** Each spark stands for so many requests. */
  readonly sparkOneIn: number
}

/**
 * A request that has ended. The same shape as `RequestFact` of the network room, of which the scene must not know (a picture of a real cluster has none):
 * the worker hands facts over as they are.
 */
export interface RequestFact {
  readonly id: number
  readonly request: { readonly from: string; readonly kind: 'traffic' | 'probe' | 'program' }
  readonly service: string
  readonly pod: string
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: { readonly kind: string; readonly status?: number }
}

/** Something that the simulation has scheduled: what, for whom (`pods/default/web-1`), since when and until when. A real cluster tells none. */
export interface DueFact {
  readonly what: string
  readonly subject: string
  readonly startedMs: number
  readonly atMs: number
}
