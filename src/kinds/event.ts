import type { Kind } from './kind.ts'
import type { Event } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { column, since } from './tables/columns.ts'
import { invalidValue } from './validation/errors.ts'

export const event: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'core/v1.Event',
  status: false,
  defaults(draft) {
    draft['source'] ??= {}
    for (const time of ['firstTimestamp', 'lastTimestamp', 'eventTime']) draft[time] ??= null
    draft['reportingComponent'] ??= ''
    draft['reportingInstance'] ??= ''
  },
  validate(object) {
    const about: string = object['involvedObject']?.namespace ?? ''
    const own: string = object.metadata['namespace'] ?? ''
    // Events about objects without a namespace live in `default`.
    return about === own || (about === '' && own === 'default') ? [] : [invalidValue('involvedObject.namespace', about, 'does not match event.namespace')]
  },
  selectableFields: {
    'involvedObject.kind': (object) => (object as unknown as Event).involvedObject.kind ?? '',
    'involvedObject.namespace': (object) => (object as unknown as Event).involvedObject.namespace ?? '',
    'involvedObject.name': (object) => (object as unknown as Event).involvedObject.name ?? '',
    'involvedObject.uid': (object) => (object as unknown as Event).involvedObject.uid ?? '',
    'involvedObject.apiVersion': (object) => (object as unknown as Event).involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (object) => (object as unknown as Event).involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (object) => (object as unknown as Event).involvedObject.fieldPath ?? '',
    reason: (object) => (object as unknown as Event).reason ?? '',
    reportingComponent: (object) => (object as unknown as Event).reportingComponent ?? '',
    source: (object) => (object as unknown as Event).source?.component ?? (object as unknown as Event).reportingComponent ?? '',
    type: (object) => (object as unknown as Event).type ?? '',
  },
  columns: [
    column('Last Seen'),
    column('Type'),
    column('Reason'),
    column('Object'),
    column('Subobject', 'string', 'wide'),
    column('Source', 'string', 'wide'),
    column('Message'),
    column('First Seen', 'string', 'wide'),
    column('Count', 'string', 'wide'),
    column('Name', 'string', 'wide'),
  ],
  // The name is the last column here, not the first.
  cells(object, { nowMs }) {
    const item = object as unknown as Event
    const { involvedObject, source } = item
    const first = item.firstTimestamp ?? item.eventTime
    const last = item.series?.lastObservedTime ?? item.lastTimestamp ?? first
    return [
      since(last, nowMs),
      item.type ?? '',
      item.reason ?? '',
      involvedObject.name ? `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name}` : (involvedObject.kind ?? '').toLowerCase(),
      involvedObject.fieldPath ?? '',
      [source?.component || item.reportingComponent, source?.host || item.reportingInstance].filter(Boolean).join(', '),
      (item.message ?? '').trim(),
      since(first, nowMs),
      String(item.series?.count ?? item.count ?? 1),
      item.metadata.name,
    ]
  },
  nameColumn: false,
}
