import { expect, test } from 'vitest'
import type { AnyStored } from '../../kinds/objects.ts'
import { areas, names, recording } from '../../testing/recordings.ts'
import { replay, type QuietMoment } from '../../testing/replay.ts'
import { endpointsController } from '../endpoints/endpoints.ts'
import { endpointSliceController } from './endpointSlice.ts'
import { TRIGGER_TIME } from './triggerTimes.ts'

/** In these the controllers were stopped for a while. */
const WITHOUT_CONTROLLERS = new Set(['control-plane-stopped', 'deck-master-loss'])

/** What these controllers decide of an object; names of slices and the order of their endpoints are chance. */
function essence(object: AnyStored, withTime: boolean): string {
  const { name, generateName, namespace, labels, annotations, ownerReferences } = object.metadata
  const endpoints = ((object['endpoints'] ?? []) as object[]).map(canonical).sort()
  return canonical({ kind: object.kind, name: generateName ?? name, namespace, labels, time: withTime ? annotations?.[TRIGGER_TIME] : '', ownerReferences, subsets: object['subsets'], ports: object['ports'], endpoints })
}

function canonical(value: object): string {
  return JSON.stringify(value, (_, field: unknown) => (isRecord(field) ? Object.fromEntries(Object.entries(field).filter(([, inner]) => inner !== null).sort(([a], [b]) => (a < b ? -1 : 1))) : field))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Those of Services that are there: what is left of others is the garbage collector's, and what was made by hand nobody's. */
function relevant(moment: QuietMoment, read: (plural: string) => readonly AnyStored[]): AnyStored[] {
  const services = new Map(moment.own('services').map(({ metadata, ...rest }) => [metadata.uid, { metadata, ...rest }]))
  const selecting = new Set([...services.values()].filter((service) => (service as unknown as { spec: { selector?: object } }).spec.selector).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`))
  return [
    ...read('endpoints').filter(({ metadata }) => selecting.has(`${metadata.namespace}/${metadata.name}`)),
    ...read('endpointslices').filter(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === 'endpointslice-controller.k8s.io' && services.has(metadata.ownerReferences?.[0]?.uid ?? '')),
  ]
}

test('in all recordings with Services the endpoints are the recorded ones whenever nothing is going on', () => {
  const counts = { moments: 0, equal: 0, withTime: 0 }
  for (const area of areas)
    for (const name of names(area))
      for (const { watch } of recording(area, name).takes) {
        if (WITHOUT_CONTROLLERS.has(name) || !watch.includes('"endpointslices"')) continue
        replay(watch, [endpointsController, endpointSliceController], ['endpoints', 'endpointslices'], (moment) => {
          const same = (withTime: boolean): boolean => {
            const [recorded, own] = [moment.recorded, moment.own].map((read) => relevant(moment, read).map((object) => essence(object, withTime)).sort())
            return JSON.stringify(recorded) === JSON.stringify(own)
          }
          counts.moments++
          if (same(false)) counts.equal++
          if (same(true)) counts.withTime++
        })
      }
  // What differs are races of the real controllers: a change seen too late, two syncs where there is one here.
  expect(counts.moments).toBeGreaterThan(800)
  expect(counts.equal / counts.moments).toBeGreaterThan(0.99)
  expect(counts.withTime / counts.moments).toBeGreaterThan(0.95)
}, 60_000)
