import { readTokenFile } from '../apiserver/authentication/tokenFile.ts'
import { component } from '../apiserver/caller.ts'
import { Handler, isRefusal } from '../apiserver/handler.ts'
import { localApi } from '../apiserver/local.ts'
import { ApiServer } from '../apiserver/server.ts'
import { Simulation } from '../base/simulation.ts'
import { bootstrap } from '../cluster/bootstrap.ts'
import { caseTokens, type ApiHost } from './caseRun.ts'

/** Who the recorded server knew. */
const TOKEN_FILE = `${caseTokens.admin},admin,admin,"system:masters"\n${caseTokens.jane},jane,jane,"dev"\n`

/** An API server alone, as the recorded HTTP cases found one: no controllers, no scheduler, no machines. */
export function apiHost(): ApiHost {
  const simulation = new Simulation({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })
  const server = new ApiServer(simulation)
  const handler = new Handler(server)
  const tokens = readTokenFile(TOKEN_FILE)
  server.authenticate = (token) => tokens.get(token)
  bootstrap(localApi(server, component('system:apiserver', 'kube-apiserver')))
  return {
    transport: {
      async request(request) {
        const caller = handler.identify(request)
        return isRefusal(caller) ? caller : handler.respond(request, caller)
      },
      async stream(request, sink) {
        const caller = handler.identify(request)
        return isRefusal(caller) ? caller : handler.stream(request, caller, sink)
      },
    },
    nowMs: () => simulation.nowMs,
    advance: async (durationMs) => simulation.advanceBy(durationMs),
    compact: async () => server.store.compact(),
  }
}
