/**
 * The form of recorded HTTP cases. Texts hold placeholders for what differs from run to run, numbered by first appearance within a case: {uid:1} {rv:1}
 * (an object's resourceVersion) {listRv:1} (that of a list, a bookmark or a Table) {continue:1} {suffix:1} {clusterIP:1} {nodePort:1}; {time} a fresh timestamp,
 * {age}, {jwt}, {n} some number, {pointer}; {now-90s} and {micro-90s} in a request are that moment. A request may use placeholders of earlier answers of its case.
 */
import type { Json } from './compare/states.ts'

export interface CaseRequest {
  readonly method?: string
  readonly path: string
  /** admin (system:masters) unless said; jane has no rights, invalid sends a wrong token, anonymous none. */
  readonly user?: 'admin' | 'jane' | 'invalid' | 'anonymous'
  /** What differs from `Accept: application/json` and `Content-Type: application/json`; null: not sent. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** A JSON value, a text that is sent as it is, or `{ $repeat: [before, text, times, after] }`. */
  readonly body?: Json
}

export interface CaseResponse {
  readonly status?: number
  readonly headers?: Readonly<Record<string, Json>>
  readonly body?: Json
  /** Of a stream: its events, each with the number of `while` steps begun before it came. */
  readonly events?: readonly Json[]
  /** Of a stream: the server ended it. */
  readonly closed?: boolean
  /** No answer came. */
  readonly error?: string
}

export interface RequestStep {
  readonly request: CaseRequest
  readonly response?: CaseResponse
  /** Only the status is noted. */
  readonly quiet?: boolean
  /** The request is repeated until its answer holds this text, for 10 s at most. */
  readonly until?: string
  /** The request is a stream, open while these steps are done. */
  readonly watch?: {
    readonly while: readonly CaseStep[]
    /** How long nothing must come before the next step begins, in seconds; 0.4 unless said. */
    readonly quiet?: number
    /** How long to wait for the server to end the stream afterwards, in seconds. */
    readonly wait?: number
  }
}

export type CaseStep =
  | RequestStep
  /** Lets that many seconds pass. */
  | { readonly pause: number }
  /** Compacts the store's history up to now. */
  | { readonly compact: true }

export interface ApiCase {
  readonly name: string
  /** What it is there to show. */
  readonly why: string
  readonly steps: readonly CaseStep[]
  /** The parts of its messages come in any order. */
  readonly unordered?: boolean
}

export interface ApiCases {
  readonly about: string
  /** Headers that are compared besides the usual ones. */
  readonly headers?: readonly string[]
  /** What every case finds. */
  readonly setup: readonly CaseStep[]
  readonly cases: readonly ApiCase[]
}
