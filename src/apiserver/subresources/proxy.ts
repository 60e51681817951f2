/**
 * `/proxy` of pods, services and nodes: HTTP through the API server. Who is not there is told as by the real server; to those that are there, no connection is made.
 */
import { present } from '../../base/invariant.ts'
import { kindOf } from '../../kinds/registry.ts'
import type { Endpoints, Pod } from '../../kinds/resources.ts'
import { badRequest, notFound, serviceUnavailable } from '../errors.ts'
import type { ResourceRequest } from '../requestInfo.ts'
import type { ApiServer } from '../server.ts'
import { keyOf } from '../store.ts'

const UNREACHABLE = 'error trying to reach service: the proxy makes no connections here'

/** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`. */
function nameIn(path: ResourceRequest): string {
  const parts = path.name.split(':')
  return (parts.length === 3 ? parts[1] : parts[0]) ?? ''
}

export function proxyToPod(server: ApiServer, path: ResourceRequest): never {
  const pod = server.get(present(kindOf('pods'), 'the kind Pod'), path.namespace, nameIn(path)) as unknown as Pod
  if (!pod.status.podIP) throw badRequest('address not allowed')
  throw serviceUnavailable(UNREACHABLE)
}

export function proxyToService(server: ApiServer, path: ResourceRequest): never {
  const name = nameIn(path)
  const key = keyOf(path.namespace, name)
  const endpoints = server.store.get('endpoints', key) as unknown as Endpoints | undefined
  if (!server.store.get('services', key) || !endpoints) throw notFound({ group: '', plural: 'services', name })
  if (!endpoints.subsets?.some((subset) => subset.addresses?.length)) throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(name)}`)
  throw serviceUnavailable(UNREACHABLE)
}

export function proxyToNode(server: ApiServer, path: ResourceRequest): never {
  server.get(present(kindOf('nodes'), 'the kind Node'), '', nameIn(path))
  throw serviceUnavailable(UNREACHABLE)
}
