import { deepEqual } from '../base/equality.ts'
import type { Endpoint } from 'kubernetes-types/discovery/v1'
import type { Kind } from './kind.ts'
import type { EndpointSlice } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, firstOf } from './tables/columns.ts'
import { checkUsableAddress } from './validation/addresses.ts'
import { PROTOCOLS } from './validation/containers.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { ipv4Bytes, isIpv6, labelFaults, portNumberFaults, qualifiedNameFaults, subdomainFaults } from './validation/names.ts'

const SHOWN_MOST = 3
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6']
const ADDRESSES_MOST = 100
const ENDPOINTS_MOST = 1000

export const endpointSlice: Kind = {
  ...basics('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  generation: (next, old) => !deepEqual(content(next), content(old)) || !deepEqual(next.metadata.labels, old.metadata.labels),
  defaults(draft) {
    for (const list of ['endpoints', 'ports']) if (!draft[list]?.length) draft[list] = null
    for (const endpoint of draft.endpoints ?? []) endpoint.conditions ??= {}
    for (const port of draft.ports ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const { addressType, endpoints, ports } = draft as unknown as EndpointSlice
      if (!addressType) problems.required('addressType')
      else problems.optionalChoice('addressType', addressType, ADDRESS_TYPES)
      if ((endpoints ?? []).length > ENDPOINTS_MOST) problems.tooMany('endpoints', endpoints.length, ENDPOINTS_MOST)
      endpoints?.forEach((endpoint, index) => checkEndpoint(endpoint, addressType, `endpoints[${index}]`, problems))
      const names = new Set<string>()
      ports?.forEach(({ name = '', protocol, port, appProtocol }, index) => {
        const at = `ports[${index}]`
        if (name !== '') problems.each(`${at}.name`, name, labelFaults(name))
        if (names.has(name)) problems.duplicate(`${at}.name`, name)
        names.add(name)
        problems.choice(`${at}.protocol`, protocol, PROTOCOLS)
        if (port !== undefined) problems.each(`${at}.port`, port, portNumberFaults(port))
        if (appProtocol !== undefined) problems.each(`${at}.appProtocol`, appProtocol, qualifiedNameFaults(appProtocol))
      })
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (next.addressType !== old['addressType']) problems.immutable('addressType', next.addressType)
    }),
  columns: columns('EndpointSlice', 'AddressType', 'Ports', 'Endpoints', 'Age'),
  cells(object, context) {
    const { addressType, ports, endpoints } = object as unknown as EndpointSlice
    const shown = (items: readonly string[]): string => (items.length === 0 ? '<unset>' : firstOf(items, SHOWN_MOST))
    return [addressType, shown((ports ?? []).map(({ name, port }) => String(port ?? (name || '*')))), shown((endpoints ?? []).flatMap(({ addresses }) => addresses)), age(object, context)]
  },
}

function content(object: Record<string, unknown>): unknown {
  return [object['addressType'], object['endpoints'], object['ports']]
}

function checkEndpoint({ addresses: written, nodeName, hostname }: Endpoint, addressType: string, path: string, problems: Problems): void {
  const addresses = written ?? []
  if (addresses.length === 0) problems.required(`${path}.addresses`, 'must contain at least 1 address')
  else if (addresses.length > ADDRESSES_MOST) problems.tooMany(`${path}.addresses`, addresses.length, ADDRESSES_MOST)
  addresses.forEach((address, index) => {
    const at = `${path}.addresses[${index}]`
    if (addressType === 'FQDN') return problems.each(at, address, subdomainFaults(address))
    const sound = addressType === 'IPv6' ? isIpv6(address) : ipv4Bytes(address) !== undefined
    if (!sound) problems.invalid(at, address, `must be a valid ${addressType} address`)
    else checkUsableAddress(address, at, problems)
  })
  if (nodeName !== undefined) problems.each(`${path}.nodeName`, nodeName, subdomainFaults(nodeName))
  if (hostname !== undefined) problems.each(`${path}.hostname`, hostname, labelFaults(hostname))
}
