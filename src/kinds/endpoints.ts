import type { Kind } from './kind.ts'
import type { Endpoints } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'

const SHOWN_MOST = 3

export const endpoints: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'core/v1.Endpoints',
  status: false,
  defaults(draft) {
    for (const subset of draft['subsets'] ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP'
  },
  columns: [column('Endpoints'), AGE],
  cells: (object, context) => [endpointsCell((object as unknown as Endpoints).subsets), age(object, context)],
}

function endpointsCell(subsets: Endpoints['subsets']): string {
  if (!subsets?.length) return '<none>'
  const all = subsets.flatMap(({ addresses = [], ports = [] }) => (ports.length === 0 ? addresses.map(({ ip }) => ip) : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`))))
  const more = all.length > SHOWN_MOST ? ` + ${all.length - SHOWN_MOST} more...` : ''
  return all.slice(0, SHOWN_MOST).join(',') + more
}
