import { deepEqual } from '../base/equality.ts'
import type { FieldError, Kind } from './kind.ts'
import type { EndpointSlice } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'
import { immutable, notSupported, required, invalidValue } from './validation/errors.ts'

const SHOWN_MOST = 3
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6']

export const endpointSlice: Kind = {
  group: 'discovery.k8s.io',
  versions: ['v1'],
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'discovery/v1.EndpointSlice',
  status: false,
  generation: (next, old) => !deepEqual(content(next), content(old)) || !deepEqual(next.metadata['labels'], old.metadata.labels),
  defaults(draft) {
    draft['endpoints'] = draft['endpoints']?.length ? draft['endpoints'] : null
    draft['ports'] = draft['ports']?.length ? draft['ports'] : null
    for (const endpoint of draft['endpoints'] ?? []) endpoint.conditions ??= {}
    for (const port of draft['ports'] ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  validate(object) {
    const errors: FieldError[] = []
    if (!object['addressType']) errors.push(required('addressType'))
    else if (!ADDRESS_TYPES.includes(object['addressType'])) errors.push(notSupported('addressType', object['addressType'], ADDRESS_TYPES))
    ;(object['endpoints'] ?? []).forEach((endpoint: { addresses?: string[] }, index: number) => {
      if (!endpoint.addresses?.length) errors.push(required(`endpoints[${index}].addresses`, 'must contain at least 1 address'))
      endpoint.addresses?.forEach((address, at) => {
        if (object['addressType'] === 'IPv4' && !/^\d+(\.\d+){3}$/.test(address)) errors.push(invalidValue(`endpoints[${index}].addresses[${at}]`, address, 'must be a valid IPv4 address'))
      })
    })
    return errors
  },
  validateUpdate: (next, old) => (next['addressType'] === old['addressType'] ? [] : [immutable('addressType', next['addressType'])]),
  columns: [column('AddressType'), column('Ports'), column('Endpoints'), AGE],
  cells(object, context) {
    const { addressType, ports, endpoints } = object as unknown as EndpointSlice
    return [addressType, limited((ports ?? []).map(({ port }) => (port === undefined ? '*' : String(port)))), limited((endpoints ?? []).flatMap(({ addresses }) => addresses)), age(object, context)]
  },
}

function content(object: Record<string, unknown>): unknown {
  return [object['addressType'], object['endpoints'], object['ports']]
}

function limited(items: readonly string[]): string {
  if (items.length === 0) return '<unset>'
  return items.slice(0, SHOWN_MOST).join(',') + (items.length > SHOWN_MOST ? ` + ${items.length - SHOWN_MOST} more...` : '')
}
