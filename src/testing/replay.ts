import { keyOf } from '../apiserver/store.ts'
import type { Controller } from '../controllers/runtime/controller.ts'
import { resourceOf } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { applyMergePatch } from '../kinds/patch/index.ts'
import { kinds } from '../kinds/registry.ts'
import type { ResourceName } from '../kinds/resources.ts'
import { parseWatchLog, type WatchLine } from './compare/watchLog.ts'
import { ControlPlane } from './controlPlane.ts'

/** How long nothing must have been written for a moment to be quiet, in milliseconds. */
const QUIET_MS = 700

export interface QuietMoment {
  /** Milliseconds since the recording began. */
  readonly atMs: number
  /** Objects of a resource (`pods`), as recorded. */
  recorded(plural: string): readonly AnyStored[]
  /** The same as they are where the controllers under test were at work. */
  own(plural: string): readonly AnyStored[]
}

/**
 * Lets controllers live through a recording: what others wrote is written when they wrote it; objects of the resources `outputs` are left to the controllers.
 * Visits the moments in which nothing was going on, so that what the real controllers made and what these have made can be compared.
 */
export function replay(log: string, controllers: readonly Controller[], outputs: readonly string[], visit: (moment: QuietMoment) => void): void {
  const plane = new ControlPlane(controllers)
  const startMs = plane.simulation.nowMs
  const recorded = new Map<string, { readonly plural: string; readonly object: AnyStored }>()
  const resources = new Map<string, ResourceName>(kinds.filter(({ storedAs }) => !storedAs).map((kind) => [kind.plural, resourceOf(kind)]))
  const lines = parseWatchLog(log).filter(({ resource }) => resource !== 'events')
  for (const name of machinesIn(lines)) plane.addNode(name)

  const moment = (atMs: number): QuietMoment => ({
    atMs,
    recorded: (plural) => [...recorded.values()].filter((entry) => entry.plural === plural).map(({ object }) => object),
    own: (plural) => plane.server.all(resources.get(plural) ?? plural, ''),
  })
  let lastMs = 0
  for (const line of lines) {
    // The clocks of the kinds are a little out of step; the order is that of the revisions.
    const atMs = Math.max(line.t, lastMs)
    if (atMs - lastMs > QUIET_MS) {
      plane.simulation.advanceTo(startMs + lastMs + QUIET_MS)
      visit(moment(lastMs + QUIET_MS))
    }
    plane.simulation.advanceTo(startMs + atMs)
    lastMs = atMs
    const key = `${line.resource} ${keyOf(line.namespace ?? '', line.name)}`
    const object = (line.object ?? applyMergePatch(recorded.get(key)?.object ?? {}, line.patch ?? {})) as unknown as AnyStored
    if (line.type === 'DELETED') recorded.delete(key)
    else recorded.set(key, { plural: line.resource, object })
    const resource = resources.get(line.resource)
    if (object.metadata && resource && !outputs.includes(line.resource)) write(plane, resource, line, object)
  }
}

function write({ server: { store } }: ControlPlane, resource: ResourceName, line: WatchLine, object: AnyStored): void {
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: store.nextRevision() } }
  const key = keyOf(line.namespace ?? '', line.name)
  if (line.type === 'DELETED') store.remove(resource, key, stored)
  else store.put(resource, key, stored)
}

/** A recording begins when its machines are there already; the pods on them tell which. */
function machinesIn(lines: readonly WatchLine[]): string[] {
  const names = lines.flatMap(({ object, patch }) => [object, patch].flatMap((part) => (part?.['spec'] as { nodeName?: string } | undefined)?.nodeName ?? []))
  return [...new Set(names)].filter((name) => /^node-\d+$/.test(name)).sort()
}
