import type { Kind } from './kind.ts'
import type { Event } from './resources.ts'
import { basics } from './standard.ts'
import { columns, since } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { qualifiedNameFaults } from './validation/names.ts'

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
      // Events about objects without a namespace live in `default`; those of the newer form may live in `kube-system` as well.
      const homes = draft.eventTime ? ['default', 'kube-system'] : ['default']
      const matches = about === '' ? homes.includes(own) : about === own || !!draft.eventTime
      if (!matches) problems.invalid('involvedObject.namespace', about, 'does not match event.namespace')
      if (draft.eventTime) checkReport(draft as unknown as Event, problems)
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
  columns: columns('Event', 'Last Seen', 'Type', 'Reason', 'Object', 'Subobject', 'Source', 'Message', 'First Seen', 'Count', 'Name'),
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
      item.series?.count ?? item.count ?? 1,
      item.metadata.name,
    ]
  },
  nameColumn: false,
}

const LONGEST = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const

/** Events of the newer form, told by their `eventTime`, say who reports what. */
function checkReport(event: Event, problems: Problems): void {
  const reporter = event.reportingComponent ?? ''
  if (reporter === '') problems.required('reportingComponent')
  problems.each('reportingComponent', reporter, qualifiedNameFaults(reporter))
  for (const [field, longest] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
    const text = event[field] ?? ''
    if (text === '' && field !== 'message') problems.required(field)
    if (text.length > longest) problems.invalid(field, '', `can have at most ${longest} characters`)
  }
}
