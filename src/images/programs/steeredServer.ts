/** A server that is steered from outside: what stands for every image of which nothing is known but that it serves. */
import { parseDuration } from '../../base/duration.ts'
import type { Answer, IncomingRequest, Process, Program } from '../program.ts'

/** Serves `ok` on some ports until it is told to end. Its environment says how it misbehaves: `SIM_PORTS`, `SIM_LISTEN_AFTER`, `SIM_EXIT_AFTER` and `SIM_EXIT_CODE`, `SIM_OOM_AFTER`, `SIM_IGNORE_TERM`. */
export function steeredServer(ports: readonly number[]): Program {
  return function* server(process) {
    const { environment } = process
    const begunMs = process.now()
    const ignoresTerm = (environment['SIM_IGNORE_TERM'] ?? '') !== ''
    if (!ignoresTerm) process.handle('TERM')
    // Only a request can make it end by another way than time or a signal: a signal to itself wakes it.
    process.handle('USR1')
    const state = { healthy: true, ready: true, exitCode: undefined as number | undefined }
    const all = [...new Set([...ports, ...portsOf(environment['SIM_PORTS'])])]
    const serve = (): void => {
      for (const port of all)
        if (!process.listen(port, (request) => answer(request, state, process))) process.write('stderr', `listen tcp ${process.address}:${port}: bind: address already in use\n`)
    }
    const moments = [
      { atMs: momentOf(environment['SIM_LISTEN_AFTER']), what: 'listen' },
      { atMs: momentOf(environment['SIM_EXIT_AFTER']), what: 'exit' },
      { atMs: momentOf(environment['SIM_OOM_AFTER']), what: 'grow' },
    ]
      .filter(({ atMs }) => Number.isFinite(atMs))
      .sort((a, b) => a.atMs - b.atMs)
    if (!moments.some(({ what }) => what === 'listen')) serve()
    for (;;) {
      const [next] = moments
      const waitMs = next ? Math.max(0, begunMs + next.atMs - process.now()) : Number.POSITIVE_INFINITY
      const signal: unknown = yield { kind: 'sleep', milliseconds: waitMs }
      process.takeSignals()
      if (signal === 'TERM') return 0
      if (state.exitCode !== undefined) return state.exitCode & 255
      if (signal !== undefined || !next) continue
      moments.shift()
      if (next.what === 'listen') serve()
      else if (next.what === 'grow') process.use({ memoryBytes: Number.MAX_SAFE_INTEGER })
      else return Number(environment['SIM_EXIT_CODE'] ?? 0) & 255
    }
  }
}

function answer({ path, query }: IncomingRequest, state: { healthy: boolean; ready: boolean; exitCode: number | undefined }, process: Process): Answer {
  switch (path) {
    case '/healthy':
    case '/healthz':
      if (!state.healthy) return { status: 500, body: 'fail\n' }
      break
    case '/ready':
      if (!state.ready) return { status: 500, body: 'fail\n' }
      break
    case '/sim/health':
      state.healthy = query['v'] === 'ok'
      break
    case '/sim/ready':
      state.ready = query['v'] === 'ok'
      break
    case '/sim/exit':
      state.exitCode = Number(query['code'] ?? 0)
      process.kill(process.pid, 'USR1')
      break
    case '/missing':
      return { status: 404, body: '404 page not found\n' }
  }
  return { status: 200, body: 'ok\n' }
}

function portsOf(list = ''): number[] {
  return list
    .split(',')
    .map(Number)
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536)
}

function momentOf(duration: string | undefined): number {
  const parsed = duration === undefined ? undefined : parseDuration(duration)
  return parsed !== undefined && parsed >= 0 ? parsed : Number.NaN
}
