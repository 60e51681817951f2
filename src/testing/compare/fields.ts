import { normalise } from './normalise.ts'
import type { Json, JsonObject } from './states.ts'

/** Fields that chance or the machine decides, or that are heartbeats. */
const ignored = new Set([
  'uid', 'resourceVersion', 'managedFields', 'containerID', 'imageID', 'nodeName', 'observedTime', 'lastHeartbeatTime', 'lastProbeTime',
  'nodeInfo', 'images', 'systemUUID', 'bootID', 'machineID', 'targetRef', 'bindingUID',
])

/** Lists whose order says nothing. */
const unordered = new Set(['conditions', 'endpoints', 'addresses', 'ownerReferences', 'taints', 'tolerations'])

const nodePorts = new Set(['nodePort', 'healthCheckNodePort'])

/** Every leaf of an object as `.spec.replicas=3`, without what is free to differ. */
export function fieldsOf(object: JsonObject): string[] {
  const fields: string[] = []
  collect(canonical(object, ''), '', fields)
  return fields
}

function collect(value: Json, path: string, fields: string[]): void {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (children.length === 0) fields.push(`${path}=${JSON.stringify(value)}`)
  for (const [key, child] of children) collect(child as Json, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, fields)
}

function canonical(value: Json, key: string): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, key))
    return unordered.has(key) ? sortByText(items) : items
  }
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([name, child]) => !ignored.has(name) && !isEmpty(child))
    kept.sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(kept.map(([name, child]) => [normalise(name), canonical(child as Json, name)]))
  }
  if (typeof value === 'string') return normalise(value)
  return typeof value === 'number' && nodePorts.has(key) ? 'NODEPORT' : value
}

function isEmpty(value: Json | undefined): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}

function sortByText(items: readonly Json[]): Json[] {
  const texts = items.map((item) => ({ item, text: JSON.stringify(item) }))
  return texts.sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text))).map(({ item }) => item)
}
