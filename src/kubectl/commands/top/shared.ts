import { collectionPath } from '../../paths.ts'
import { KubectlError } from '../../errors.ts'
import type { Flag } from '../../flags.ts'
import type { JsonObject } from '../../json.ts'
import { table } from '../../layout.ts'
import type { Session } from '../../session.ts'

const METRICS_API = 'metrics.k8s.io/v1beta1'

export const SORT_BY_FLAG: Flag = { name: 'sort-by', kind: 'string', completes: ['cpu', 'memory'], usage: "Sort by 'cpu' or 'memory', most first." }
export const PROTOCOL_BUFFERS_FLAG: Flag = { name: 'use-protocol-buffers', kind: 'bool', default: 'true', usage: 'Ask for protocol buffers.', hidden: true }

export function requireSortKey({ flags }: Session): void {
  if (!['', 'cpu', 'memory'].includes(flags.string('sort-by'))) throw new KubectlError('--sort-by accepts only cpu or memory')
}

/** The metrics of one object, or of all that the selectors find; throws when no metrics server is there. */
export async function metricsOf(session: Session, resource: 'nodes' | 'pods', namespace: string, query: { readonly labelSelector?: string; readonly fieldSelector?: string }): Promise<JsonObject[]> {
  const { groupVersions } = await session.discovery.refresh()
  if (!groupVersions.includes(METRICS_API)) throw new KubectlError('Metrics API not available')
  const path = collectionPath(METRICS_API, resource, namespace)
  const [name] = session.args
  if (name !== undefined) return [await session.client.get(`${path}/${name}`)]
  return (await session.client.get(path, query))['items'] ?? []
}

/** Tables of `top` end each line with a padded cell. */
export function printTable(session: Session, headers: readonly string[], rows: readonly (readonly string[])[]): void {
  session.stdout(table(session.flags.bool('no-headers') ? rows : [headers, ...rows], true))
}
