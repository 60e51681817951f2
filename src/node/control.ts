/** What Kubernetes' API has no word for: `/podarium/v1/…`, for tests and tools. */
import { parseDuration } from '../base/duration.ts'
import type { ApiRequest, ApiResponse } from '../client/transport.ts'
import type { Session } from '../cluster/session.ts'
import type { Pacer } from './pacer.ts'

const PREFIX = '/podarium/v1/'
/** As long as `settle` waits, in virtual milliseconds. */
const SETTLE_MOST_MS = 3_600_000

/** Answers a request about the simulation; undefined if it is not one. */
export function control({ method, target }: ApiRequest, session: Session, pacer: Pacer): ApiResponse | undefined {
  if (!target.startsWith(PREFIX)) return undefined
  const { pathname, searchParams } = new URL(target, 'http://localhost')
  const verb = pathname.slice(PREFIX.length)
  const wanted = verb in reads ? 'GET' : verb in writes ? 'POST' : undefined
  if (!wanted) return answer(404, { error: `there is no ${pathname}` })
  if (method !== wanted) return answer(405, { error: `${pathname} wants ${wanted}` })
  try {
    return answer(200, wanted === 'GET' ? (reads[verb] as Read)(session, pacer) : (writes[verb] as Write)(session, pacer, searchParams))
  } catch (error) {
    return answer(400, { error: error instanceof Error ? error.message : String(error) })
  }
}

type Read = (session: Session, pacer: Pacer) => object
type Write = (session: Session, pacer: Pacer, parameters: URLSearchParams) => object

const reads: Readonly<Record<string, Read>> = {
  time: (session, pacer) => ({ ...timeOf(session), speed: speedText(pacer.factor) }),
  hash: (session) => ({ hash: session.cluster.logHash }),
  inputs: (session) => ({ inputs: session.inputs }),
}

const writes: Readonly<Record<string, Write>> = {
  advance(session, pacer, parameters) {
    const byMs = parseDuration(parameters.get('by') ?? '')
    if (byMs === undefined || byMs < 0) throw new Error('by must be a duration such as 30s')
    session.advanceTo(session.atMs + byMs)
    pacer.resynchronise()
    return timeOf(session)
  },
  settle(session, pacer) {
    const { simulation } = session.cluster
    session.advanceTo(session.atMs + SETTLE_MOST_MS, () => !simulation.settled)
    pacer.resynchronise()
    return { ...timeOf(session), settled: simulation.settled }
  },
  pause(session, pacer) {
    pacer.pause()
    return timeOf(session)
  },
  speed(session, pacer, parameters) {
    const text = parameters.get('factor') ?? '1'
    const factor = text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
    if (!(factor > 0)) throw new Error('factor must be a number above 0, or max')
    pacer.play(factor)
    return timeOf(session)
  },
  compact(session) {
    session.cluster.server.store.compact()
    return timeOf(session)
  },
  stop: (session, _, parameters) => part(session, parameters, 'stop'),
  start: (session, _, parameters) => part(session, parameters, 'start'),
}

function part(session: Session, parameters: URLSearchParams, act: 'stop' | 'start'): object {
  session.act({ kind: 'part', part: parameters.get('part') ?? '', act })
  return timeOf(session)
}

function timeOf(session: Session): { now: string; atMs: number } {
  return { now: new Date(session.cluster.simulation.nowMs).toISOString(), atMs: session.atMs }
}

function speedText(factor: number): number | 'max' {
  return Number.isFinite(factor) ? factor : 'max'
}

function answer(status: number, body: object): ApiResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` }
}
