import type { EndpointAddress, EndpointPort } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import type { Endpoints } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, firstOf } from './tables/columns.ts'
import { checkUsableAddress } from './validation/addresses.ts'
import { PROTOCOLS } from './validation/containers.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { ipFaults, labelFaults, portNumberFaults, qualifiedNameFaults, subdomainFaults } from './validation/names.ts'

const SHOWN_MOST = 3

export const endpoints: Kind = {
  ...basics('', 'Endpoints', 'endpoints'),
  shortNames: ['ep'],
  createOnUpdate: true,
  defaults(draft) {
    for (const subset of draft.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP'
  },
  validate: (draft) =>
    problemsOf((problems) =>
      (draft as unknown as Endpoints).subsets?.forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, index) => {
        const at = `subsets[${index}]`
        if (addresses.length + notReadyAddresses.length === 0) problems.required(at, 'must specify `addresses` or `notReadyAddresses`')
        addresses.forEach((address, place) => checkAddress(address, `${at}.addresses[${place}]`, problems))
        notReadyAddresses.forEach((address, place) => checkAddress(address, `${at}.notReadyAddresses[${place}]`, problems))
        ports.forEach((port, place) => checkPort(port, ports.length > 1, `${at}.ports[${place}]`, problems))
      }),
    ),
  columns: columns('Endpoints', 'Endpoints', 'Age'),
  cells: (object, context) => [endpointsCell((object as unknown as Endpoints).subsets), age(object, context)],
}

function checkAddress({ ip = '', hostname, nodeName }: EndpointAddress, path: string, problems: Problems): void {
  problems.each(`${path}.ip`, ip, ipFaults(ip))
  if (hostname) problems.each(`${path}.hostname`, hostname, labelFaults(hostname))
  if (nodeName !== undefined) problems.each(`${path}.nodeName`, nodeName, subdomainFaults(nodeName))
  checkUsableAddress(ip, `${path}.ip`, problems)
}

function checkPort({ name = '', port, protocol, appProtocol }: EndpointPort, needsName: boolean, path: string, problems: Problems): void {
  if (needsName && name === '') problems.required(`${path}.name`)
  else if (name !== '') problems.each(`${path}.name`, name, labelFaults(name))
  problems.each(`${path}.port`, port ?? 0, portNumberFaults(port))
  problems.choice(`${path}.protocol`, protocol, PROTOCOLS)
  if (appProtocol !== undefined) problems.each(`${path}.appProtocol`, appProtocol, qualifiedNameFaults(appProtocol))
}

function endpointsCell(subsets: Endpoints['subsets']): string {
  if (!subsets?.length) return '<none>'
  return firstOf(subsets.flatMap(({ addresses = [], ports = [] }) => (ports.length === 0 ? addresses.map(({ ip }) => ip) : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)))), SHOWN_MOST)
}
