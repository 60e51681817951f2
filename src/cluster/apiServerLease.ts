/** The Lease by which an API server says that it is there (`pkg/controlplane/controller/apiserverleasegc`, `component-helpers/apimachinery/lease`). */
import type { Simulation } from '../base/simulation.ts'
import { formatMicroTime } from '../base/time.ts'
import type { Api } from '../client/api.ts'
import type { ApiServer } from '../apiserver/server.ts'

const HOST_NAME = 'control-plane'
/** `apiserver-` and the first half of the SHA-256 of the host's name, in base 32. */
const NAME = 'apiserver-s2bgmziuyb2qrwpoihfaumwpf4'
const RESOURCE = 'leases.coordination.k8s.io'
const NAMESPACE = 'kube-system'
const DURATION_SECONDS = 3600
const RENEW_MS = 10_000

/** Takes the Lease and renews it as long as the server runs. */
export function keepLease(simulation: Simulation, server: ApiServer, api: Api): void {
  const holderIdentity = `${NAME}_${simulation.random('identity of the API server').uuid()}`
  const spec = () => ({ holderIdentity, leaseDurationSeconds: DURATION_SECONDS, renewTime: formatMicroTime(simulation.nowMs) })
  const metadata = { name: NAME, namespace: NAMESPACE, labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': HOST_NAME } }
  const renew = (): void => {
    if (server.running) {
      const held = api.list(RESOURCE, { namespace: NAMESPACE }).items.find(({ metadata: { name } }) => name === NAME)
      if (held) api.update(RESOURCE, { ...held, spec: { ...held.spec, ...spec() } })
      else api.create(RESOURCE, { metadata, spec: spec() })
    }
    simulation.schedule(RENEW_MS, renew, { background: true })
  }
  renew()
}
