import { configMap } from './configMap.ts'
import { deployment } from './deployment.ts'
import { endpoints } from './endpoints.ts'
import { endpointSlice } from './endpointSlice.ts'
import { event } from './event.ts'
import { resourceOf, type Kind } from './kind.ts'
import { lease } from './lease.ts'
import { namespace } from './namespace.ts'
import { node } from './node.ts'
import { pod } from './pod.ts'
import { replicaSet } from './replicaSet.ts'
import type { ResourceName } from './resources.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './serviceAccount.ts'

/** Every kind that is served. */
export const kinds: readonly Kind[] = [configMap, endpoints, event, namespace, node, pod, secret, serviceAccount, service, deployment, replicaSet, lease, endpointSlice]

const byResource = new Map<ResourceName, Kind>(kinds.map((kind) => [resourceOf(kind), kind]))

/** The kind of a resource, by `pods` or `deployments.apps`. */
export function kindOf(resource: ResourceName): Kind | undefined {
  return byResource.get(resource)
}

/** The kind of that name in a served version of a group. */
export function kindByGvk(group: string, version: string, name: string): Kind | undefined {
  return kinds.find((kind) => kind.kind === name && kind.group === group && kind.versions.includes(version))
}

/** The kind that an object's apiVersion and kind name. */
export function kindOfObject(apiVersion: string, name: string): Kind | undefined {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  return kindByGvk(group, version, name)
}

/** The kind whose objects are under `/apis/GROUP/VERSION/…/PLURAL`. */
export function kindByPath(group: string, version: string, plural: string): Kind | undefined {
  const kind = kindOf(resourceOf({ group, plural }))
  return kind?.versions.includes(version) ? kind : undefined
}
