import { describe, expect, it } from 'vitest'
import { kindOf } from '../kinds/registry.ts'
import { bootstrapObjects } from '../testing/recordings.ts'
import { Cluster } from './cluster.ts'

const cluster = new Cluster({ seed: 1, startMs: Date.parse('2026-11-21T00:00:00Z'), machines: 4 })
cluster.simulation.advanceBy(60_000)

/** Names that are made anew for every cluster. */
const GENERATED = ['events', 'events.events.k8s.io']
/** Written by others than the API server, or with moments and identities in them. */
const CHANGING = ['nodes', 'leases.coordination.k8s.io', 'componentstatuses', 'configmaps', ...GENERATED]

const recorded = bootstrapObjects()
  .map(({ path, resource, names, items = [] }) => {
    const group = path.startsWith('/apis/') ? path.split('/')[2] : undefined
    return { resource: group ? `${resource}.${group}` : resource, names, objects: items.map(({ object }) => object as unknown as Readonly<Record<string, any>>) }
  })
  .filter(({ resource }) => kindOf(resource) && !kindOf(resource)?.storedAs)

/** Without what differs from one cluster to another. */
function essence({ metadata: { name, namespace, labels, annotations }, apiVersion: _, kind: __, ...rest }: Readonly<Record<string, any>>): unknown {
  return JSON.parse(JSON.stringify({ ...rest, metadata: { name, namespace, labels, annotations } }, (key, value) => (key === 'lastTransitionTime' ? '{time}' : value)))
}

function present(resource: string) {
  return cluster.server.all(resource, '')
}

describe('a new cluster holds what a real one does', () => {
  it.each(recorded.filter(({ resource }) => !GENERATED.includes(resource)))('$resource', ({ resource, names }) => {
    const own = present(resource).map(({ metadata: { namespace, name } }) => (namespace ? `${namespace}/${name}` : name))
    const known = (name: string) => name.replace(/^kube-system\/apiserver-\w+$/, 'kube-system/apiserver-')
    expect(own.map(known).sort()).toEqual(names.map(known).sort())
  })

  it.each(recorded.filter(({ resource, objects }) => !CHANGING.includes(resource) && objects.length > 0))('$resource in full', ({ resource, objects }) => {
    const byName = (a: any, b: any) => (`${a.metadata.namespace}/${a.metadata.name}` < `${b.metadata.namespace}/${b.metadata.name}` ? -1 : 1)
    expect(present(resource).map(essence).sort(byName)).toEqual(objects.map(essence).sort(byName))
  })
})
