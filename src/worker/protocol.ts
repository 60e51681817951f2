/**
 * What page and worker say to each other over one port. One port, so that nothing overtakes anything: an answer comes after the output that led to it.
 */
import type { Act, Input } from '../cluster/inputs.ts'
export type { Act, Input } from '../cluster/inputs.ts'
import type { ApiRequest, ApiResponse, Headers } from '../client/transport.ts'
import type { SceneDelta } from '../scene/model.ts'

/** How fast virtual time runs: a factor of real time (`Infinity`: as fast as it can), or not at all. */
export type Pace =
  | { readonly kind: 'paused' }
  | { readonly kind: 'running'; readonly factor: number }
  /** As fast as it can, until nothing but housekeeping is left to happen. */
  | { readonly kind: 'settling' }

/** Names a session: with its inputs, all that is needed to make it again. */
export interface Origin {
  /** Id of the scenario that sets it up. */
  readonly scenario: string
  readonly seed: number
  /** The virtual moment of its beginning, milliseconds since the Unix epoch. */
  readonly startMs: number
}

export interface SavedSession {
  readonly origin: Origin
  readonly inputs: readonly Input[]
  /** Virtual milliseconds since the beginning. */
  readonly atMs: number
}

/** A change to what the tape under the stage shows. Moments are virtual milliseconds since the session's beginning. */
export type TapeEntry =
  | { readonly kind: 'input'; readonly atMs: number; readonly what: string; readonly subject: string; readonly fault: boolean }
  /** Available pods of one ReplicaSet from that moment on. */
  | { readonly kind: 'available'; readonly atMs: number; readonly workload: string; readonly revision: number; readonly count: number }
  | { readonly kind: 'warning'; readonly atMs: number; readonly subject: string; readonly reason: string; readonly message: string }

/** What will happen next, by itself. */
export interface Upcoming {
  readonly atMs: number
  readonly what: string
  readonly subject: string
}

export interface Frame {
  /** Whether page and tape begin anew with this frame: the session was opened, rewound or undone. */
  readonly reset: boolean
  readonly delta: SceneDelta
  readonly tape: readonly TapeEntry[]
  readonly upcoming: readonly Upcoming[]
  /** Virtual milliseconds since the beginning. */
  readonly atMs: number
  readonly pace: Pace
  /** The factor that is held, if it is less than the one asked for. */
  readonly heldFactor?: number
  /** Inputs after this moment, while the session stands in its own past; acting there drops them. */
  readonly laterInputs: number
  /** How many of the scenario's goals have been reached. */
  readonly goalsReached: number
}

/** What came of a request: an answer, or why there was none in the words of Go's net package. */
export type VisitOutcome = { readonly kind: 'response'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } | { readonly kind: 'refused' | 'timeout' | 'no such host' | 'unreachable' | 'reset'; readonly message: string }

/** A link of the chain that leads from a fact to the input that began it. */
export interface Reason {
  readonly atMs: number
  readonly actor: string
  readonly what: string
  readonly subject: string
}

/** What the page asks for. Every call is answered, in order. */
export interface HostCalls {
  /** Makes a session and replays its inputs. `fresh` leaves inputs out that this version cannot read. */
  open(saved: SavedSession): Promise<void>
  request(request: ApiRequest): Promise<ApiResponse>
  act(act: Extract<Act, { kind: 'machine' | 'part' | 'traffic' }>): Promise<void>
  /** Sends a request from outside to something in the cluster. */
  visit(request: Omit<Extract<Act, { kind: 'visit' }>, 'kind'>): Promise<VisitOutcome>
  setPace(pace: Pace): Promise<void>
  /** Runs all events of the next instant at which something happens. */
  step(): Promise<void>
  /** Lets so much virtual time pass, as fast as it can. */
  advanceBy(durationMs: number): Promise<void>
  /** Runs as fast as it can until only housekeeping is left, at most so much virtual time; tells whether it settled. */
  settle(limitMs: number): Promise<boolean>
  /** Goes to a moment of the session, back or forth. Later inputs are kept until something is done. */
  seek(atMs: number): Promise<void>
  /** Takes the last input back: the session stands where it was before. */
  undo(): Promise<boolean>
  /** Why an object is as it is: the newest fact about it and what led to it. */
  why(subject: string): Promise<readonly Reason[]>
  saved(): Promise<SavedSession>
  hash(): Promise<string>
}

export type HostMethod = keyof HostCalls

export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly method: HostMethod; readonly parameters: readonly unknown[] }
  | { readonly kind: 'stream'; readonly id: number; readonly request: ApiRequest }
  | { readonly kind: 'connect'; readonly id: number; readonly request: ApiRequest }
  | { readonly kind: 'send'; readonly id: number; readonly channel: number; readonly data: string | Uint8Array }
  | { readonly kind: 'closeChannel'; readonly id: number; readonly channel: number }
  /** Ends a stream or a connection. */
  | { readonly kind: 'close'; readonly id: number }

export type FromWorker =
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  /** A stream or connection was opened. */
  | { readonly kind: 'opened'; readonly id: number; readonly headers: Headers }
  | { readonly kind: 'data'; readonly id: number; readonly channel: number; readonly data: string | Uint8Array }
  | { readonly kind: 'ended'; readonly id: number }
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'input'; readonly input: Input }
