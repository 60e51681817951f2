/** Which resources the server has, from its discovery documents. */
import type { Transport } from '../../client/transport.ts'

export interface Resource {
  /** `/api/v1`, `/apis/apps/v1`. */
  readonly root: string
  readonly namespaced: boolean
  readonly singular: string
}

interface Discovered {
  readonly items: readonly {
    readonly metadata: { readonly name?: string }
    readonly versions: readonly { readonly version: string; readonly resources?: readonly { readonly resource: string; readonly scope: string; readonly singularResource?: string }[] }[]
  }[]
}

const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

let known: ReadonlyMap<string, Resource> = new Map()

/** Asks the server; the first group that has a resource of a name keeps it. */
export async function learnResources(transport: Transport): Promise<void> {
  const found = new Map<string, Resource>()
  for (const target of ['/api', '/apis']) {
    const answer = await transport.request({ method: 'GET', target, headers: { accept: ACCEPT } })
    for (const { metadata, versions } of (JSON.parse(answer.body as string) as Discovered).items) {
      const [preferred] = versions
      for (const { resource, scope, singularResource } of preferred?.resources ?? []) {
        if (found.has(resource)) continue
        const group = metadata.name ?? ''
        found.set(resource, { root: group === '' ? `/api/${preferred?.version}` : `/apis/${group}/${preferred?.version}`, namespaced: scope === 'Namespaced', singular: singularResource ?? resource })
      }
    }
  }
  known = found
}

export function resourceOf(plural: string): Resource | undefined {
  return known.get(plural)
}
