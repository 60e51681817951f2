import type { Kind } from '../../kinds/kind.ts'

export interface SubresourceEntry {
  readonly name: string
  readonly kind: { group: string; version: string; kind: string }
  readonly verbs: readonly string[]
}

/** The subresources of a kind as discovery tells them, by name. */
export function subresourceEntries(kind: Kind, version: string): SubresourceEntry[] {
  const own = { group: kind.group, version, kind: kind.kind }
  const entries: SubresourceEntry[] = Object.entries(kind.subresources ?? {}).map(([name, { verbs, kind: other }]) => ({ name, kind: other ?? own, verbs: [...verbs].sort() }))
  if (kind.status) entries.push({ name: 'status', kind: own, verbs: ['get', 'patch', 'update'] })
  if (kind.scale) entries.push({ name: 'scale', kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ['get', 'patch', 'update'] })
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}
