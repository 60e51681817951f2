import { kinds } from '../../kinds/registry.ts'
import { resourceOf } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import type { HorizontalPodAutoscaler } from '../../kinds/resources.ts'
import type { Api } from '../../client/api.ts'

/** What is scaled, as its subresource `scale` tells. */
export interface Target {
  readonly resource: string
  readonly replicas: number
  /** In the text form; empty if it has none. */
  readonly selector: string
}

/** The target of an autoscaler, by the group and kind that it names, in whatever version. Throws if there is no such kind, or object, or it cannot be scaled. */
export function targetOf(api: Api, { metadata, spec: { scaleTargetRef } }: HorizontalPodAutoscaler): Target {
  const { apiVersion = '', kind: name } = scaleTargetRef
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const kind = kinds.find((candidate) => candidate.kind === name && candidate.group === group)
  if (!kind) throw new Error(`no matches for kind ${JSON.stringify(name)} in group ${JSON.stringify(group)}`)
  const { scale } = kind
  if (!scale) throw new Error('the server could not find the requested resource')
  const object = api.get(resourceOf(kind) as string, metadata.namespace ?? '', scaleTargetRef.name) as AnyStored
  return { resource: resourceOf(kind), replicas: scale.specReplicas(object), selector: scale.selector(object) }
}

/** Sets the number of replicas, as it is set by hand. */
export function rescale(api: Api, resource: string, namespace: string, name: string, replicas: number): void {
  api.patch(resource, namespace, name, 'merge', { spec: { replicas } }, { subresource: 'scale' })
}

