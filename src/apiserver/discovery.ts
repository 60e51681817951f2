import { bytesToBase64 } from '../base/base64.ts'
import { sha256 } from '../base/sha256.ts'
import type { Kind, Verb } from '../kinds/kind.ts'
import { servedAs } from './served.ts'
import { subresourceEntries } from './subresources/entries.ts'

/** Groups in the order of priority in which the real server lists them: it decides between resources of one name. */
const GROUP_ORDER = [
  '', 'apiregistration.k8s.io', 'apps', 'events.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io', 'autoscaling', 'batch', 'certificates.k8s.io', 'networking.k8s.io', 'policy',
  'rbac.authorization.k8s.io', 'storage.k8s.io', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'scheduling.k8s.io', 'coordination.k8s.io', 'node.k8s.io', 'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]

export interface GroupVersions {
  readonly group: string
  /** The preferred one first. */
  readonly versions: readonly string[]
}

/** The groups that some kinds make up, in the server's order; groups that it does not know (of custom resources) last, by name. */
export function groupsOf(kinds: readonly Kind[]): GroupVersions[] {
  const versions = new Map<string, string[]>()
  for (const kind of kinds) {
    const known = versions.get(kind.group) ?? []
    for (const version of kind.versions) if (!known.includes(version)) known.push(version)
    versions.set(kind.group, known)
  }
  const rank = (group: string): number => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.length)
  return [...versions].map(([group, list]) => ({ group, versions: list })).sort((a, b) => rank(a.group) - rank(b.group) || (a.group < b.group ? -1 : 1))
}

function groupVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}

/** `GET /apis/GROUP`. */
export function apiGroup({ group, versions }: GroupVersions): Record<string, unknown> {
  const list = versions.map((version) => ({ groupVersion: groupVersion(group, version), version }))
  return { name: group, versions: list, preferredVersion: list[0] }
}

/** `GET /apis`, the form of old. */
export function apiGroupList(kinds: readonly Kind[]): Record<string, unknown> {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(kinds).filter(({ group }) => group !== '').map(apiGroup) }
}

function served(kinds: readonly Kind[], group: string, version: string): Kind[] {
  return kinds.filter((kind) => kind.group === group && kind.versions.includes(version)).sort((a, b) => (a.plural < b.plural ? -1 : 1))
}

const sortedVerbs = (verbs: readonly Verb[]): string[] => [...verbs].sort()

/** From it clients see that two resources, such as the events of both groups, have the same objects. */
function storageVersionHash({ group, versions, kind }: Kind): string {
  return bytesToBase64(sha256(`${group}/${versions[0]}/${kind}`).slice(0, 8))
}

/** `GET /api/v1` and `GET /apis/GROUP/VERSION`. */
export function apiResourceList(kinds: readonly Kind[], group: string, version: string): Record<string, unknown> {
  const resources = served(kinds, group, version).flatMap((kind) => [
    {
      name: kind.plural,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: sortedVerbs(kind.verbs),
      ...(kind.shortNames ? { shortNames: kind.shortNames } : {}),
      ...(kind.categories ? { categories: kind.categories } : {}),
      ...(kind.verbs.includes('list') ? { storageVersionHash: storageVersionHash(servedAs(kind, version).stored) } : {}),
    },
    ...subresourceEntries(kind, version).map((entry) => ({
      name: `${kind.plural}/${entry.name}`,
      singularName: '',
      namespaced: kind.namespaced,
      ...(entry.kind.group !== kind.group || entry.kind.version !== version ? { group: entry.kind.group, version: entry.kind.version } : {}),
      kind: entry.kind.kind,
      verbs: entry.verbs,
    })),
  ])
  return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion: groupVersion(group, version), resources }
}

/** `GET /api` and `GET /apis` in the aggregated form: everything that clients need in one answer. */
export function aggregatedDiscovery(kinds: readonly Kind[], core: boolean, discoveryVersion: string): Record<string, unknown> {
  const groups = groupsOf(kinds).filter(({ group }) => (group === '') === core)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${discoveryVersion}`,
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
      versions: versions.map((version) => ({
        version,
        resources: served(kinds, group, version).map((kind) => discoveredResource(kind, version)),
        freshness: 'Current',
      })),
    })),
  }
}

function discoveredResource(kind: Kind, version: string): Record<string, unknown> {
  const subresources = subresourceEntries(kind, version).map((entry) => ({
    subresource: entry.name,
    responseKind: entry.kind.group === kind.group && entry.kind.version === version ? { group: '', version: '', kind: entry.kind.kind } : entry.kind,
    verbs: entry.verbs,
  }))
  return {
    resource: kind.plural,
    responseKind: { group: '', version: '', kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: sortedVerbs(kind.verbs),
    ...(kind.shortNames ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories ? { categories: kind.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  }
}
