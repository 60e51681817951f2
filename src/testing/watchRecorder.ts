import type { AnyStored } from '../kinds/objects.ts'
import type { WatchLine } from './compare/watchLog.ts'

/** The resources whose changes a recording holds, by the group and version of their path. */
export const recordedResources: readonly { readonly groupVersion: string; readonly resources: readonly string[] }[] = [
  {
    groupVersion: 'v1',
    resources: [
      'pods', 'services', 'endpoints', 'events', 'nodes', 'namespaces', 'configmaps', 'secrets', 'serviceaccounts', 'replicationcontrollers',
      'persistentvolumes', 'persistentvolumeclaims', 'resourcequotas', 'limitranges',
    ],
  },
  { groupVersion: 'apps/v1', resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'controllerrevisions'] },
  { groupVersion: 'batch/v1', resources: ['jobs', 'cronjobs'] },
  { groupVersion: 'autoscaling/v2', resources: ['horizontalpodautoscalers'] },
  { groupVersion: 'policy/v1', resources: ['poddisruptionbudgets'] },
  { groupVersion: 'networking.k8s.io/v1', resources: ['ingresses', 'networkpolicies'] },
  { groupVersion: 'discovery.k8s.io/v1', resources: ['endpointslices'] },
  { groupVersion: 'storage.k8s.io/v1', resources: ['storageclasses', 'volumeattachments'] },
  { groupVersion: 'scheduling.k8s.io/v1', resources: ['priorityclasses'] },
  { groupVersion: 'rbac.authorization.k8s.io/v1', resources: ['roles', 'rolebindings'] },
]

type Value = unknown
type Fields = Readonly<Record<string, Value>>

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What of an object a recording holds: not managedFields, resourceVersion, a node's list of images and its heartbeats, which would make a line of every
 * heartbeat.
 */
export function stripForRecording(object: AnyStored): Fields {
  const stripped = { ...object, metadata: omit(object.metadata, ['managedFields', 'resourceVersion']) }
  const { status } = object
  if (object.kind !== 'Node' || !isFields(status)) return stripped
  const conditions = Array.isArray(status['conditions']) ? { conditions: status['conditions'].map((condition: Fields) => omit(condition, ['lastHeartbeatTime'])) } : {}
  return { ...stripped, status: { ...omit(status, ['images']), ...conditions } }
}

function omit(fields: object, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

/** The JSON merge patch (RFC 7386) that makes `updated` of `old`: empty if they are equal. */
export function mergePatch(old: Fields, updated: Fields): Fields {
  const patch: Record<string, Value> = {}
  // A field that is undefined is not there.
  for (const [key, value] of Object.entries(old)) if (value !== undefined && updated[key] === undefined) patch[key] = null
  for (const [key, value] of Object.entries(updated)) {
    const before = old[key]
    if (isEqual(before, value)) continue
    const change = isFields(before) && isFields(value) ? mergePatch(before, value) : value
    if (change !== undefined && !(isFields(before) && isFields(change) && Object.keys(change).length === 0)) patch[key] = change
  }
  return patch
}

function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isEqual((a as Fields)[key], (b as Fields)[key]))
}

export interface RecordedChange {
  /** Milliseconds since the recording began. */
  readonly atMs: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: string
  readonly object: AnyStored
}

/** Writes a watch log: one line of JSON a change, as merge patches of what was known before. */
export class WatchRecorder {
  readonly #known = new Map<string, Fields>()
  readonly #lines: WatchLine[] = []
  #lastChangeMs = 0

  /** When something other than heartbeats and Events last changed, in ms since the recording began: `settle` waits for that to be long ago. */
  get lastChangeMs(): number {
    return this.#lastChangeMs
  }

  /**
   * An object that was there before the recording began: only its changes are recorded. It was listed, and the items of a list do not say their version; so its first change is one
   * even if it is of nothing that is recorded, such as a heartbeat.
   */
  know(object: AnyStored): void {
    this.#known.set(object.metadata.uid, omit(stripForRecording(object), ['apiVersion']))
  }

  record({ atMs, type, resource, object }: RecordedChange): void {
    const stripped = stripForRecording(object)
    const { uid, namespace, name, resourceVersion } = object.metadata
    const old = this.#known.get(uid)
    if (type === 'DELETED') this.#known.delete(uid)
    else this.#known.set(uid, stripped)
    const whole = type !== 'DELETED' && (type === 'ADDED' || old === undefined)
    const content = whole ? { object: stripped } : { patch: mergePatch(old ?? {}, stripped) }
    if (type === 'MODIFIED' && content.patch && Object.keys(content.patch).length === 0) return
    const place = namespace ? { namespace } : {}
    this.#lines.push({ t: Math.round(atMs), rv: Number(resourceVersion), type, resource, ...place, name, ...content } as WatchLine)
    if (resource !== 'events') this.#lastChangeMs = atMs
  }

  /** The log, in the order of the store's revisions. */
  text(): string {
    const lines = this.#lines.toSorted((a, b) => (a.rv ?? 0) - (b.rv ?? 0))
    return lines.map((line) => `${asciiJson(line)}\n`).join('')
  }
}

/** JSON in ASCII alone, so that no reader takes a character of a text for the end of a line. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
