import { clusterAdmin, component } from '../apiserver/caller.ts'
import { Handler } from '../apiserver/handler.ts'
import { localApi } from '../apiserver/local.ts'
import { ApiServer } from '../apiserver/server.ts'
import { Simulation } from '../base/simulation.ts'
import { bootstrap } from '../cluster/bootstrap.ts'
import type { ApiHost } from './caseRun.ts'

/** An API server alone, as the recorded HTTP cases found one: no controllers, no scheduler, no machines. */
export function apiHost(): ApiHost {
  const simulation = new Simulation({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })
  const server = new ApiServer(simulation)
  const handler = new Handler(server)
  bootstrap(localApi(server, component('system:apiserver', 'kube-apiserver')))
  return {
    transport: {
      request: async (request) => handler.respond(request, clusterAdmin),
      stream: async (request, sink) => handler.stream(request, clusterAdmin, sink),
    },
    nowMs: () => simulation.nowMs,
    advance: async (durationMs) => simulation.advanceBy(durationMs),
    compact: async () => server.store.compact(),
  }
}
