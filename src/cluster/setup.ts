import { sortedJson } from '../base/goJson.ts'
import { clusterAdmin } from '../apiserver/caller.ts'
import { localApi } from '../apiserver/local.ts'
import { parseText } from '../apiserver/decode/index.ts'
import type { Draft } from '../kinds/kind.ts'
import { resourceOf } from '../kinds/kind.ts'
import { kindOfObject } from '../kinds/registry.ts'
import type { TrafficAct } from './inputs.ts'
import type { Cluster } from './cluster.ts'

/** What has been done to a cluster before its user finds it. */
export interface ClusterSetup {
  /** YAML documents, applied in this order when the machines are ready, as `kubectl apply` would. */
  readonly manifests: string
  readonly traffic: readonly Omit<TrafficAct, 'kind'>[]
  /** The moment at which the user finds it, virtual milliseconds since its beginning. */
  readonly lengthMs: number
}

/** Machines have joined and every namespace has its ServiceAccount by then. */
const MACHINES_READY_MS = 10_000

/** Sets a cluster up that has just begun. */
export function setUp(cluster: Cluster, setup: ClusterSetup): void {
  const { simulation } = cluster
  simulation.advanceTo(simulation.startMs + MACHINES_READY_MS)
  const api = localApi(cluster.server, clusterAdmin)
  for (const text of setup.manifests.split(/^---\s*$/m).filter((document) => document.trim() !== '')) {
    const object = parseText(text, true) as Draft | null
    if (!object) continue
    const kind = kindOfObject(object['apiVersion'], object['kind'])
    if (!kind) throw new Error(`no kind ${object['kind']} in ${object['apiVersion']}`)
    if (kind.namespaced) object.metadata['namespace'] ??= 'default'
    api.create(resourceOf(kind), { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata['annotations'], ...lastApplied(object) } } })
  }
  for (const traffic of setup.traffic) cluster.act({ kind: 'traffic', ...traffic })
  simulation.advanceTo(simulation.startMs + setup.lengthMs)
}

/** So that a later `kubectl apply` of the same file finds what was applied. */
function lastApplied(object: Draft): Record<string, string> {
  const { annotations = {}, ...metadata } = object.metadata
  return { 'kubectl.kubernetes.io/last-applied-configuration': `${sortedJson({ ...object, metadata: { annotations, ...metadata } })}\n` }
}
