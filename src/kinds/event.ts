import type { Kind } from './kind.ts'
import type { Event } from './resources.ts'
import { basics } from './standard.ts'
import { columns, since } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'

export const event: Kind = {
  ...basics('', 'Event', 'events'),
  shortNames: ['ev'],
  createOnUpdate: true,
  defaults(draft) {
    draft.source ??= {}
    for (const time of ['firstTimestamp', 'lastTimestamp', 'eventTime']) draft[time] ??= null
    draft.reportingComponent ??= ''
    draft.reportingInstance ??= ''
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const about: string = draft.involvedObject?.namespace ?? ''
      const own: string = draft.metadata.namespace ?? ''
      // Events about objects without a namespace live in `default`.
      if (about !== own && (about !== '' || own !== 'default')) problems.invalid('involvedObject.namespace', about, 'does not match event.namespace')
    }),
  selectableFields: {
    'involvedObject.kind': (event: Event) => event.involvedObject.kind ?? '',
    'involvedObject.namespace': (event: Event) => event.involvedObject.namespace ?? '',
    'involvedObject.name': (event: Event) => event.involvedObject.name ?? '',
    'involvedObject.uid': (event: Event) => event.involvedObject.uid ?? '',
    'involvedObject.apiVersion': (event: Event) => event.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (event: Event) => event.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (event: Event) => event.involvedObject.fieldPath ?? '',
    reason: (event: Event) => event.reason ?? '',
    reportingComponent: (event: Event) => event.reportingComponent ?? '',
    source: (event: Event) => event.source?.component ?? event.reportingComponent ?? '',
    type: (event: Event) => event.type ?? '',
  },
  columns: columns('Last Seen', 'Type', 'Reason', 'Object', 'Subobject|wide', 'Source|wide', 'Message', 'First Seen|wide', 'Count|wide', 'Name|wide|name'),
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
