/** The cluster's DNS: names of Services, of the pods behind headless ones, and of machines (`docs/concepts/services-networking/dns-pod-service`). */
import { isAddress } from './ranges.ts'
import type { ServiceTable } from './serviceTable.ts'

const DOMAIN = 'cluster.local'
/** How many names may follow from one another. */
const ALIASES_MAX = 8

/** Where names are looked up. */
export interface Names {
  readonly services: Pick<ServiceTable, 'service' | 'endpointAddresses'>
  /** Address of a machine, which the network outside of the cluster knows by name. */
  machineAddress(name: string): string | undefined
}

/** Addresses of a name as a pod of that namespace resolves it: it tries the search domains that its `/etc/resolv.conf` (ndots 5) has. */
export function resolveName(name: string, namespace: string, names: Names): readonly string[] {
  if (isAddress(name)) return [name]
  const plain = name.replace(/\.$/, '').toLowerCase()
  if (plain === 'localhost') return ['127.0.0.1']
  const search = [`${namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN]
  for (const candidate of name.endsWith('.') ? [plain] : [...search.map((domain) => `${plain}.${domain}`), plain]) {
    const found = lookUp(candidate, names, 0)
    if (found.length > 0) return found
  }
  return []
}

function lookUp(name: string, names: Names, aliases: number): readonly string[] {
  if (isAddress(name)) return [name]
  if (!name.endsWith(`.${DOMAIN}`)) return [names.machineAddress(name) ?? []].flat()
  const labels = name.slice(0, -DOMAIN.length - 1).split('.')
  const type = labels.pop()
  if (type === 'pod') return podAddress(labels)
  const namespace = labels.pop()
  const serviceName = labels.pop()
  if (type !== 'svc' || !namespace || !serviceName || labels.length > 1) return []
  const service = names.services.service(namespace, serviceName)
  if (!service) return []
  const { clusterIPs = [], externalName = '' } = service.spec
  if (service.spec.type === 'ExternalName') return aliases < ALIASES_MAX && labels.length === 0 ? lookUp(externalName.replace(/\.$/, '').toLowerCase(), names, aliases + 1) : []
  if (clusterIPs[0] === 'None') return names.services.endpointAddresses(service, labels[0])
  return labels.length === 0 ? clusterIPs : []
}

/** `10-244-1-2.default.pod` stands for that address, whether or not there is such a pod. */
function podAddress(labels: readonly string[]): readonly string[] {
  const address = labels.length === 2 ? (labels[0] ?? '').replaceAll('-', '.') : ''
  return isAddress(address) ? [address] : []
}
